import { countText } from './recordTexts.ts';
import { l10n, type Command } from 'vscode';
import { operations } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { isUncertainWrite } from '../../../kapture/exchange/writtenCustomer.ts';
import type { Outcome, ResponseReading } from '../../../kapture/responses/readResponse.ts';
import type { CommandArguments, CommandId } from '../commandMap.ts';
import { commandLink, withIcon } from '../commands.ts';
import { explainTrouble } from './explain.ts';
import { durationText, numberText, sizeText } from './localTexts.ts';
import { oneLabel } from './plainText.ts';

/** The codicons of outcomes, without `$(…)`. */
export const outcomeIcons = { success: 'pass', failed: 'error', unrecognized: 'warning' } as const satisfies Record<
  Outcome,
  string
>;

export function outcomeText(outcome: Outcome): string {
  return { success: l10n.t('success'), failed: l10n.t('failed'), unrecognized: l10n.t('unrecognized') }[outcome];
}

/**
 * The outcome, time and size of a response for a code lens. `count: false` omits the number of customers. For a write
 * that may have been carried out, the lens says so as the message does, because "failed" would contradict it.
 */
export function summaryOf(exchange: Exchange, { count = true } = {}): string {
  return [outcomeOf(exchange), ...detailsOf(exchange, count)].join(' · ');
}

function outcomeOf({ operation, response: { status, reading } }: Exchange): string {
  return isUncertainWrite(operation, reading)
    ? withIcon('warning', l10n.t('The write may have taken effect'))
    : withIcon(outcomeIcons[reading.outcome], `${outcomeText(reading.outcome)} · HTTP ${status}`);
}

function detailsOf({ operation, response }: Exchange, withCount: boolean): string[] {
  const { status, bytes, milliseconds, reading } = response;
  const isUncertain = isUncertainWrite(operation, reading);
  // The number of records is unknown if the text was not stored.
  const { records } = operations[operation].response;
  const count =
    withCount && records?.form === 'list' && reading.outcome === 'success' && response.text.length
      ? [countText(records.module, reading.records.length)]
      : [];
  return [
    ...(isUncertain ? [`HTTP ${status}`] : []),
    ...count,
    ...notRecords(reading),
    // After the words about a write, the lens has no room for time and size.
    ...(isUncertain ? [] : timeAndSize(milliseconds, bytes)),
  ];
}

/** A text with the number of elements of a list that are not records. */
function notRecords({ notRecords: count = 0 }: ResponseReading): string[] {
  if (!count) return [];
  return [
    count === 1 ? l10n.t('1 element is not a record') : l10n.t('{0} elements are not records', numberText(count)),
  ];
}

/**
 * A code lens that shows the outcome of a response and opens its headers. There is no room for a separate lens for the
 * headers.
 */
export function summaryLink<Id extends CommandId>(id: Id, title: string, ...args: CommandArguments<Id>): Command {
  return { ...commandLink(id, title, ...args), tooltip: l10n.t('Show Sent Request and Response Headers') };
}

/** The formatted duration and size of a response. */
export function timeAndSize(milliseconds: number, bytes: number): string[] {
  return [durationText(milliseconds), sizeText(bytes)];
}

/** How many characters of a response are visible beside its request. */
const visibleLength = 600;

/**
 * The words of a code lens about a failure. Undefined if the server's message is at the beginning of the response,
 * where long lines wrap: a lens beside a request would cut it off.
 */
export function lensFailure(exchange: Exchange): string | undefined {
  const { reading, text } = exchange.response;
  const own = JSON.stringify(reading.message ?? '').slice(1, -1);
  return own && text.slice(0, visibleLength).includes(own) ? undefined : failureLabel(exchange);
}

/** Why a request failed, in the server's words or else in ours; undefined for a success. */
export function failureLabel(exchange: Exchange): string | undefined {
  const { reading } = exchange.response;
  if (reading.outcome === 'success') return undefined;
  return oneLabel(reading.message ?? explainTrouble(exchange) ?? '') || undefined;
}
