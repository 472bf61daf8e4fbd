import { l10n, Uri } from 'vscode';
import { operationIds, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { exchangeHeads, type Heads } from '../../../kapture/commandLines/requestHead.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import { historyScheme } from '../ids.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';

/** The entry that a document of the history belongs to. */
export interface HistoryReference {
  readonly operation: OperationId;
  readonly id: number;
}

/** The URI of a history document. The authority identifies the entry; `name` is only for display. */
export function historyUri({ operation, id }: HistoryReference, name: string): Uri {
  return Uri.from({ scheme: historyScheme, authority: `${operation}-${id}`, path: `/${name}` });
}

export function readHistoryUri({ scheme, authority }: Uri): HistoryReference | undefined {
  // The name of an operation can have hyphens, so the ID is the part after the last one.
  const [, operation, id] = /^(.+)-(\d+)$/.exec(authority) ?? [];
  const known = operationIds.find((candidate) => candidate === operation);
  return scheme === historyScheme && known && Number.isSafeInteger(Number(id))
    ? { operation: known, id: Number(id) }
    : undefined;
}

/** The name of a response's document. */
export function exchangeTitle({ operation, connection }: Pick<Exchange, 'operation' | 'connection'>): string {
  return `${operationTitle(operation)} – ${connection}`;
}

/**
 * The suffix of a response's document, which decides its language: ours for JSON, strict or not, or else HTML or plain
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
 * The suffix of the document with the headers. It is not `.http`, because other extensions would send such a document
 * without our confirmation.
 */
export const headersSuffix = '.kapture-headers';

/** The text of the document with the headers. `unanswered` says why there is no response. */
export function headersText(exchange: Heads, unanswered?: string): string {
  return exchangeHeads(exchange, {
    notStored: unanswered ?? l10n.t('(The headers of this response were not stored.)'),
    secretReplaced: l10n.t(
      '(A secret in the body was replaced with a placeholder, so the length of the sent body is not shown.)',
    ),
  });
}
