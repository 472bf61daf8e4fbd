import { operations } from '../../../kapture/catalogue/registry.ts';
import { l10n, type Command } from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { exchangeHeads, type Heads } from '../../../kapture/commandLines/exchangeHeads.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import type { PackedText } from '../../../kapture/exchange/packedText.ts';
import type { Outcome, ResponseReading } from '../../../kapture/exchange/readResponse.ts';
import { operationTitle } from './catalogueTexts.ts';
import { commandLink, withIcon } from '../commands.ts';
import { explainTrouble } from './explain.ts';
import type { CommandArguments, CommandId } from '../commandMap.ts';
import { durationText, numberText, sizeText } from './localTexts.ts';
import { oneLabel } from './plainText.ts';

/** Icons of outcomes, without `$(…)`. */
export const outcomeIcons = { success: 'pass', failed: 'error', unreadable: 'warning' } as const satisfies Record<
  Outcome,
  string
>;

export function outcomeText(outcome: Outcome): string {
  return { success: l10n.t('success'), failed: l10n.t('failed'), unreadable: l10n.t('unrecognized') }[outcome];
}

/** What a response's document is called. */
export function exchangeTitle({ operation, connection }: Pick<Exchange, 'operation' | 'connection'>): string {
  return `${operationTitle(operation)} – ${connection}`;
}

/** The ending of a response's document, which decides its language: ours for JSON, strict or not; HTML and text as they are. */
export function responseSuffix({ response }: Exchange): string {
  const { text } = response;
  const start = text.slice(0, 1000);
  if (typeof text === 'string' ? readLoose(text).problem !== 'not-json' : /^\s*[[{]/.test(start))
    return '.kapture-response';
  return /html/i.test(response.contentType) || /^\s*</.test(start) ? '.html' : '.txt';
}

/** The query of the address of a document with the headers of an exchange, beside that of its response. */
export const headersQuery = 'headers';
/** What its name ends with. Not `.http`: other extensions send what stands in such a document, past our guard. */
export const headersSuffix = '.headers.txt';

/** The text of that document. */
export function headersText(exchange: Heads): string {
  return exchangeHeads(exchange, {
    notStored: l10n.t('(The headers of this response were not stored. It is from an earlier version.)'),
    secretReplaced: l10n.t(
      '(A secret in the body was replaced with a placeholder, so the length of the sent body is not shown.)',
    ),
  });
}

/** One whose response is too long to be laid out or parsed while somebody waits: it is packed, and shown in parts. */
export type LongExchange = Exchange & { readonly response: { readonly text: PackedText } };

export function isLong(exchange: Exchange): exchange is LongExchange {
  return typeof exchange.response.text !== 'string';
}

/** Outcome and figures of a response, for a lens; with the number of customers in it where that does not stand elsewhere. */
export function summaryOf({ operation, response }: Exchange, { count: withCount = true } = {}): string {
  const { status, bytes, milliseconds, reading } = response;
  // Of a text that was not kept nobody knows how many stood in it.
  const count =
    withCount &&
    operations[operation].response.records?.form === 'list' &&
    reading.outcome === 'success' &&
    response.text.length
      ? [l10n.t('{0} customers', numberText(reading.records.length))]
      : [];
  return withIcon(
    outcomeIcons[reading.outcome],
    [
      outcomeText(reading.outcome),
      `HTTP ${status}`,
      ...count,
      ...notRecords(reading),
      ...figures(milliseconds, bytes),
    ].join(' · '),
  );
}

/** How much of a list is none of the customers that are counted. */
function notRecords({ notRecords: count = 0 }: ResponseReading): string[] {
  if (!count) return [];
  return [
    count === 1 ? l10n.t('1 element is not a record') : l10n.t('{0} elements are not records', numberText(count)),
  ];
}

/** A lens that says how a response came out, and leads to its headers: no link beside it that would say so fits there. */
export function summaryLink<Id extends CommandId>(id: Id, title: string, ...args: CommandArguments<Id>): Command {
  return { ...commandLink(id, title, ...args), tooltip: l10n.t('Show Headers and What Was Sent') };
}

/** Time and size, as people read them. */
export function figures(milliseconds: number, bytes: number): string[] {
  return [durationText(milliseconds), sizeText(bytes)];
}

/** What went wrong: the server's words, else ours. */
export function wordsOf(exchange: Exchange): string | undefined {
  const { reading } = exchange.response;
  if (reading.outcome === 'success') return undefined;
  return oneLabel(reading.message ?? explainTrouble(exchange) ?? '') || undefined;
}
