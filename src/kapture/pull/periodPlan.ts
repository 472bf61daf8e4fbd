import { halvesInDays, halvesOf, type Period } from './periods.ts';

export interface Planned {
  readonly period: Period;
  /** How often it was halved because of a timeout or its size. */
  readonly halvings: number;
  /** Set for a half of a period with too many records; the other half has the same object. */
  readonly pair?: Pair;
}

/** Two halves of a period. */
interface Pair {
  /** The first record of the half that was requested first, if that half has too many records as well. */
  first?: string | undefined;
}

/** How often a period is halved after a timeout without any records, and after one with some. */
const maxSilentHalvings = 2,
  maxHalvings = 5;
/** Number of timeouts of a single period that is halved repeatedly and never has a response. */
export const maxTimeoutsOfOnePeriod = 2 ** (maxSilentHalvings + 1) - 1;

/**
 * Decides which periods a pull requests: the given ones, with those that have too many records halved. Methods that
 * return replacements do not change the plan; `put` adds them.
 */
export class PeriodPlan {
  readonly #waiting: Planned[];
  readonly #halvesOf: (period: Period) => [Period, Period] | undefined;
  /** Whether two halves had the same first record, which means that the tenant may not understand times. */
  #ignoresTimes = false;

  /** `periods` are newest first. `hasDaysOnly`: days are not halved. */
  constructor(periods: readonly Period[], hasDaysOnly = false) {
    this.#halvesOf = hasDaysOnly ? halvesInDays : halvesOf;
    this.#waiting = periods.map((period) => ({ period, halvings: 0 }));
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  next(): Planned | undefined {
    return this.#waiting.shift();
  }

  /** Adds periods to request next. They are requested after the other half of the period that they replace. */
  put(planned: readonly Planned[]): void {
    const index = planned[0]?.pair ? this.#waiting.findIndex(({ pair }) => !pair) : 0;
    this.#waiting.splice(index < 0 ? this.#waiting.length : index, 0, ...planned);
  }

  /**
   * Replacements for a period with too many records; `first` is the first record that was received. Undefined if the
   * period cannot be divided, or if its halves would return the same records.
   */
  halves({ period, pair }: Planned, first: string | undefined): Planned[] | undefined {
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
    return halves?.map((half) => ({ period: half, halvings: halvings + 1 }));
  }
}
