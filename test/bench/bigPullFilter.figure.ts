import { ofOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** The groups of 100,000 customers for a filter, the slowest of five. */
export const figure: Figure = { name: 'pull.big.filter', unit: 'ms', aim: 30, measure: () => ofOurs('filterMs') };
