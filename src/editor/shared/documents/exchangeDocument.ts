import { l10n } from 'vscode';
import { exchangeHeads, type Heads } from '../../../kapture/commandLines/requestHead.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';

/** The name of a response's document. */
export function exchangeTitle({ operation, connection }: Pick<Exchange, 'operation' | 'connection'>): string {
  return `${operationTitle(operation)} – ${connection}`;
}

/**
 * The suffix of a response's document, which decides its language: ours for JSON, strict or not, else HTML or plain
 * text.
 */
export function responseSuffix({
  response,
}: {
  readonly response: Pick<Exchange['response'], 'text' | 'contentType'>;
}): string {
  const { text } = response;
  const start = text.slice(0, 1000);
  if (typeof text === 'string' ? readLoose(text).problem !== 'not-json' : /^\s*[[{]/.test(start))
    return '.kapture-response';
  return /html/i.test(response.contentType) || /^\s*</.test(start) ? '.html' : '.txt';
}

/** The URI query that distinguishes the document of an exchange's headers from that of its response. */
export const headersQuery = 'headers';
/**
 * The suffix of that document. Not `.http`, because other extensions would send such a document without our
 * confirmation.
 */
export const headersSuffix = '.kapture-headers';

/** The text of that document. `unanswered` says why there is no response. */
export function headersText(exchange: Heads, unanswered?: string): string {
  return exchangeHeads(exchange, {
    notStored:
      unanswered ??
      l10n.t('(The headers of this response were not stored because an earlier version of the extension saved it.)'),
    secretReplaced: l10n.t(
      '(A secret in the body was replaced with a placeholder, so the length of the sent body is not shown.)',
    ),
  });
}
