/** A measurement of `npm run bench`. The files `*.figures.ts` in this folder export lists of them as `figures`. */
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

/**
 * A figure that is the median of samples, or the slowest of them, in milliseconds. `alone` are samples of VS Code for
 * the same without the extension, in the same run, and are shown beside it.
 */
export function timing(
  name: string,
  aim: number,
  samples: () => Promise<readonly number[]>,
  of: (values: readonly number[]) => number = median,
  alone?: () => Promise<readonly number[]>,
): Figure {
  return {
    name,
    unit: 'ms',
    aim,
    async measure() {
      const values = await samples();
      const beside = alone && `; VS Code alone: ${of(await alone()).toFixed(0)} ms`;
      return { value: of(values), samples: values.length, note: `${spread(values, 0)}${beside ?? ''}` };
    },
  };
}

export function slowest(values: readonly number[]): number {
  return Math.max(...values);
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

/** Runs `work` on the first call, and returns the same promise on every call: figures share its measurements. */
export function once<Outcome>(work: () => Promise<Outcome>): () => Promise<Outcome> {
  let outcome: Promise<Outcome> | undefined;
  return () => (outcome ??= work());
}

export interface Paired {
  /** The first time divided by the second, by round. */
  readonly ratios: readonly number[];
  /** The first time in microseconds, by round. */
  readonly firstUs: readonly number[];
  readonly secondUs: readonly number[];
}

/**
 * Runs two functions alternately, so that other load on the machine affects both. The ratio of a round is that of the
 * medians of both.
 */
export async function paired(
  rounds: number,
  turns: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<Paired> {
  const times = async (): Promise<[number, number]> => {
    const samples: [number[], number[]] = [[], []];
    const time = async (which: 0 | 1): Promise<void> => {
      const started = performance.now();
      await (which === 0 ? first() : second());
      samples[which].push(performance.now() - started);
    };
    for (let turn = 0; turn < turns; turn++) {
      // The order alternates, because the second function inherits the garbage of the first.
      for (const which of turn % 2 ? ([1, 0] as const) : ([0, 1] as const)) await time(which);
    }
    return [median(samples[0]), median(samples[1])];
  };
  await times(); // warm
  const found: [number, number][] = [];
  for (let round = 0; round < rounds; round++) found.push(await times());
  return {
    ratios: found.map(([a, b]) => a / b),
    firstUs: found.map(([a]) => a * 1000),
    secondUs: found.map(([, b]) => b * 1000),
  };
}
