/** Limits of a history. The oldest entries are deleted first. */
export interface HistoryLimits {
  readonly entries: number;
  /** Size of requests and responses together, in UTF-8. */
  readonly bytes: number;
}

/** Maximum size of a stored response, in bytes. A longer one would take 200 ms to write and use most of the limit. */
export const longestResponse = 5_000_000;
