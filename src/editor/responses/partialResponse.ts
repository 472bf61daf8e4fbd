import type { PartialExchange } from '../../kapture/exchange/partialExchange.ts';
import type { Reception } from '../shared/sending/reception.ts';

/** The first part of a long response that is still being received, or whose rest was not received. */
export interface PartialResponse {
  readonly reception: Reception;
  /** The attempt that the document shows. A later one replaces it when its first part is complete. */
  readonly shown: PartialExchange;
  /** The end of the first part: a byte offset in the text. */
  readonly end: number;
}
