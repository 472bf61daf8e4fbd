import type { Exchange, Response } from '../exchange/exchange.ts';
import { redactionMark } from '../redaction/redact.ts';
import { headerLines, requestHead } from './requestHead.ts';

/** What is known of an exchange without its response's text. */
export type Heads = Pick<Exchange, 'url' | 'requestBody'> & { readonly response: Pick<Response, 'status' | 'headers'> };

/** What stands in the document in place of what is unknown. */
export interface HeadsTexts {
  /** The response's headers were not kept. */
  readonly notKept: string;
  /** A secret in the body was replaced by a mark, so the length of what was sent is unknown. */
  readonly secretReplaced: string;
}

/**
 * What was sent, with its body exactly as it was sent, and the head of what came, as HTTP writes them; a mark stands for
 * the key. What came besides is a document of its own.
 */
export function exchangeHeads({ url, requestBody, response: { status, headers } }: Heads, texts: HeadsTexts): string {
  return [
    ...requestHead({ url, body: requestBody }),
    ...(requestBody.includes(redactionMark) ? [texts.secretReplaced] : []),
    '',
    requestBody,
    '',
    `HTTP/1.1 ${status}`,
    ...(headers ? headerLines(headers) : [texts.notKept]),
    '',
  ].join('\n');
}
