import type { CompareLoader } from '../shared/comparePorts.ts';
import type { SendAgainPorts } from '../shared/sending/sendAgain.ts';

/** What the history needs from other features. */
export interface HistoryPorts extends SendAgainPorts {
  /** Baselines are responses too, so they are deleted with the history. */
  readonly compare: CompareLoader;
}
