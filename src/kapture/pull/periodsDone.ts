import { endOf, startOf } from '../dates/calendar.ts';
import { secondsOf, type Period } from './periods.ts';

/** Counts how many of a pull's initial periods are complete. During the pull they can be joined or split. */
export class PeriodsDone {
  readonly #periods: readonly Period[];
  /** Remaining seconds of each period. */
  readonly #left: number[];

  constructor(periods: readonly Period[]) {
    this.#periods = periods;
    this.#left = periods.map(secondsOf);
  }

  get total(): number {
    return this.#left.length;
  }

  get done(): number {
    return this.#left.filter((seconds) => seconds <= 0).length;
  }

  /** Adds a period that has ended; it can be a part of one or cover several. */
  add(period: Period): void {
    this.#periods.forEach((first, index) => (this.#left[index]! -= sharedSeconds(first, period)));
  }
}

function sharedSeconds(one: Period, other: Period): number {
  const [start, end] = [later(startOf(one.start), startOf(other.start)), earlier(endOf(one.end), endOf(other.end))];
  return start <= end ? secondsOf({ start, end }) : 0;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
