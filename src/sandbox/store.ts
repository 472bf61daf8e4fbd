import type { GeneratedCustomers } from './generator.ts';
import { Modules } from './modules/modules.ts';
import type { StoredCustomer, StoreKey } from './storedCustomer.ts';

/**
 * The customers of a sandbox. Seed customers and all that were added or changed are in memory, with an index for each
 * key that operations search by. Generated customers are created on demand.
 */
export class Store {
  /** The tickets, orders and enquiries of the customers. */
  readonly modules = new Modules(this);
  readonly #seed: () => Iterable<StoredCustomer>;
  readonly #generate: (() => GeneratedCustomers) | undefined;
  #generated: GeneratedCustomers | undefined;
  #byId = new Map<number, StoredCustomer>();
  #byText = emptyIndexes();
  /** Ids of the customers in memory, in the order of creation. */
  #inOrder: number[] = [];
  #lastId = 0;

  /**
   * `seed` returns the customers at the start and after a reset, in any order. `generate` returns additional customers
   * with other ids.
   */
  constructor(seed: () => Iterable<StoredCustomer>, generate?: () => GeneratedCustomers) {
    this.#seed = seed;
    this.#generate = generate;
    this.reset();
  }

  get size(): number {
    const generated = this.#generated;
    if (!generated) return this.#byId.size;
    // An added customer can have the ID of one that is generated later, and replaces it.
    return generated.size + [...this.#byId.keys()].filter((id) => !generated.has(id)).length;
  }

  /** Discards all additions and changes. Their ids are not used again, so that each stays that of one customer. */
  reset(): void {
    this.modules.reset();
    this.#byId = new Map();
    this.#byText = emptyIndexes();
    this.#generated = this.#generate?.();
    for (const customer of this.#seed()) this.#put(customer);
    this.#inOrder = [...this.#byId.values()].sort(byCreation).map(({ id }) => id);
  }

  /** Stores a customer under a new id, which is larger than all others. */
  add(make: (id: number) => StoredCustomer): StoredCustomer {
    const customer = make(Math.max(this.#lastId, this.#generated?.lastId ?? 0) + 1);
    this.#put(customer);
    this.#putInOrder(customer);
    return customer;
  }

  /** Replaces the customer with the same id and moment of creation. Throws a RangeError if there is none. */
  update(customer: StoredCustomer): void {
    const before = this.#byId.get(customer.id);
    if (!before) {
      if (!this.#generated?.has(customer.id)) throw new RangeError(`There is no customer ${customer.id} to update.`);
      this.#put(customer);
      this.#putInOrder(customer);
      return;
    }
    for (const [key, index] of Object.entries(this.#byText)) {
      const text = indexText(before, key as TextKey);
      const others = index.get(text)?.filter((id) => id !== customer.id) ?? [];
      if (others.length) index.set(text, others);
      else index.delete(text);
    }
    this.#put(customer);
  }

  /** Finds the customers with a value, ignoring case. A blank value finds none. */
  find(key: StoreKey, value: string): StoredCustomer[] {
    const ids =
      key === 'id' ? [/^\d{1,20}$/.test(value) ? Number(value) : 0] : (this.#byText[key].get(plain(value)) ?? []);
    const others = (plain(value) && this.#generated?.find(key, plain(value))) || [];
    return [
      ...others.filter(({ id }) => !this.#byId.has(id)),
      ...ids.map((id) => this.#byId.get(id)).filter((customer) => customer !== undefined),
    ];
  }

  /**
   * Customers created between two moments (`YYYY-MM-DD hh:mm:ss`), inclusive, in the order of creation. Customers in
   * memory are a snapshot, even if they are read later.
   */
  between(start: string, end: string): Iterable<StoredCustomer> {
    const from = this.#firstFrom(({ createdAt }) => createdAt >= start);
    const to = this.#firstFrom(({ createdAt }) => createdAt > end);
    const own = this.#inOrder.slice(from, Math.max(from, to)).map((id) => this.#byId.get(id)!);
    return this.#generated ? merged(own, this.#generated.between(start, end)) : own;
  }

  #putInOrder(customer: StoredCustomer): void {
    this.#inOrder.splice(
      this.#firstFrom((other) => byCreation(other, customer) > 0),
      0,
      customer.id,
    );
  }

  #put(customer: StoredCustomer): void {
    this.#byId.set(customer.id, customer);
    this.#lastId = Math.max(this.#lastId, customer.id);
    for (const [key, index] of Object.entries(this.#byText)) {
      const text = indexText(customer, key as TextKey);
      if (text) index.set(text, [...(index.get(text) ?? []), customer.id]);
    }
  }

  /** The first index in the order of creation at which a condition is true. */
  #firstFrom(isTrue: (customer: StoredCustomer) => boolean): number {
    let low = 0;
    let high = this.#inOrder.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isTrue(this.#byId.get(this.#inOrder[middle]!)!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Merges both lists in the order of creation. Of a customer in both lists, the first list's version counts. */
function* merged(own: readonly StoredCustomer[], others: Iterable<StoredCustomer>): Generator<StoredCustomer> {
  const ownIds = new Set(own.map(({ id }) => id));
  let next = 0;
  for (const other of others) {
    if (ownIds.has(other.id)) continue;
    while (next < own.length && byCreation(own[next]!, other) < 0) yield own[next++]!;
    yield other;
  }
  yield* own.slice(next);
}

type TextKey = Exclude<StoreKey, 'id'>;

function emptyIndexes(): Record<TextKey, Map<string, number[]>> {
  return { code: new Map(), email: new Map(), phone: new Map() };
}

function indexText(customer: StoredCustomer, key: TextKey): string {
  return plain(customer[key]);
}

/** Normalizes a value for comparison. The rule for emails is also right for phones and manually entered codes. */
function plain(text: string): string {
  return text.trim().toLowerCase();
}

function byCreation(one: StoredCustomer, other: StoredCustomer): number {
  if (one.createdAt === other.createdAt) return one.id - other.id;
  return one.createdAt < other.createdAt ? -1 : 1;
}
