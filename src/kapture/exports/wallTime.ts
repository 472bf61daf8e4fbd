import { momentIn } from '../dates/calendar.ts';

const dayMs = 86_400_000;

/** Offsets from UTC, in milliseconds, two days before a day and two days after it. */
interface Offsets {
  readonly before: number;
  readonly after: number;
}

/** Converts the wall time of a time zone to instants. */
export class WallTime {
  readonly zone: string;
  readonly #offsetsByDay = new Map<string, Offsets>();
  /** The last day converted: records of the same day are often adjacent. */
  #last: { readonly day: string; readonly offsets: Offsets } | undefined;

  #lastOffset = { offset: 0, text: '+00:00' };

  /** Throws a RangeError for an unknown zone. */
  constructor(zone: string) {
    this.zone = zone;
    momentIn(zone, 0);
  }

  /**
   * The instant of a moment (`YYYY-MM-DD hh:mm:ss`), in milliseconds since the epoch. In an hour that is repeated when
   * clocks are set back, it is the first. In an hour that clocks skip, the offset before the change applies.
   */
  instantOf(moment: string): number {
    return asUtc(moment) - this.#offsetMs(moment);
  }

  /** A moment in ISO 8601 with the offset of the zone: `2021-03-14T14:21:11+05:30`. */
  isoOf(moment: string): string {
    const offset = this.#offsetMs(moment);
    if (offset !== this.#lastOffset.offset) this.#lastOffset = { offset, text: offsetText(offset) };
    return `${moment.slice(0, 10)}T${moment.slice(11)}${this.#lastOffset.text}`;
  }

  #offsetMs(moment: string): number {
    const { before, after } = this.#offsetsOf(moment.slice(0, 10));
    return before === after ||
      this.#offsetAt(asUtc(moment) - before) === before ||
      this.#offsetAt(asUtc(moment) - after) !== after
      ? before
      : after;
  }

  #offsetsOf(day: string): Offsets {
    if (this.#last?.day === day) return this.#last.offsets;
    let offsets = this.#offsetsByDay.get(day);
    if (!offsets) {
      const noon = asUtc(`${day} 12:00:00`);
      // No time zone changes its offset twice within four days.
      offsets = { before: this.#offsetAt(noon - 2 * dayMs), after: this.#offsetAt(noon + 2 * dayMs) };
      // Limits memory when records have arbitrary dates.
      if (this.#offsetsByDay.size > 10_000) this.#offsetsByDay.clear();
      this.#offsetsByDay.set(day, offsets);
    }
    this.#last = { day, offsets };
    return offsets;
  }

  /** The offset from UTC at an instant, in milliseconds. */
  #offsetAt(instant: number): number {
    return asUtc(momentIn(this.zone, instant)) - Math.floor(instant / 1000) * 1000;
  }
}

function asUtc(moment: string): number {
  return Date.parse(`${moment.replace(' ', 'T')}Z`);
}

function offsetText(offsetMs: number): string {
  const minutes = Math.floor(Math.abs(offsetMs) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
