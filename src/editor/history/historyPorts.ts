import type { CompareLoader, PlansLoader } from '../shared/ports.ts';
import type { SendAgainPorts } from '../shared/sending/sendAgain.ts';

/** The pulled customers, whose names are shown for IDs. */
export interface CustomersLoader {
  open(): Promise<{
    readonly model: { find(tenant: string, id: string): Promise<{ readonly name: string } | undefined> };
  }>;
}

/** What the history needs from other features. */
export interface HistoryPorts extends SendAgainPorts {
  /** Baselines are responses too, so they are cleared with the history. */
  readonly compare: CompareLoader;
  readonly plans: PlansLoader;
  readonly customers: CustomersLoader;
}
