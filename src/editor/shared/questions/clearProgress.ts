/** Who may stop a clearing, and who is told how much is deleted so far. */
export interface ClearProgress {
  readonly signal: AbortSignal;
  readonly onDeleted: (count: number) => void;
}
