import { addDays, dayOf, momentIn } from '../kapture/dates/calendar.ts';
import { defaultTimeZone } from '../kapture/dates/timeZone.ts';
import { firstId, idsOfEmail, idsOfPhone, inventCustomer } from './inventCustomer.ts';
import { seededRandom, type Random } from './random.ts';
import type { StoredCustomer, StoreKey } from './storedCustomer.ts';

/** How many customers are invented unless somebody asks for more or fewer. */
export const defaultCount = 480;
/** The most that can be asked for: beyond it a day would need more ids than it has. */
export const largestCount = 1_000_000;
/** Over how many days they are spread, today included. */
export const spreadDays = 120;

export interface GeneratorOptions {
  /** The instant it is, in milliseconds. Nobody is created later. */
  readonly now: number;
  /** How many customers to invent, a few more or less; up to `largestCount`. */
  readonly count?: number;
}

const firstDay = '2021-01-01';

/**
 * Invented customers of the last 120 days up to now, each made when it is asked for, so that a million take no memory. A
 * day's customers depend on its date (and on `count`) alone: they are the same on every machine and stay the same as days
 * go by. Of today's, those are there whose time has come; the first of a day comes at midnight, so there is always one.
 */
export class InventedCustomers {
  readonly #moment: string;
  readonly #days: number;
  /** Customers a day, on average. */
  readonly #mean: number;
  readonly #idsPerDay: number;
  readonly size: number;

  constructor({ now, count = defaultCount }: GeneratorOptions) {
    this.#moment = momentIn(defaultTimeZone, now);
    this.#days = Math.min(spreadDays, count);
    this.#mean = count / this.#days;
    // Few enough that ids have 8 digits, as Kapture's have, where that suffices.
    this.#idsPerDay = count > 200_000 ? 20_000 : 3000;
    this.size = this.#dayIndexes().reduce((sum, day) => sum + this.#presentOn(day), 0);
  }

  /** The largest id; 0 if there is nobody. */
  get lastId(): number {
    const today = this.#dayIndexes().at(-1);
    return today === undefined ? 0 : this.#idOf(today, this.#presentOn(today) - 1);
  }

  /** Who was created from one second to another (`YYYY-MM-DD hh:mm:ss`), both included, in that order, which is that of ids. */
  *between(start: string, end: string): Generator<StoredCustomer> {
    for (const day of this.#dayIndexes()) {
      const date = addDays(firstDay, day);
      if (date < dayOf(start)) continue;
      if (date > dayOf(end)) return;
      const size = this.#sizeOf(day);
      for (let index = 0; index < size; index++) {
        const createdAt = this.#createdAt(day, index, size, seededRandom(this.#idOf(day, index)));
        if (createdAt > end || createdAt > this.#moment) return;
        if (createdAt >= start) yield this.#at(day, index);
      }
    }
  }

  /** Who has a value, which has to be trimmed and in lower case; who that may be is seen from the value itself. */
  find(key: StoreKey, value: string): StoredCustomer[] {
    return this.#candidates(key, value)
      .map((id) => this.#withId(id))
      .filter(
        (customer) => customer !== undefined && String(customer[key]).toLowerCase() === value,
      ) as StoredCustomer[];
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

  /** Days are counted from the first of 2021. */
  #dayIndexes(): number[] {
    const today = Math.round(
      (Date.parse(`${dayOf(this.#moment)}T00:00:00Z`) - Date.parse(`${firstDay}T00:00:00Z`)) / 86_400_000,
    );
    return Array.from({ length: this.#days }, (_, index) => today - this.#days + 1 + index);
  }

  /** How many a day brings until its end. Counted from the first day on, so that any 120 days add up to the count, however many each of them has. At least one a day. */
  #sizeOf(day: number): number {
    const before = (index: number): number =>
      Math.floor(index * this.#mean + 0.75 * (this.#mean - 1) * seededRandom(index)());
    return before(day + 1) - before(day);
  }

  /** How many of a day there are by now. */
  #presentOn(day: number): number {
    const size = this.#sizeOf(day);
    const date = addDays(firstDay, day);
    if (date < dayOf(this.#moment)) return size;
    let present = 0;
    while (
      present < size &&
      this.#createdAt(day, present, size, seededRandom(this.#idOf(day, present))) <= this.#moment
    )
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
    return inventCustomer(id, createdAt, codeOf(day, index, random), random);
  }
}

/** All of them, in the order of creation. */
export function generateCustomers(options: GeneratorOptions): Iterable<StoredCustomer> {
  return new InventedCustomers(options).between('0000', '9999');
}

/** The first of a day comes with its first second, the last of every fifth day with its last; the others in between, from 8 to 22. */
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

/** Nobody keeps hand-entered codes unique: two customers in a row may share one, and Get then finds both. */
function codeOf(dayIndex: number, index: number, random: Random): string {
  return random() < 0.4 ? `KC${dayIndex}-${index >> 1}` : '';
}
