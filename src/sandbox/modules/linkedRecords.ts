import { addDays, dayOf } from '../../kapture/dates/calendar.ts';
import { creator } from '../directory.ts';
import type { Store } from '../store.ts';
import type { StoredCustomer } from '../storedCustomer.ts';

/** A record of another module, which can belong to a customer. Immutable. */
export interface Linked {
  readonly id: string;
  /** Kapture's ID of the customer; 0 if the record belongs to none. */
  readonly customerId: number;
  /** Wall time in Asia/Kolkata, `YYYY-MM-DD hh:mm:ss`. */
  readonly createdAt: string;
}

/** How the records of a module come from customers. */
export interface LinkedKind<Record extends Linked> {
  /** The records that the sandbox has from the start, in addition to those of its customers. */
  readonly seed: readonly Record[];
  /** The records of a generated customer: always the same ones, at most {@link delayDays} days after its creation. */
  readonly generate: (customer: StoredCustomer) => readonly Record[];
  /** The ID of the customer that a generated record belongs to; undefined for any other ID. */
  readonly ownerOf: (id: string) => number | undefined;
}

/** How long after its customer a record can be created. */
export const delayDays = 1;

/**
 * The records of a module. Those of customers are generated on demand, because a sandbox can have a million customers.
 * Only records that were added or changed are in memory.
 */
export class LinkedRecords<Record extends Linked> {
  readonly #store: Store;
  readonly #kind: LinkedKind<Record>;
  #written = new Map<string, Record>();

  constructor(store: Store, kind: LinkedKind<Record>) {
    this.#store = store;
    this.#kind = kind;
    this.reset();
  }

  /** Discards all additions and changes. */
  reset(): void {
    this.#written = new Map(this.#kind.seed.map((record) => [record.id, record]));
  }

  /** Adds a record, or replaces the one with its ID. */
  put(record: Record): void {
    this.#written.set(record.id, record);
  }

  find(id: string): Record | undefined {
    const written = this.#written.get(id);
    if (written) return written;
    const owner = this.#kind.ownerOf(id);
    const [customer] = owner === undefined ? [] : this.#store.find('id', String(owner));
    return customer && this.#generated(customer).find((record) => record.id === id);
  }

  /** A customer that was added, or is from a published sample, has only records that were written. */
  #generated(customer: StoredCustomer): readonly Record[] {
    return customer.creator.id === creator.id ? this.#kind.generate(customer) : [];
  }

  /** The records of a customer, in the order of creation. */
  ofCustomer(customer: StoredCustomer): Record[] {
    const generated = this.#generated(customer).filter(({ id }) => !this.#written.has(id));
    const written = [...this.#written.values()].filter(({ customerId }) => customerId === customer.id);
    return [...generated, ...written].sort(byCreation);
  }

  /** The records created between two moments (`YYYY-MM-DD hh:mm:ss`), inclusive. Not in order. */
  *between(start: string, end: string): Generator<Record, undefined> {
    const isWithin = ({ createdAt }: Record): boolean => createdAt >= start && createdAt <= end;
    yield* [...this.#written.values()].filter(isWithin).sort(byCreation);
    for (const customer of this.#store.between(`${addDays(dayOf(start), -delayDays)} 00:00:00`, end))
      for (const record of this.#generated(customer))
        if (isWithin(record) && !this.#written.has(record.id)) yield record;
  }
}

function byCreation(one: Linked, other: Linked): number {
  return Number(one.createdAt > other.createdAt) - Number(one.createdAt < other.createdAt);
}
