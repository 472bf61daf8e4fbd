import { endOf, startOf } from '../dates/calendar.ts';
import { secondsOf, type Window } from './windows.ts';

/** Counts how many of a pull's initial windows are complete. During the pull they can be joined or split. */
export class WindowsDone {
  readonly #windows: readonly Window[];
  /** Remaining seconds of each window. */
  readonly #left: number[];

  constructor(windows: readonly Window[]) {
    this.#windows = windows;
    this.#left = windows.map(secondsOf);
  }

  get total(): number {
    return this.#left.length;
  }

  get done(): number {
    return this.#left.filter((seconds) => seconds <= 0).length;
  }

  /** Adds a window that has ended; it can be a part of one or cover several. */
  add(window: Window): void {
    this.#windows.forEach((first, index) => (this.#left[index]! -= sharedSeconds(first, window)));
  }
}

function sharedSeconds(one: Window, other: Window): number {
  const [start, end] = [later(startOf(one.start), startOf(other.start)), earlier(endOf(one.end), endOf(other.end))];
  return start <= end ? secondsOf({ start, end }) : 0;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
