import type { CompareLoader } from '../shared/comparePorts.ts';
import type { PlansLoader } from '../shared/ports.ts';
import type { SendAgainPorts } from '../shared/sending/sendAgain.ts';

/** What the history needs from other features. */
export interface HistoryPorts extends SendAgainPorts {
  /** Baselines are responses too, so they are cleared with the history. */
  readonly compare: CompareLoader;
  readonly plans: PlansLoader;
}
