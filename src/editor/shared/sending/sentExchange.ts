import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { RequestText } from '../documents/requestText.ts';

/**
 * Why a request was sent:
 * - `request`: the user sent it and sees the response
 * - `edit`: an edited customer was saved
 * - `record`: a record is opened
 * - `internal`: an intermediate read, which listeners are not told about
 */
export type Purpose = 'request' | 'edit' | 'record' | 'internal';

/** The event of `Sender.onDidExchange`. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly purpose: Exclude<Purpose, 'internal'>;
  /** The part of a document that was sent; undefined if the request is not from a document. */
  readonly source: RequestText | undefined;
  /** Removes the auth key of the request from a text. */
  readonly redact: Redact;
}
