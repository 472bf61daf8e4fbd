import { operations } from '../kapture/catalogue/registry.ts';
import { l10n, type Command } from 'vscode';
import type { Exchange } from '../kapture/exchange/exchange.ts';
import { exchangeHeads, type Heads } from '../kapture/commandLines/exchangeHeads.ts';
import { readLoose } from '../kapture/json/looseJson.ts';
import type { PackedText } from '../kapture/exchange/packedText.ts';
import type { Outcome, ReplyReading } from '../kapture/exchange/readResponse.ts';
import { operationTitle } from './catalogueTexts.ts';
import { commandLink, withIcon } from './commands.ts';
import { explainTrouble } from './explain.ts';
import type { CommandArguments, CommandId } from './shared/commandMap.ts';
import { durationText, numberText, sizeText } from './localTexts.ts';
import { oneLabel } from './plainText.ts';

/** Icons of outcomes, without `$(…)`. */
export const outcomeIcons = { success: 'pass', failed: 'error', unreadable: 'warning' } as const satisfies Record<
  Outcome,
  string
>;

export function outcomeText(outcome: Outcome): string {
  return { success: l10n.t('success'), failed: l10n.t('failed'), unreadable: l10n.t('no verdict') }[outcome];
}

/** What a reply's document is called. */
export function exchangeTitle({ operation, connection }: Pick<Exchange, 'operation' | 'connection'>): string {
  return `${operationTitle(operation)} – ${connection}`;
}

/** The ending of a reply's document, which decides its language: ours for JSON, strict or not; HTML and text as they are. */
export function replySuffix({ reply }: Exchange): string {
  const { text } = reply;
  const start = text.slice(0, 1000);
  if (typeof text === 'string' ? readLoose(text).problem !== 'not-json' : /^\s*[[{]/.test(start))
    return '.kapture-reply';
  return /html/i.test(reply.contentType) || /^\s*</.test(start) ? '.html' : '.txt';
}

/** The query of the address of a document with the headers of an exchange, beside that of its reply. */
export const headersQuery = 'headers';
/** What its name ends with. Not `.http`: other extensions send what stands in such a document, past our guard. */
export const headersSuffix = '.headers.txt';

/** The text of that document. */
export function headersText(exchange: Heads): string {
  return exchangeHeads(exchange, {
    notKept: l10n.t('(The headers of this response were not kept. It is from an earlier version.)'),
    secretReplaced: l10n.t(
      '(A secret in the body was replaced by the mark, so the length of what was sent is not shown.)',
    ),
  });
}

/** One whose reply is too long to be laid out or parsed while somebody waits: it is packed, and shown in parts. */
export type LongExchange = Exchange & { readonly reply: { readonly text: PackedText } };

export function isLong(exchange: Exchange): exchange is LongExchange {
  return typeof exchange.reply.text !== 'string';
}

/** Outcome and figures of a reply, for a lens; with the number of customers in it where that does not stand elsewhere. */
export function summaryOf({ operation, reply }: Exchange, { count: withCount = true } = {}): string {
  const { status, bytes, milliseconds, reading } = reply;
  // Of a text that was not kept nobody knows how many stood in it.
  const count =
    withCount &&
    operations[operation].response.records?.form === 'list' &&
    reading.outcome === 'success' &&
    reply.text.length
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
function notRecords({ notRecords: count = 0 }: ReplyReading): string[] {
  if (!count) return [];
  return [
    count === 1 ? l10n.t('1 element is not a record') : l10n.t('{0} elements are not records', numberText(count)),
  ];
}

/** A lens that says how a reply came out, and leads to its headers: no link beside it that would say so fits there. */
export function summaryLink<Id extends CommandId>(id: Id, title: string, ...args: CommandArguments<Id>): Command {
  return { ...commandLink(id, title, ...args), tooltip: l10n.t('Show Headers and What Was Sent') };
}

/** Time and size, as people read them. */
export function figures(milliseconds: number, bytes: number): string[] {
  return [durationText(milliseconds), sizeText(bytes)];
}

/** What went wrong: the server's words, else ours. */
export function wordsOf(exchange: Exchange): string | undefined {
  const { reading } = exchange.reply;
  if (reading.outcome === 'success') return undefined;
  return oneLabel(reading.message ?? explainTrouble(exchange) ?? '') || undefined;
}
