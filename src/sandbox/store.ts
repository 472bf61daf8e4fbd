import type { InventedCustomers } from './generator.ts';
import type { StoredCustomer, StoreKey } from './storedCustomer.ts';

/**
 * The customers of a sandbox. Those of the seed and all that were added or changed are in memory, with an index for
 * everything that Kapture's operations ask by; invented ones are made when somebody asks for them.
 */
export class Store {
  readonly #seed: () => Iterable<StoredCustomer>;
  readonly #invent: (() => InventedCustomers) | undefined;
  #invented: InventedCustomers | undefined;
  #byId = new Map<number, StoredCustomer>();
  #byText = emptyIndexes();
  /** Ids in the order of creation. */
  #inOrder: number[] = [];
  #lastId = 0;
  #size = 0;

  /**
   * `seed` gives the customers that are there at the start and again after a reset, in any order; `invent` those that
   * are there too, with other ids.
   */
  constructor(seed: () => Iterable<StoredCustomer>, invent?: () => InventedCustomers) {
    this.#seed = seed;
    this.#invent = invent;
    this.reset();
  }

  get size(): number {
    return this.#size;
  }

  /** Forgets all that was added and changed, and starts from the seed again. */
  reset(): void {
    this.#byId = new Map();
    this.#byText = emptyIndexes();
    this.#invented = this.#invent?.();
    this.#lastId = this.#invented?.lastId ?? 0;
    for (const customer of this.#seed()) this.#put(customer);
    this.#size = this.#byId.size + (this.#invented?.size ?? 0);
    this.#inOrder = [...this.#byId.values()].sort(byCreation).map(({ id }) => id);
  }

  /** Stores a customer under a new id, larger than all others. */
  add(make: (id: number) => StoredCustomer): StoredCustomer {
    const customer = make(this.#lastId + 1);
    this.#put(customer);
    this.#putInOrder(customer);
    this.#size++;
    return customer;
  }

  /** Puts a customer in the place of the one that has its id. The moment of creation has to stay the same. */
  update(customer: StoredCustomer): void {
    const before = this.#byId.get(customer.id);
    if (!before) {
      if (!this.#invented?.find('id', String(customer.id)).length)
        throw new RangeError(`There is no customer ${customer.id} to update.`);
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

  /** Who has a value, which is compared as text, an email without regard to case. Nobody has a blank one. */
  find(key: StoreKey, value: string): StoredCustomer[] {
    const ids = key === 'id' ? [/^\d+$/.test(value) ? Number(value) : 0] : (this.#byText[key].get(plain(value)) ?? []);
    const others = (plain(value) && this.#invented?.find(key, plain(value))) || [];
    return [
      ...others.filter(({ id }) => !this.#byId.has(id)),
      ...ids.map((id) => this.#byId.get(id)).filter((customer) => customer !== undefined),
    ];
  }

  /** Who was created from one second to another (`YYYY-MM-DD hh:mm:ss`), both included, in that order; as it is now, however late it is read. */
  between(start: string, end: string): Iterable<StoredCustomer> {
    const from = this.#firstFrom(({ createdAt }) => createdAt >= start);
    const to = this.#firstFrom(({ createdAt }) => createdAt > end);
    const own = this.#inOrder.slice(from, Math.max(from, to)).map((id) => this.#byId.get(id)!);
    return this.#invented ? merged(own, this.#invented.between(start, end)) : own;
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

  /** Where in the order of creation a condition starts to hold. */
  #firstFrom(holds: (customer: StoredCustomer) => boolean): number {
    let low = 0;
    let high = this.#inOrder.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#byId.get(this.#inOrder[middle]!)!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Both lists in one order. Who is in both is as in the first. */
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

/** Phones are digits and codes are typed by hand, so what does for emails does for all. */
function plain(text: string): string {
  return text.trim().toLowerCase();
}

function byCreation(one: StoredCustomer, other: StoredCustomer): number {
  return one.createdAt < other.createdAt ? -1 : one.createdAt > other.createdAt ? 1 : one.id - other.id;
}
