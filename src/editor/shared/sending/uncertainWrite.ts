import type { Exchange } from '../../../kapture/exchange/exchange.ts';

/** A write whose outcome is unknown, and the ID of its record if that is known. */
export interface UncertainWrite extends Pick<Exchange, 'operation' | 'requestBody'> {
  readonly id?: number | undefined;
}
