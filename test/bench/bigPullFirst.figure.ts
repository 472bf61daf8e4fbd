import { ofOurs } from './bigPull.ts';
import type { Figure } from './figure.ts';

/** From asking until the first of 100,000 customers can be seen. */
export const figure: Figure = { name: 'pull.big.first', unit: 'ms', aim: 150, measure: () => ofOurs('firstMs') };
