import { createScanner } from 'jsonc-parser';
import type { NamedRequest } from './readNamedRequests.ts';

/** What a request sends, without comments and formatting: its operation, and the tokens of its body. */
export function contentsOf({ operation, body }: NamedRequest, text: string): string {
  const tokens: string[] = [operation ?? ''];
  const sent = body ? text.slice(body.offset, body.offset + body.length) : '';
  const scanner = createScanner(sent, true);
  while (scanner.getPosition() < sent.length) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    tokens.push(sent.slice(start, start + scanner.getTokenLength()));
  }
  return tokens.join(' ');
}
