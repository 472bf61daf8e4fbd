import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { BulkPorts, RunChanges } from './ports.ts';

/** The view is updated this often during a run, in milliseconds. */
const showMs = 2000;

/** Shows in the Customers view what a run changes. A failure is logged, and does not affect the run. */
export class RunFollower {
  readonly #head: PlanHead;
  readonly #ports: BulkPorts;
  readonly #startedAt = Date.now();
  /** Records that the view does not have yet, by ID. */
  #records = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(head: PlanHead, ports: BulkPorts) {
    this.#head = head;
    this.#ports = ports;
  }

  /** Takes a record as the run last knows it. */
  add(id: string, record: string): void {
    this.#records.set(id, record);
    this.#timer ??= setTimeout(() => this.#showRecords(), showMs);
  }

  /** Shows the rest when the run ends. `hasAdds`: it can have added customers, whose records it has not read. */
  end(hasAdds: boolean): void {
    this.#showRecords();
    this.#show((changes) => changes.fetchOpen(this.#head));
    if (hasAdds) this.#show((changes) => changes.showAdded(this.#head, this.#startedAt));
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #showRecords(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const records = this.#records;
    this.#records = new Map();
    if (records.size) this.#show((changes) => changes.showRecords(this.#head, records));
  }

  /** One after the other, so that an older record never replaces a newer one. */
  #show(show: (changes: RunChanges) => Promise<void>): void {
    this.#last = this.#last.then(async () => {
      try {
        await show((await this.#ports.customers()).changes);
      } catch (error) {
        this.#ports.log.error('The Customers view could not follow the run.', error);
      }
    });
  }
}
