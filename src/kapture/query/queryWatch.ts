import { beats, inPattern } from './queryProtocol.ts';

export interface QueryLimits {
  /** The maximum time of a query. */
  readonly totalMs: number;
  /** The maximum time of one regular expression. */
  readonly stuckMs: number;
}

/** The maximum time until a canceled query has ended. */
const cancelMs = 500;
const checkMs = 100;

/** Notices that the query of a thread makes no progress, so that only the end of the thread stops it. */
export class QueryWatch {
  readonly #control: Int32Array;
  readonly #limits: QueryLimits;
  /** When the last progress was noticed. */
  #progress = { beats: 0, at: 0 };
  #timer: NodeJS.Timeout | undefined;

  /** `control` is shared with the thread. */
  constructor(control: Int32Array, limits: QueryLimits) {
    this.#control = control;
    this.#limits = limits;
  }

  /**
   * `onStuck` is called with the reason until the watch is stopped. `isWanted` is false once the query was canceled.
   */
  start(isWanted: () => boolean, onStuck: (reason: 'pattern' | 'too-slow') => void): void {
    this.#progress = { beats: Atomics.load(this.#control, beats), at: performance.now() };
    this.#timer = setInterval(() => {
      const now = performance.now();
      const current = Atomics.load(this.#control, beats);
      if (current !== this.#progress.beats) this.#progress = { beats: current, at: now };
      const isInPattern = Atomics.load(this.#control, inPattern) === 1;
      const limitMs = isInPattern ? this.#limits.stuckMs : this.#limits.totalMs;
      if (now - this.#progress.at >= (isWanted() ? limitMs : cancelMs)) onStuck(isInPattern ? 'pattern' : 'too-slow');
    }, checkMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
