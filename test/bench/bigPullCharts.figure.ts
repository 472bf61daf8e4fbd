import { medianOfOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** All charts of the insights for 100,000 customers, from the store's thread. The slowest of five. */
export const figure: Figure = {
  name: 'pull.big.charts',
  unit: 'ms',
  aim: 300,
  measure: () => medianOfOurs('chartsMs'),
};
