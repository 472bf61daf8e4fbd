import { defaultDialect } from '../catalogue/dialect.ts';
import { formOf } from '../catalogue/forms.ts';
import { formFor, type Connection } from '../connection/connection.ts';
import type { ConnectionChange } from './checkConnection.ts';

/** A connection as it is in the settings. */
type Entry = Readonly<Record<string, unknown>>;

/** Changes one property of a connection's entry in the settings. Everything else stays as it is. */
export function withChange(entry: Entry, change: ConnectionChange): Entry {
  if (change.kind === 'cmId') return { ...entry, cmId: change.cmId };
  const { dialect = defaultDialect, dialects: present, ...others } = entry;
  const { pull: _pull, ...rest } = (typeof present === 'object' ? present : {}) as Record<string, unknown>;
  const dialects = dialect === change.dialect ? rest : { ...rest, pull: change.dialect };
  return {
    ...others,
    ...('dialect' in entry && { dialect }),
    ...(Object.keys(dialects).length && { dialects }),
  };
}

/** Whether a connection already has what a change would set. */
export function isApplied(connection: Connection, change: ConnectionChange): boolean {
  return change.kind === 'cmId'
    ? connection.cmId === change.cmId
    : formFor(connection, 'pull') === formOf('pull', change.dialect);
}
