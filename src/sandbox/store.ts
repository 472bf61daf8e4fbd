import type { StoredCustomer } from './storedCustomer.ts';

/** What a customer can be found by. */
export type StoreKey = 'id' | 'code' | 'email' | 'phone';

/** The customers of a sandbox, in memory, with an index for everything that Kapture's operations ask by. */
export class Store {
  readonly #seed: () => Iterable<StoredCustomer>;
  #byId = new Map<number, StoredCustomer>();
  #byText = emptyIndexes();
  /** Ids in the order of creation. */
  #inOrder: number[] = [];
  #lastId = 0;

  /** `seed` gives the customers that are there at the start and again after a reset, in any order. */
  constructor(seed: () => Iterable<StoredCustomer>) {
    this.#seed = seed;
    this.reset();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Forgets all that was added and changed, and starts from the seed again. */
  reset(): void {
    this.#byId = new Map();
    this.#byText = emptyIndexes();
    this.#lastId = 0;
    for (const customer of this.#seed()) this.#put(customer);
    this.#inOrder = [...this.#byId.values()].sort(byCreation).map(({ id }) => id);
  }

  /** Stores a customer under a new id, larger than all others. */
  add(make: (id: number) => StoredCustomer): StoredCustomer {
    const customer = make(this.#lastId + 1);
    this.#put(customer);
    this.#inOrder.splice(this.#firstFrom((other) => byCreation(other, customer) > 0), 0, customer.id);
    return customer;
  }

  /** Puts a customer in the place of the one that has its id. The moment of creation has to stay the same. */
  update(customer: StoredCustomer): void {
    const before = this.#byId.get(customer.id);
    if (!before) throw new RangeError(`There is no customer ${customer.id} to update.`);
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
    const ids = key === 'id' ? [/^\d+$/.test(value) ? Number(value) : 0] : this.#byText[key].get(plain(value)) ?? [];
    return ids.map((id) => this.#byId.get(id)).filter((customer) => customer !== undefined);
  }

  /** Who was created from one second to another (`YYYY-MM-DD hh:mm:ss`), both included, in that order. */
  between(start: string, end: string): StoredCustomer[] {
    const from = this.#firstFrom(({ createdAt }) => createdAt >= start);
    const to = this.#firstFrom(({ createdAt }) => createdAt > end);
    return this.#inOrder.slice(from, to).map((id) => this.#byId.get(id)!);
  }

  #put(customer: StoredCustomer): void {
    this.#byId.set(customer.id, customer);
    this.#lastId = Math.max(this.#lastId, customer.id);
    for (const [key, index] of Object.entries(this.#byText)) {
      const text = indexText(customer, key as TextKey);
      if (text) index.set(text, [...index.get(text) ?? [], customer.id]);
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
