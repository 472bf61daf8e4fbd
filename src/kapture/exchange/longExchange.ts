import type { PackedText } from '../responses/packedText.ts';
import type { Exchange } from './exchange.ts';

/** An exchange whose response takes too long to format or parse at once. It is stored compressed and shown in parts. */
export type LongExchange = Exchange & { readonly response: { readonly text: PackedText } };

export function isLong(exchange: Exchange): exchange is LongExchange {
  return typeof exchange.response.text !== 'string';
}
