import type { Exchange, Response } from '../exchange/exchange.ts';
import { redactionMark } from '../redaction/redact.ts';
import { headerLines, requestHead } from './requestHead.ts';

/** An exchange without the body of its response. */
export type Heads = Pick<Exchange, 'url' | 'requestBody' | 'requestHeaders'> & {
  readonly response: Pick<Response, 'status' | 'headers'>;
};

/** The texts that replace unknown values in the document. */
export interface HeadsTexts {
  /** The response's headers were not stored. */
  readonly notStored: string;
  /** A secret in the body was redacted, so the length of the sent body is unknown. */
  readonly secretReplaced: string;
}

/**
 * The request, with its exact body, and the head of the response, in HTTP format. A mark replaces each secret. The
 * body of the response is a separate document.
 */
export function exchangeHeads(exchange: Heads, texts: HeadsTexts): string {
  const { url, requestBody, requestHeaders, response } = exchange;
  const { status, headers } = response;
  return [
    ...requestHead({ url, body: requestBody, headers: requestHeaders }),
    ...(requestBody.includes(redactionMark) ? [texts.secretReplaced] : []),
    '',
    requestBody,
    '',
    ...(status ? [`HTTP/1.1 ${status}`] : []),
    ...(headers ? headerLines(headers) : [texts.notStored]),
    '',
  ].join('\n');
}
