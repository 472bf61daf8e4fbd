/** Something that `npm run bench` measures. A file `<anything>.figure.ts` in this folder exports one as `figure`. */
export interface Figure {
  /** Like `get.ratio`: what is measured, and as what. */
  readonly name: string;
  readonly unit: string;
  /** The value has to be below this. */
  readonly aim: number;
  measure(): Promise<Measurement>;
}

export interface Measurement {
  readonly value: number;
  /** How many measurements the value is the median of. */
  readonly samples: number;
  /** What a reader of the table should know beside the value: what it is made of, how it spread. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Lowest and highest, for a note. */
export function spread(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}
