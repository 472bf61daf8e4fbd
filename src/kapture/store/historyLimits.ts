/** The most that a history keeps. */
export interface HistoryLimits {
  readonly entries: number;
  /** Of requests and responses together, in UTF-8. */
  readonly bytes: number;
}

/** In bytes. A longer response takes 200 ms to write, and most of the room. */
export const longestResponse = 5_000_000;
