import { medianOfOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** Loading one record of 100,000. The slowest of fifty. */
export const figure: Figure = { name: 'pull.big.open', unit: 'ms', aim: 10, measure: () => medianOfOurs('openMs') };
