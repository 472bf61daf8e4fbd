import { setting } from '../shared/settings.ts';

/** `kept`: on disk; `session`: in memory until the window closes; `off`: not stored. */
export type HistoryMode = 'kept' | 'session' | 'off';

export function historyMode(): HistoryMode {
  const mode: unknown = setting('history.mode');
  // An unknown value counts as off, because it may be a misspelled "off".
  return mode === 'kept' || mode === 'session' ? mode : 'off';
}
