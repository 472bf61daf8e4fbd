import { scaledPulls } from './bigPullScale.ts';
import { median, type Figure } from './figure.ts';

/**
 * The processor time per record for ten times as many records, divided by that for the fewer: 10,000 to 100,000 to
 * 1,000,000. The worse of both steps.
 */
export const figure: Figure = {
  name: 'pull.scale',
  unit: '×',
  aim: 1.2,
  async measure() {
    const [few, many, most] = (await scaledPulls()).map((pulls) =>
      median(pulls.map(({ cpuMs, records }) => (1000 * cpuMs) / records)),
    ) as [number, number, number];
    return {
      value: Math.max(many / few, most / many),
      samples: 1,
      note: `${[few, many, most].map((value) => value.toFixed(1)).join(', ')} µs a record`,
    };
  },
};
