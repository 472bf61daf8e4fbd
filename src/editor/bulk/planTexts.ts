import { l10n } from 'vscode';
import { fieldOfIdentifier } from '../../kapture/bulk/plans/identifiers.ts';
import { changeText } from '../../kapture/bulk/results/changeText.ts';
import { isPartlyDone } from '../../kapture/bulk/plans/isPartlyDone.ts';
import { reasonsOf } from '../../kapture/bulk/plans/reasonsOf.ts';
import type { PlanRow, RowKind, RowState } from '../../kapture/bulk/plans/planRow.ts';
import { repairsOfCells } from '../../kapture/bulk/plans/repairsOfCells.ts';
import { refusedCells } from '../../kapture/bulk/mappings/textOfRow.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { shownMessage } from '../../kapture/problem/problem.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { writtenValue } from '../../kapture/update/updateBody.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { quoted } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { valueInLine, visibleValue } from './valueInLine.ts';
import { saysSuccess } from './saysSuccess.ts';

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

/** What a plan does with a row. */
export function kindText(kind: RowKind): string {
  switch (kind) {
    case 'add':
      return l10n.t('Add');
    case 'update':
      return l10n.t('Update');
    case 'unchanged':
      return l10n.t('Unchanged');
    case 'masked':
      return l10n.t('Masked');
    case 'invalid':
      return l10n.t('Invalid');
    case 'duplicate':
      return l10n.t('Duplicate');
    case 'ambiguous':
      return l10n.t('Ambiguous');
    case 'taken':
      return l10n.t('Taken');
    case 'kept':
      return l10n.t('Kept');
    case 'not-looked-up':
      return l10n.t('Not looked up');
  }
}

/** The outcome of a row; empty if nothing was sent. */
export function stateText(state: RowState): string {
  switch (state) {
    case 'not-sent':
      return '';
    case 'sending':
      return l10n.t('Sending');
    case 'done':
      return l10n.t('Done');
    case 'unchanged':
      return l10n.t('Already up to date');
    case 'failed':
      return l10n.t('Failed');
    case 'unknown':
      return l10n.t('Unknown');
    case 'conflict':
      return l10n.t('Conflict');
  }
}

/** The outcome of a row, also if it is done only in part. */
export function resultText(row: Pick<PlanRow, 'state' | 'omitted' | 'ignored'>): string {
  return isPartlyDone(row) ? partlyDoneText() : stateText(row.state);
}

/** The result of a row that is done without masked fields, or blank values that it ignored. */
export function partlyDoneText(): string {
  return l10n.t('Done in part');
}

/**
 * What an update changes, such as `city: Pune → Goa`; for other rows, the values of the row, with refused cells as they
 * are in the file, but without the name and the key, which other columns of the page show. In the words of the form. A
 * blank value is visible. For a row that was refused as a whole, its cells in the order of the file.
 */
export function changesText(row: PlanRow, form: OperationForm): string {
  const { kind, key, customerName, fields, changes, problems } = row;
  const cells = refusedCells(row);
  if (cells) return cells.map((cell) => quoted(valueInLine(cell, 80))).join(', ');
  const shown = (field: string, json: string): string => visibleValue(writtenValue(form, field, plainValue(json)), 80);
  if (kind === 'update') {
    return changes.map((change) => changeText(change, { shown, textOf: problemText })).join(', ');
  }
  const isElsewhere = (field: string, text: string): boolean =>
    field === 'customer_name' ? (customerName ?? text) === text : keyFields.has(field) && text === key;
  const refused = problems.flatMap(({ field, text }) =>
    field === undefined || text === undefined ? [] : [[field, visibleValue(text, 80)] as const],
  );
  return [
    // First, because a long list is cut off.
    ...refused.map(([field, text]) => `${field}: ${text}`),
    ...[...fields]
      .filter(([field, value]) => !isElsewhere(field, plainValue(value)))
      .map(([field, value]) => `${field}: ${shown(field, value)}`),
  ].join(', ');
}

const keyFields: ReadonlySet<string> = new Set(Object.values(fieldOfIdentifier));

/**
 * Why a row is not sent or was not applied, which customer it added, what was repaired in it, and what the server
 * said. Repairs come before the message of a success.
 */
export function detailsOf(row: PlanRow): string[] {
  const reasons = reasonTexts(row).map((text) => oneLine(text, 600));
  const said = saidOf(row).map((text) => oneLine(text, 600));
  const repaired = repairsOfCells(row).map(({ column, from, to, why }) => {
    const reason = why.map((one) => problemText(one)).join(' ');
    // A masked value is omitted.
    return to === ''
      ? `${oneLine(column, 40)}: ${reason}`
      : l10n.t(
          '{0}: “{1}” is read as “{2}”. {3}',
          oneLine(column, 40),
          valueInLine(from, 40),
          valueInLine(to, 40),
          reason,
        );
  });
  const id = addedId(row);
  const added = id === undefined ? [] : [l10n.t('{0}: {1}', identifierTitle('id'), valueInLine(id, 80))];
  return row.state === 'done' ? [...reasons, ...added, ...repaired, ...said] : [...reasons, ...said, ...repaired];
}

/** The ID of the customer that a row has added; undefined if it has added none, or the response did not name it. */
export function addedId({ kind, state, customerId }: PlanRow): string | undefined {
  return kind === 'add' && state === 'done' ? customerId : undefined;
}

/** The comments of a row that is opened as a request: where it is from, and why it is not sent or was not applied. */
export function commentsOf(row: PlanRow, title: string): string[] {
  const kind = resultText(row) || kindText(row.kind);
  const details = row.state === 'done' ? [] : [...reasonTexts(row), ...saidOf(row)];
  return [
    `${l10n.t('Row {0} of {1}', row.row, oneLine(title, 80))}: ${kind}`,
    ...details.map((text) => oneLine(text, 600)),
  ];
}

/** Why a row is not sent, is sent only in part, or was not applied. */
function reasonTexts(row: PlanRow): string[] {
  return [
    ...row.problems.map(({ column, problem }) =>
      column === undefined ? problemText(problem) : `${oneLine(column, 40)}: ${problemText(problem)}`,
    ),
    ...reasonsOf(row).map((one) => problemText(one)),
  ];
}

/** What the server said, unless it only repeats that the row is done, such as `validation successfull`. */
function saidOf({ serverMessage, state }: PlanRow): string[] {
  const isRepeated = state === 'done' && saysSuccess(serverMessage ?? '');
  return serverMessage && !isRepeated ? [l10n.t('Kapture: {0}', shownMessage(serverMessage))] : [];
}
