import { addDays, dayOf, defaultTimeZone, momentIn } from '../kapture/dates/calendar.ts';
import { type Random, firstId, generateCustomer, idsOfEmail, idsOfPhone, seededRandom } from './generateCustomer.ts';
import type { StoreKey, StoredCustomer } from './storedCustomer.ts';

/** Default number of generated customers. */
export const defaultCount = 480;
/** Maximum number of generated customers: each day has a limited range of ids. */
export const largestCount = 1_000_000;
/** Number of days that the customers are spread over, including today. */
export const spreadDays = 120;

export interface GeneratorOptions {
  /** The current time, in milliseconds. No customer is created later. */
  readonly now: () => number;
  /** Approximate number of customers, up to `largestCount`. */
  readonly count?: number;
}

const firstDay = '2021-01-01';

/**
 * Generated customers of the last 120 days up to the current time. Each is generated on demand, so that a million
 * customers use no memory. The customers of a day depend only on its date and on `count`: they are the same on every
 * machine and do not change on later days. Today's customers appear at their time of creation, the first one at
 * midnight, so there is always one.
 */
export class GeneratedCustomers {
  readonly #now: () => number;
  readonly #days: number;
  /** Average number of customers per day. */
  readonly #mean: number;
  readonly #idsPerDay: number;

  constructor({ now, count = defaultCount }: GeneratorOptions) {
    this.#now = now;
    this.#days = Math.min(spreadDays, count);
    this.#mean = count / this.#days;
    // A smaller range keeps ids at 8 digits, like Kapture's.
    this.#idsPerDay = count > 200_000 ? 20_000 : 3000;
  }

  get size(): number {
    return this.#dayIndexes().reduce((sum, day) => sum + this.#presentOn(day), 0);
  }

  /** The largest id; 0 if there are no customers. */
  get lastId(): number {
    const today = this.#dayIndexes().at(-1);
    return today === undefined ? 0 : this.#idOf(today, this.#presentOn(today) - 1);
  }

  /**
   * Customers created between two moments (`YYYY-MM-DD hh:mm:ss`), inclusive, in the order of creation, which is that
   * of ids.
   */
  *between(start: string, end: string): Generator<StoredCustomer> {
    const moment = this.#moment();
    for (const day of this.#dayIndexes()) {
      const date = addDays(firstDay, day);
      if (date < dayOf(start)) continue;
      if (date > dayOf(end)) return;
      const size = this.#sizeOf(day);
      for (let index = 0; index < size; index++) {
        const createdAt = this.#createdAt(day, index, size, seededRandom(this.#idOf(day, index)));
        if (createdAt > end || createdAt > moment) return;
        if (createdAt >= start) yield this.#at(day, index);
      }
    }
  }

  /**
   * Finds the customers with a value, which must be trimmed and in lower case. The possible ids follow from the value.
   */
  find(key: StoreKey, value: string): StoredCustomer[] {
    return this.#candidates(key, value)
      .map((id) => this.#withId(id))
      .filter(
        (customer) => customer !== undefined && String(customer[key]).toLowerCase() === value,
      ) as StoredCustomer[];
  }

  has(id: number): boolean {
    return this.#withId(id) !== undefined;
  }

  #candidates(key: StoreKey, value: string): number[] {
    switch (key) {
      case 'id':
        return [Number(value)];
      case 'phone':
        return idsOfPhone(value);
      case 'email':
        return idsOfEmail(value);
      case 'code': {
        const [, day, pair] = /^kc(\d{1,6})-(\d{1,6})$/.exec(value) ?? [];
        return day === undefined ? [] : [0, 1].map((one) => this.#idOf(Number(day), Number(pair) * 2 + one));
      }
    }
  }

  #withId(id: number): StoredCustomer | undefined {
    if (!Number.isSafeInteger(id) || id < firstId) return undefined;
    const day = Math.floor((id - firstId) / this.#idsPerDay);
    const index = (id - firstId) % this.#idsPerDay;
    return this.#dayIndexes().includes(day) && index < this.#presentOn(day) ? this.#at(day, index) : undefined;
  }

  #moment(): string {
    return momentIn(defaultTimeZone, this.#now());
  }

  /** Days are counted from 2021-01-01. */
  #dayIndexes(): number[] {
    const today = Math.round(
      (Date.parse(`${dayOf(this.#moment())}T00:00:00Z`) - Date.parse(`${firstDay}T00:00:00Z`)) / 86_400_000,
    );
    return Array.from({ length: this.#days }, (_, index) => today - this.#days + 1 + index);
  }

  /**
   * Number of customers of a whole day, at least one. It is computed from a running total, so that any 120 days add up
   * to `count`.
   */
  #sizeOf(day: number): number {
    const before = (index: number): number =>
      Math.floor(index * this.#mean + 0.75 * (this.#mean - 1) * seededRandom(index)());
    return before(day + 1) - before(day);
  }

  /** Number of customers of a day that have been created so far. */
  #presentOn(day: number): number {
    const size = this.#sizeOf(day);
    const date = addDays(firstDay, day);
    const moment = this.#moment();
    if (date < dayOf(moment)) return size;
    let present = 0;
    while (present < size && this.#createdAt(day, present, size, seededRandom(this.#idOf(day, present))) <= moment)
      present++;
    return present;
  }

  #idOf(day: number, index: number): number {
    return firstId + day * this.#idsPerDay + index;
  }

  #createdAt(day: number, index: number, size: number, random: Random): string {
    return `${addDays(firstDay, day)} ${timeText(secondOfDay(day, index, size, random))}`;
  }

  #at(day: number, index: number): StoredCustomer {
    const id = this.#idOf(day, index);
    const random = seededRandom(id);
    const createdAt = this.#createdAt(day, index, this.#sizeOf(day), random);
    return generateCustomer(id, createdAt, codeOf(day, index, random), random);
  }
}

/**
 * The first customer of a day is created in its first second, the last one of every fifth day in its last second, and
 * the others between 8:00 and 22:00.
 */
function secondOfDay(dayIndex: number, index: number, size: number, random: Random): number {
  if (index === 0) return 0;
  if (index === size - 1 && dayIndex % 5 === 0) return 86_399;
  return Math.floor((8 + (14 * (index - 1 + random())) / (size - 1)) * 3600);
}

function timeText(second: number): string {
  return [second / 3600, (second / 60) % 60, second % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}

/** Codes are entered manually and not unique: two consecutive customers can share one, and Get then returns both. */
function codeOf(dayIndex: number, index: number, random: Random): string {
  return random() < 0.4 ? `KC${dayIndex}-${index >> 1}` : '';
}
