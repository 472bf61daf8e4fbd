/** A measurement of `npm run bench`. A file `<anything>.figure.ts` in this folder exports one as `figure`. */
export interface Figure {
  /** What is measured, such as `get.ratio`. */
  readonly name: string;
  readonly unit: string;
  /** The value must be below this. */
  readonly aim: number;
  measure(): Promise<Measurement>;
}

export interface Measurement {
  readonly value: number;
  /** The number of samples that the value is computed from. */
  readonly samples: number;
  /** Further details for the table, such as the spread. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The lowest and the highest value, for a note. */
export function spread(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}
