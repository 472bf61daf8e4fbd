import { ofOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** By how much resident memory grows while 100,000 records are pulled, all threads included, of a process that has loaded what any request loads. */
export const figure: Figure = {
  name: 'pull.big.growth',
  unit: 'MB',
  aim: 64,
  measure: () => ofOurs('growthMb'),
};
