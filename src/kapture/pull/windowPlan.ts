import { halvesOf, isNext, joined, secondsOf, type Window } from './windows.ts';

/** A window that is to be asked for. */
export interface Planned {
  readonly window: Window;
  /** What it was joined of, newest first. */
  readonly parts?: readonly Window[];
  /** How often in a row it was halved for coming too late, or for being too large. */
  readonly late: number;
  /** What it has in common with the other half of what brought too many records. */
  readonly pair?: Pair;
}

/** Two halves of a window. */
interface Pair {
  /** The first record of the half that was asked for first, if that brought too many as well. */
  first?: string | undefined;
}

/** So often a window is halved that brought nothing in time, and one that brought something. */
const silentHalvings = 2,
  lateHalvings = 5;
/** So many responses does a window lack that is cut as often as that, none of which come. */
export const mostLateOfOne = 2 ** (silentHalvings + 1) - 1;

/**
 * Which windows a pull asks for: those it was given, quiet neighbours joined, and halves of what was too much. It only
 * thinks: `put` has it take over what others are to be asked for instead.
 */
export class WindowPlan {
  readonly #waiting: Planned[];
  #mostSeconds: number;
  /** How many are joined, as long as it is quiet. */
  #joined = 1;
  #mayJoin = true;
  /** Two halves brought the same: the tenant gives whole days, whatever times it is asked for. */
  #ignoresTimes = false;

  /** `windows` stand newest first; none that is joined is longer than `mostHours`. */
  constructor(windows: readonly Window[], mostHours: number) {
    this.#waiting = windows.map((window) => ({ window, late: 0 }));
    this.#mostSeconds = mostHours * 3600;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  next(): Planned | undefined {
    const taken = this.#waiting.splice(0, this.#joinable());
    if (taken.length < 2) return taken[0];
    const parts = taken.map(({ window }) => window);
    return { window: joined(parts), parts, late: 0 };
  }

  /** To be asked for next; halves once the other half of what they were made of was asked for. */
  put(planned: readonly Planned[]): void {
    const behind = planned[0]?.pair ? this.#waiting.findIndex(({ pair }) => !pair) : 0;
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, ...planned);
  }

  /** A window came whole. */
  came(isQuiet: boolean): void {
    this.#joined = isQuiet && this.#mayJoin ? this.#joined * 2 : 1;
  }

  /** In place of one that brought as much as a response can hold, `first` being the first of it; undefined where it cannot be cut further, or that would bring no other records. */
  halves({ window, pair }: Planned, first: string | undefined): Planned[] | undefined {
    this.#joined = 1;
    if (pair && first !== undefined && pair.first === first) this.#ignoresTimes = true;
    if (pair) pair.first ??= first;
    if (this.#ignoresTimes) return undefined;
    const own: Pair = {};
    return halvesOf(window)?.map((half) => ({ window: half, late: 0, pair: own }));
  }

  /** The same in place of one whose response was too large, and no smaller than what came too late. */
  halvesOfLarge(planned: Planned, first: string | undefined): Planned[] | undefined {
    if (planned.late >= lateHalvings) return undefined;
    return this.halves(planned, first)?.map((half) => ({ ...half, late: planned.late + 1 }));
  }

  /** In place of one that did not come in time; undefined where smaller ones would do no better. */
  halvesOfLate({ window, late }: Planned, hasRecords: boolean): Planned[] | undefined {
    const halves = late < (hasRecords ? lateHalvings : silentHalvings) ? halvesOf(window) : undefined;
    if (!halves) return undefined;
    this.#joined = 1;
    // What was too much once is not made again of what was quiet.
    this.#mostSeconds = Math.min(this.#mostSeconds, secondsOf(halves[0]));
    return halves.map((half) => ({ window: half, late: late + 1 }));
  }

  /** In place of one that was joined and that the tenant does not take; from now on none is joined. */
  apart({ parts }: Planned): Planned[] | undefined {
    if (!parts) return undefined;
    this.#mayJoin = false;
    this.#joined = 1;
    return parts.map((window) => ({ window, late: 0 }));
  }

  #joinable(): number {
    let count = 1;
    while (count < this.#joined && count < this.#waiting.length) {
      const [newest, newer, older] = [this.#waiting[0]!, this.#waiting[count - 1]!, this.#waiting[count]!];
      if (!isNext(older.window, newer.window)) break;
      if (secondsOf({ start: older.window.start, end: newest.window.end }) > this.#mostSeconds) break;
      count++;
    }
    return count;
  }
}
