/** The rows of a plan or a run that have ended, by outcome. Planning only counts those that are done. */
interface EndedRows {
  readonly done: number;
  readonly upToDate?: number;
  readonly failed?: number;
  readonly conflicts?: number;
  readonly unknown?: number;
}

/** The number of rows that are settled, with any outcome: what the time left and a bar follow. */
export function settledCount({ done, upToDate = 0, failed = 0, conflicts = 0, unknown = 0 }: EndedRows): number {
  return done + upToDate + failed + conflicts + unknown;
}
