import { ofOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** All charts of the insights of 100,000 customers, from the store's thread; the slowest of five. */
export const figure: Figure = { name: 'pull.big.charts', unit: 'ms', aim: 300, measure: () => ofOurs('chartsMs') };
