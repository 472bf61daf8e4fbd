import { medianOfOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** The longest block of the event loop while 100,000 records are pulled, with nothing else in the process. */
export const figure: Figure = { name: 'pull.big.block', unit: 'ms', aim: 50, measure: () => medianOfOurs('blockMs') };
