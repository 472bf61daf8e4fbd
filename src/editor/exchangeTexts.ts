import { l10n } from 'vscode';
import type { Exchange } from '../kapture/client.ts';
import { readLoose } from '../kapture/looseJson.ts';
import { operations } from '../kapture/operations.ts';
import type { Outcome } from '../kapture/reply.ts';
import { withIcon } from './commands.ts';
import { explainTrouble } from './explain.ts';
import { oneLabel, sizeText } from './plainText.ts';

/** Icons of outcomes, without `$(…)`. */
export const outcomeIcons = { success: 'pass', failed: 'error', unreadable: 'warning' } as const satisfies Record<Outcome, string>;

export function outcomeText(outcome: Outcome): string {
  return { success: l10n.t('success'), failed: l10n.t('failed'), unreadable: l10n.t('no verdict') }[outcome];
}

/** What a reply's document is called. */
export function exchangeTitle({ operation, connection }: Pick<Exchange, 'operation' | 'connection'>): string {
  return `${operations[operation].title} – ${connection}`;
}

/** The ending of a reply's document, which decides its language: ours for JSON, strict or not; HTML and text as they are. */
export function replySuffix({ reply }: Exchange): string {
  if (isLong(reply.text) ? /^\s*[[{]/.test(reply.text) : readLoose(reply.text).problem !== 'not-json') return '.kapture-reply';
  return /html/i.test(reply.contentType) || /^\s*</.test(reply.text) ? '.html' : '.txt';
}

/** Whether a text is too long to be laid out or parsed while somebody waits: it is shown in parts. */
export function isLong(text: string): boolean {
  return text.length > 1_000_000;
}

/** Outcome and figures of a reply, for a lens. */
export function summaryOf({ operation, reply }: Exchange): string {
  const { status, bytes, milliseconds, reading } = reply;
  const count = operation === 'pull' && reading.outcome === 'success' ? [l10n.t('{0} customers', reading.records.length)] : [];
  return withIcon(outcomeIcons[reading.outcome], [outcomeText(reading.outcome), `HTTP ${status}`, ...count, ...figures(milliseconds, bytes)].join(' · '));
}

/** Time and size, as people read them. */
export function figures(milliseconds: number, bytes: number): string[] {
  return [`${Math.max(1, Math.round(milliseconds))} ms`, sizeText(bytes)];
}

/** What went wrong: the server's words, else ours. */
export function wordsOf(exchange: Exchange): string | undefined {
  const { reading } = exchange.reply;
  if (reading.outcome === 'success') return undefined;
  return oneLabel(reading.message ?? explainTrouble(exchange) ?? '') || undefined;
}
