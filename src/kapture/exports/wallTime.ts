import { momentIn } from '../dates/calendar.ts';

const dayMs = 86_400_000;

/** Wall time of a zone → what instants it stands for. */
export class WallTime {
  readonly zone: string;
  readonly #offsets = new Map<string, readonly [before: number, after: number]>();

  #written = { offset: 0, text: '+00:00' };

  /** Throws a RangeError for an unknown zone. */
  constructor(zone: string) {
    this.zone = zone;
    momentIn(zone, 0);
  }

  /**
   * The instant of a moment (`YYYY-MM-DD hh:mm:ss`) in milliseconds. Of an hour that comes twice as clocks are set back it
   * is the first; one that is left out is counted on from before the change.
   */
  instantOf(moment: string): number {
    return asUtc(moment) - this.#offsetMs(moment);
  }

  /** A moment in ISO 8601, with the zone's offset: `2021-03-14T14:21:11+05:30`. */
  isoOf(moment: string): string {
    const offset = this.#offsetMs(moment);
    if (offset !== this.#written.offset) this.#written = { offset, text: offsetText(offset) };
    return `${moment.slice(0, 10)}T${moment.slice(11)}${this.#written.text}`;
  }

  #offsetMs(moment: string): number {
    const day = moment.slice(0, 10);
    let offsets = this.#offsets.get(day);
    if (!offsets) {
      const noon = asUtc(`${day} 12:00:00`);
      // No zone's offset changes twice within so short a time.
      offsets = [this.#offsetAt(noon - 2 * dayMs), this.#offsetAt(noon + 2 * dayMs)];
      // Dates that somebody makes up do not fill the memory.
      if (this.#offsets.size > 10_000) this.#offsets.clear();
      this.#offsets.set(day, offsets);
    }
    const [before, after] = offsets;
    return before === after ||
      this.#offsetAt(asUtc(moment) - before) === before ||
      this.#offsetAt(asUtc(moment) - after) !== after
      ? before
      : after;
  }

  /** What clocks are ahead of UTC at an instant. */
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
