import { halvesInDays, halvesOf, isNext, joinPeriods, secondsOf, type Period } from './periods.ts';

/** A period to request. */
export interface Planned {
  readonly period: Period;
  /** The periods that it was joined from, newest first. */
  readonly parts?: readonly Period[];
  /** How often it was halved because of a timeout or its size. */
  readonly halvings: number;
  /** Shared with the other half of a period with too many records. */
  readonly pair?: Pair;
}

/** Two halves of a period. */
interface Pair {
  /** The first record of the half that was requested first, if that has too many records as well. */
  first?: string | undefined;
}

/** How often a period is halved after a timeout without any records, and after one with some. */
const maxSilentHalvings = 2,
  maxHalvings = 5;
/** Number of timeouts of a single period that is halved repeatedly and never has a response. */
export const maxTimeoutsOfOnePeriod = 2 ** (maxSilentHalvings + 1) - 1;

/**
 * Decides which periods a pull requests: the given ones, with quiet neighbors joined and periods with too many records
 * halved. Methods that return replacements do not change the plan; `put` adds them.
 */
export class PeriodPlan {
  readonly #waiting: Planned[];
  #maxSeconds: number;
  readonly #halvesOf: (period: Period) => [Period, Period] | undefined;
  /** Number of periods to join. */
  #joined = 1;
  #mayJoin = true;
  /** Halves had the same first record: the tenant may not understand times. */
  #ignoresTimes = false;

  /** `periods` are newest first. Joined periods are not longer than `maxHours`. `hasDaysOnly`: days are not halved. */
  constructor(periods: readonly Period[], maxHours: number, hasDaysOnly = false) {
    this.#halvesOf = hasDaysOnly ? halvesInDays : halvesOf;
    this.#waiting = periods.map((period) => ({ period, halvings: 0 }));
    this.#maxSeconds = maxHours * 3600;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  next(): Planned | undefined {
    const taken = this.#waiting.splice(0, this.#joinableCount());
    if (taken.length < 2) return taken[0];
    const parts = taken.map(({ period }) => period);
    return { period: joinPeriods(parts), parts, halvings: 0 };
  }

  /** Adds periods to request next. Halves are requested after the other half of their own period. */
  put(planned: readonly Planned[]): void {
    const index = planned[0]?.pair ? this.#waiting.findIndex(({ pair }) => !pair) : 0;
    this.#waiting.splice(index < 0 ? this.#waiting.length : index, 0, ...planned);
  }

  /** A period is complete. */
  complete(isQuiet: boolean): void {
    this.#joined = isQuiet && this.#mayJoin ? this.#joined * 2 : 1;
  }

  /**
   * Replacements for a period with too many records; `first` is the first of those that were received. Undefined if it
   * cannot be divided, or if that would return the same records.
   */
  halves({ period, pair }: Planned, first: string | undefined): Planned[] | undefined {
    this.#joined = 1;
    if (pair && first !== undefined && pair.first === first) this.#ignoresTimes = true;
    if (pair) pair.first ??= first;
    if (this.#ignoresTimes) return undefined;
    const own: Pair = {};
    return this.#halvesOf(period)?.map((half) => ({ period: half, halvings: 0, pair: own }));
  }

  /** Replacements for a period whose response was too large. It is halved no more often than one with timeouts. */
  halvesOfTooLarge(planned: Planned, first: string | undefined): Planned[] | undefined {
    if (planned.halvings >= maxHalvings) return undefined;
    return this.halves(planned, first)?.map((half) => ({ ...half, halvings: planned.halvings + 1 }));
  }

  /** Replacements for a period with a timeout; undefined if it was already halved often enough. */
  halvesAfterTimeout({ period, halvings }: Planned, hasRecords: boolean): Planned[] | undefined {
    const halves = halvings < (hasRecords ? maxHalvings : maxSilentHalvings) ? this.#halvesOf(period) : undefined;
    if (!halves) return undefined;
    this.#joined = 1;
    // Quiet periods are not joined to a length that had a timeout before.
    this.#maxSeconds = Math.min(this.#maxSeconds, secondsOf(halves[0]));
    return halves.map((half) => ({ period: half, halvings: halvings + 1 }));
  }

  /** Replacements for a joined period that the tenant refuses; periods are no longer joined after that. */
  split({ parts }: Planned): Planned[] | undefined {
    if (!parts) return undefined;
    this.#mayJoin = false;
    this.#joined = 1;
    return parts.map((period) => ({ period, halvings: 0 }));
  }

  #joinableCount(): number {
    let count = 1;
    while (count < this.#joined && count < this.#waiting.length) {
      const [newest, newer, older] = [this.#waiting[0]!, this.#waiting[count - 1]!, this.#waiting[count]!];
      if (!isNext(older.period, newer.period)) break;
      if (secondsOf({ start: older.period.start, end: newest.period.end }) > this.#maxSeconds) break;
      count++;
    }
    return count;
  }
}
