import { setting } from '../shared/settings.ts';

/** `kept`: on disk; `session`: in memory, gone with the window; `off`: not at all. */
export type HistoryMode = 'kept' | 'session' | 'off';

export function historyMode(): HistoryMode {
  const mode: unknown = setting('history.mode');
  // A mistyped word might have been meant as off.
  return mode === 'kept' || mode === 'session' ? mode : 'off';
}
