import { setting } from '../shared/settings.ts';

/** How many consecutive rows fail before a run stops. VS Code does not validate settings; undefined: the default. */
export function maxFailuresInRow(): number | undefined {
  const rows: unknown = setting('bulk.maxFailuresInRow');
  return typeof rows === 'number' && rows >= 1 ? Math.floor(rows) : undefined;
}
