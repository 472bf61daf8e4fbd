import { type Exchange, customersOf } from '../../../kapture/exchange/exchange.ts';
import { otherRecordLabel, otherRecordProblem, otherReturned } from '../../../kapture/exchange/otherRecord.ts';
import { problemText } from './catalogueTexts.ts';
import { oneLabel, oneLine } from './plainText.ts';

/** Says that a response has another customer than the requested one; undefined if it has none. */
export function otherCustomerText(exchange: Exchange, requested: string): string | undefined {
  const [other] = customersOf(exchange);
  return other && oneLine(problemText(otherReturned(exchange.connection, requested, other.id)), 500);
}

type NamedRequest = Pick<Exchange, 'operation' | 'connection' | 'requestBody'>;

/** One sentence about a response whose record is not the one that the request names. */
export function otherRecordText(request: NamedRequest, otherId: string): string {
  return oneLine(problemText(otherRecordProblem(request, otherId)), 500);
}

/** A few words about it, for a code lens or a row; undefined if the record is the requested one. */
export function otherRecordWords(request: NamedRequest, otherId: string | undefined): string | undefined {
  return otherId === undefined ? undefined : oneLabel(problemText(otherRecordLabel(request, otherId)), 80);
}
