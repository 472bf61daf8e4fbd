import { ofOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** The bytes of one record of 100,000, the slowest of fifty. */
export const figure: Figure = { name: 'pull.big.open', unit: 'ms', aim: 10, measure: () => ofOurs('openMs') };
