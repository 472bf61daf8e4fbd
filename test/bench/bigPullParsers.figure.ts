import { pullOnce, withBigResponse, type Way } from './bigPull.ts';
import { median, type Figure } from './figure.ts';

const parsers = ['stream-json', '@streamparser/json'] as const satisfies readonly Way[];
const rounds = 3;

/**
 * 100,000 records to a browsable index, divided by the time of the faster of two streaming parsers for the same task.
 */
export const figure: Figure = {
  name: 'pull.big.parsers',
  unit: '×',
  aim: 0.2,
  async measure() {
    const times: Record<string, number[]> = {};
    const processor: Record<string, number[]> = {};
    await withBigResponse(async (url) => {
      for (let round = 0; round < rounds; round++) {
        for (const way of ['ours', ...parsers] as const) {
          const { ms, cpuMs } = await pullOnce(way, url, 100_000);
          (times[way] ??= []).push(ms);
          (processor[way] ??= []).push(cpuMs);
        }
      }
    });
    const of = (way: Way): number => median(times[way]!);
    const note = (['ours', ...parsers] as const)
      .map((way) => `${way} ${of(way).toFixed(0)} ms (${median(processor[way]!).toFixed(0)} of processor time)`)
      .join(', ');
    return { value: of('ours') / Math.min(...parsers.map(of)), samples: rounds, note };
  },
};
