import type { Store } from '../store.ts';
import { LinkedRecords, type Linked } from './linkedRecords.ts';
import { orderKind, type StoredOrder } from './orders.ts';
import { ticketKind, type StoredTicket } from './tickets.ts';

/** An enquiry that was pushed. */
export interface StoredEnquiry extends Linked {
  readonly campaign: string;
}

/** The records of a sandbox other than customers. */
export class Modules {
  readonly tickets: LinkedRecords<StoredTicket>;
  readonly orders: LinkedRecords<StoredOrder>;
  readonly enquiries: LinkedRecords<StoredEnquiry>;
  /** Never used again, so that each ID stays that of one record. */
  #last = 0;

  constructor(store: Store) {
    this.tickets = new LinkedRecords(store, ticketKind);
    this.orders = new LinkedRecords(store, orderKind);
    this.enquiries = new LinkedRecords<StoredEnquiry>(store, {
      seed: [],
      generate: () => [],
      ownerOf: () => undefined,
    });
  }

  /** Discards all additions and changes. */
  reset(): void {
    for (const records of [this.tickets, this.orders, this.enquiries]) records.reset();
  }

  /** A number that no other record of this sandbox has. */
  next(): number {
    return ++this.#last;
  }
}
