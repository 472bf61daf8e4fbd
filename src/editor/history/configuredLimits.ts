import type { HistoryLimits } from '../../kapture/store/historyLimits.ts';
import { setting } from '../shared/settings.ts';

/** How much history is kept. An invalid setting counts as its default, because VS Code does not validate settings. */
export function configuredLimits(): HistoryLimits {
  const entries: unknown = setting('history.maxEntries');
  const megabytes: unknown = setting('history.maxMegabytes');
  return {
    entries: typeof entries === 'number' && entries >= 1 ? Math.floor(entries) : 500,
    bytes: (typeof megabytes === 'number' && megabytes >= 1 ? megabytes : 50) * 1_000_000,
  };
}
