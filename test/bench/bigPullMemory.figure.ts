import { medianOfOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/**
 * The growth of resident memory, including all threads, while 100,000 records are pulled, in a process that has loaded
 * what every request needs.
 */
export const figure: Figure = {
  name: 'pull.big.growth',
  unit: 'MB',
  aim: 64,
  measure: () => medianOfOurs('growthMb'),
};
