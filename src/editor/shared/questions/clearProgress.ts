/** Cancels clearing, and receives the number of deleted items so far. */
export interface ClearProgress {
  readonly signal: AbortSignal;
  readonly onDeleted: (count: number) => void;
}
