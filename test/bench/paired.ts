import { median } from './figure.ts';

export interface Paired {
  /** First over second, by round. */
  readonly ratios: readonly number[];
  /** Microseconds, by round. */
  readonly firstUs: readonly number[];
  readonly secondUs: readonly number[];
}

/**
 * Runs two functions alternately, so that other load on the machine affects both. The ratio of a round is that of its
 * two medians.
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
      // The second one inherits the first one's garbage.
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
