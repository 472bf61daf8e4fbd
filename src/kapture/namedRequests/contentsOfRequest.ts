import { createScanner, SyntaxKind } from 'jsonc-parser';
import type { NamedRequest } from './readNamedRequests.ts';

/** What a request sends, without comments and formatting: its operation, and the tokens of its body. */
export function contentsOf({ operation = '', body }: NamedRequest, text: string): string {
  if (!body) return operation;
  const bodyText = text.slice(body.offset, body.offset + body.length);
  const scanner = createScanner(bodyText, true);
  const tokens = [operation];
  while (scanner.scan() !== SyntaxKind.EOF) {
    const start = scanner.getTokenOffset();
    tokens.push(bodyText.slice(start, start + scanner.getTokenLength()));
  }
  return tokens.join(' ');
}
