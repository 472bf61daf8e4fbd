import type { Exchange, Reply } from '../client.ts';
import { formatLoose } from '../looseJson.ts';
import { headerLines, requestHead } from './requestHead.ts';

/** What is known of an exchange without its reply's text. */
export type Heads = Pick<Exchange, 'url' | 'requestBody'> & { readonly reply: Pick<Reply, 'status' | 'headers'> };

/**
 * What was sent, with its body laid out, and the head of what came, as HTTP writes them; a mark stands for the key. What
 * came besides is a document of its own. `notKept` stands in the place of headers that were not kept.
 */
export function exchangeHeads({ url, requestBody, reply: { status, headers } }: Heads, notKept: string): string {
  return [
    ...requestHead({ url, body: requestBody }),
    '',
    formatLoose(requestBody),
    '',
    `HTTP/1.1 ${status}`,
    ...(headers ? headerLines(headers) : [notKept]),
    '',
  ].join('\n');
}
