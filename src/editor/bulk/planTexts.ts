import { CancellationError, l10n } from 'vscode';
import type { PlanProgress } from '../../kapture/bulk/planProgress.ts';
import type { Identifier } from '../../kapture/bulk/plans/identifiers.ts';
import { PlanError } from '../../kapture/bulk/plans/plan.ts';
import { isDone, type PlanRow, type RowState } from '../../kapture/bulk/plans/planRow.ts';
import { reasonTexts, repairTexts, type RowTextOptions, stateTitles } from '../../kapture/bulk/results/rowTexts.ts';
import { TableError } from '../../kapture/bulk/tables/table.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { shownMessage, withVisibleBreaks } from '../../kapture/problem/problem.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { UserError } from '../shared/dialogs/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { explainError } from '../shared/texts/explain.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine, plainLines } from '../shared/texts/plainText.ts';

/**
 * A value of a row on one line. Its line breaks are visible, because they are sent. Its blanks are kept, because they
 * can be what was repaired or refused.
 */
export function valueInLine(text: string, maxLength: number): string {
  const characters = [...plainLines(withVisibleBreaks(text))];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}

/** Like {@link valueInLine}, or a word if nothing would be visible. */
export function visibleValue(text: string, maxLength: number): string {
  const shown = valueInLine(text, maxLength);
  return shown.trim() ? shown : l10n.t('(blank)');
}

export const pageTexts: RowTextOptions = { textOf: problemText, shown: (text) => valueInLine(text, 80) };

export function identifierTitle(identifier: Identifier): string {
  switch (identifier) {
    case 'id':
      return l10n.t('ID in Kapture');
    case 'code':
      return l10n.t('Customer code');
    case 'phone':
      return l10n.t('Phone');
    case 'email':
      return l10n.t('Email');
  }
}

/** What a plan does with a row, or how its write ended. */
export function stateText(state: RowState): string {
  return problemText(stateTitles[state]);
}

/** Why a row is not sent or was not applied, which customer it added, what was repaired, and what the server said. */
export function detailsOf(row: PlanRow): string[] {
  const id = addedId(row);
  return [
    ...reasonTexts(row, pageTexts),
    ...(id === undefined ? [] : [l10n.t('{0}: {1}', identifierTitle('id'), valueInLine(id, 80))]),
    ...repairTexts(row, pageTexts),
    ...messageOf(row),
  ].map((text) => oneLine(text, 600));
}

/** The ID of the customer that a row has added; undefined if it has added none, or the response did not name it. */
export function addedId(row: PlanRow): string | undefined {
  return row.write === 'add' && isDone(row) ? row.customerId : undefined;
}

/** The comments of a row that is opened as a request: where it is from, and why it is not sent or was not applied. */
export function commentsOf(row: PlanRow, title: string): string[] {
  const details = isDone(row) ? [] : [...reasonTexts(row, pageTexts), ...messageOf(row)];
  return [
    `${l10n.t('Row {0} of {1}', row.row, oneLine(title, 80))}: ${stateText(row.state)}`,
    ...details.map((text) => oneLine(text, 600)),
  ];
}

/** What the server said, except about a row that is done. */
function messageOf({ serverMessage, state }: PlanRow): string[] {
  return serverMessage && state !== 'done' && state !== 'partly-done'
    ? [l10n.t('Kapture: {0}', shownMessage(serverMessage))]
    : [];
}

/** How far work on a plan is, for a narrow place. */
export function shortProgress({ done, total, failed = 0, unknown = 0, conflicts = 0 }: PlanProgress): string {
  return [
    total === undefined ? numberText(done) : l10n.t('{0} of {1}', numberText(done), numberText(total)),
    ...(failed ? [l10n.t('{0} failed', numberText(failed))] : []),
    ...(conflicts ? [l10n.t('{0} in conflict', numberText(conflicts))] : []),
    ...(unknown ? [l10n.t('{0} unknown', numberText(unknown))] : []),
  ].join(' · ');
}

/** How far work on a plan is, with the rate and the time left. */
export function progressText(progress: PlanProgress): string {
  const { perSecond, secondsLeft } = progress;
  return [
    phaseText(progress),
    shortProgress(progress),
    ...(perSecond > 0 ? [l10n.t('{0} per second', numberText(perSecond, { maximumSignificantDigits: 2 }))] : []),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', timeLeft(secondsLeft))]),
  ].join(' · ');
}

function phaseText({ phase }: PlanProgress): string {
  switch (phase) {
    case 'checking':
      return l10n.t('Checking the table (MB)');
    case 'reading':
      return l10n.t('Reading rows');
    case 'looking-up':
      return l10n.t('Looking up customers');
    case 'resolving':
      return l10n.t('Checking earlier writes');
    case 'writing':
      return l10n.t('Writing');
    case 'waiting':
      return l10n.t('Waiting, because the server is rate limiting requests');
  }
}

function timeLeft(seconds: number): string {
  const inUnit = (unit: string, length: number): string =>
    numberText(Math.max(1, Math.round(seconds / length)), { style: 'unit', unit, unitDisplay: 'long' });
  if (seconds < 90) return inUnit('second', 1);
  return seconds < 90 * 60 ? inUnit('minute', 60) : inUnit('hour', 3600);
}

/** Why a plan could not be made, shown or applied, in one sentence. Undefined for an error that is a bug. */
export function explainBulk(error: unknown): string | undefined {
  if (PlanError.is(error)) return problemText(error.problem);
  if (TableError.is(error)) return problemText(error.problem);
  if (KaptureError.is(error)) return explainError(error);
  if (!StoreError.is(error)) return undefined;
  switch (error.reason) {
    case 'full':
      return l10n.t('The disk is full, so the plan cannot be saved. Free up space, then try again.');
    case 'read-only':
      return l10n.t('The folder for plans cannot be written to. Check its permissions.');
    case 'busy':
      return l10n.t('The local database is busy because another window is writing to it. Try again later.');
    default:
      return l10n.t('The local database failed: {0}', error.message);
  }
}

/** The error to report: one with a sentence for the user, a cancellation, which is silent, or the original one. */
export function explained(error: unknown): unknown {
  if (isCancellation(error)) return new CancellationError();
  const sentence = explainBulk(error);
  return sentence === undefined ? error : new UserError(sentence, { cause: error });
}

/** A sentence for any error. */
export function sentenceOf(error: unknown): string {
  return explainBulk(error) ?? (error instanceof Error ? error.message : String(error));
}

export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancellationError ||
    PlanError.is(error, 'canceled') ||
    TableError.is(error, 'canceled') ||
    KaptureError.is(error, 'canceled')
  );
}
