import type { Plans } from './plans.ts';
import type { BulkPorts } from './ports.ts';

/** What the commands of bulk changes use. */
export interface BulkServices {
  readonly plans: Plans;
  readonly ports: BulkPorts;
  /** Opens the page of a plan. */
  readonly show: (plan: number) => Promise<void>;
}
