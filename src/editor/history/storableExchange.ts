import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { redactExchange, unpackedExchange } from '../../kapture/exchange/redactExchange.ts';
import { longestResponse } from '../../kapture/store/historyLimits.ts';
import type { SentExchange } from '../shared/sending/sending.ts';

/** An exchange without its auth key, as the history stores it, and whether its response is short enough for that. */
export function storableExchange({ exchange, redact }: Pick<SentExchange, 'exchange' | 'redact'>): {
  readonly stored: Exchange;
  readonly hasResponse: boolean;
} {
  const hasResponse = exchange.response.text.length <= longestResponse;
  const stored = redactExchange(hasResponse ? unpackedExchange(exchange) : withoutText(exchange), redact);
  return { stored: withoutRecords(stored), hasResponse };
}

function withoutText(exchange: Exchange): Exchange {
  return { ...exchange, response: { ...exchange.response, text: '' } };
}

/** The spans of the records are not stored, because there may be many. */
function withoutRecords(exchange: Exchange): Exchange {
  const { response } = exchange;
  return { ...exchange, response: { ...response, reading: { ...response.reading, records: [] } } };
}
