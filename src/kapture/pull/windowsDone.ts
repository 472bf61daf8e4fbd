import { endOf, startOf } from '../dates/calendar.ts';
import { secondsOf, type Window } from './windows.ts';

/** Counts which of the windows that a pull starts with are done. On the way it may join them, or ask for one in parts. */
export class WindowsDone {
  readonly #windows: readonly Window[];
  /** How much of each is left, in seconds. */
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

  /** A window, or a part of one or several, came to its end. */
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
