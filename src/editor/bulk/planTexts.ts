import { l10n } from 'vscode';
import { identifierFields } from '../../kapture/bulk/identifiers.ts';
import type { PlanRow, RowKind, RowState } from '../../kapture/bulk/planRow.ts';
import type { Identifier } from '../../kapture/bulk/rowInput.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

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
    case 'not-looked-up':
      return l10n.t('Not looked up');
  }
}

/** What became of a row; empty if nothing was sent. */
export function stateText(state: RowState): string {
  switch (state) {
    case 'not-sent':
      return '';
    case 'sending':
      return l10n.t('Sending');
    case 'done':
      return l10n.t('Done');
    case 'failed':
      return l10n.t('Failed');
    case 'unknown':
      return l10n.t('Unknown');
    case 'conflict':
      return l10n.t('Conflict');
  }
}

/**
 * The values that a row writes, such as `city: Pune → Goa`. For adds without the name and the key, which other columns of
 * the page show.
 */
export function changesText({ kind, key, fields, changes }: PlanRow): string {
  if (kind === 'update')
    return changes
      .map(({ field, from, to }) => `${field}: ${from === undefined ? '?' : shown(from)} → ${shown(to)}`)
      .join(', ');
  return [...fields]
    .filter(([field, value]) => {
      const isShown = field === 'customer_name' || (keyFields.has(field) && plainValue(value) === key);
      return kind !== 'add' || !isShown;
    })
    .map(([field, value]) => `${field}: ${shown(value)}`)
    .join(', ');
}

const keyFields: ReadonlySet<string> = new Set(Object.values(identifierFields));

/** A value in one line; a blank one is visible. */
function shown(json: string): string {
  return oneLine(plainValue(json), 80) || '“”';
}

/**
 * Why a row is not sent or was not applied, what was repaired in it, and what the server said. Repairs come before the
 * message of a success.
 */
export function detailsOf({ problems, reason, repairs, serverMessage, state }: PlanRow): string[] {
  const reasons = [
    ...problems.map(({ column, problem }) =>
      column === undefined ? problemText(problem) : `${oneLine(column, 40)}: ${problemText(problem)}`,
    ),
    ...(reason ? [problemText(reason)] : []),
  ];
  const repaired = repairs.map(({ column, from, to, why }) =>
    // A masked value is omitted.
    to === ''
      ? `${oneLine(column, 40)}: ${problemText(why)}`
      : l10n.t(
          '{0}: {1} is sent as {2}. {3}',
          oneLine(column, 40),
          oneLine(from, 40),
          oneLine(to, 40),
          problemText(why),
        ),
  );
  const said = serverMessage ? [l10n.t('Kapture: {0}', serverMessage)] : [];
  const details = state === 'done' ? [...reasons, ...repaired, ...said] : [...reasons, ...said, ...repaired];
  return details.map((text) => oneLine(text, 600));
}
