import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { RequestText } from '../documents/requestText.ts';

/**
 * Why a request was sent:
 * - `request`: the user sent it, and is shown the response
 * - `edit`: a save of an edited customer
 * - `record`: a record is shown
 * - `aside`: a read on the way to something else, which no listener is told of
 */
export type Purpose = 'request' | 'edit' | 'record' | 'aside';

/** An exchange as the listeners of `Sender.onDidExchange` are told of it. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly purpose: Exclude<Purpose, 'aside'>;
  /** What was sent of a document; undefined where no document has it. */
  readonly source: RequestText | undefined;
  /** Takes the key that it was sent with out of a text. */
  readonly redact: Redact;
}
