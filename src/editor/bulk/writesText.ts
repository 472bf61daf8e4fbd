import { l10n } from 'vscode';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import type { RowsNotWritten } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import type { NotReverted, PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { kindText, stateText } from './planTexts.ts';

/** The number of writes of each kind. A plan that reverts another one only has updates. */
export function writesText(
  { add, update }: { readonly add: number; readonly update: number },
  isRevert: boolean,
): string {
  if (isRevert) return l10n.t('Customers to revert: {0}', numberText(update));
  return [
    ...(add ? [l10n.t('Adds: {0}', numberText(add))] : []),
    ...(update ? [l10n.t('Updates: {0}', numberText(update))] : []),
  ].join(' · ');
}

/** What a plan that reverts another one does not revert; empty if it reverts everything. */
export function notRevertedText({ fields, customers, unknown, otherCustomer }: NotReverted, isSent: boolean): string {
  return [fieldsSentence(fields, customers, isSent), unknownSentence(unknown), otherCustomerSentence(otherCustomer)]
    .filter(Boolean)
    .join(' ');
}

/** How many customers of a plan that reverts another one stay, because the run added them; empty if there are none. */
export function keptText(kept: number): string {
  return kept ? l10n.t('Added customers cannot be deleted: {0}.', numberText(kept)) : '';
}

/**
 * How many updates replace the name of a customer, and why that may be another one than the row means; empty if none
 * does. Users who have selected the customers know them.
 */
export function renamesText(
  { renames, firstRename = 0 }: Pick<PlanCounts, 'renames' | 'firstRename'>,
  foundBy: Identifier | undefined,
): string {
  if (!renames) return '';
  const count =
    renames === 1
      ? l10n.t("1 update changes the customer's name (row {0}).", firstRename)
      : l10n.t("{0} updates change the customer's name (the first in row {1}).", numberText(renames), firstRename);
  return foundBy ? `${count} ${doubtText(foundBy)}` : count;
}

function doubtText(foundBy: Identifier): string {
  switch (foundBy) {
    case 'id':
      return l10n.t('An ID of another tenant can belong to another customer here. Check these rows.');
    case 'code':
      return l10n.t('A customer code of another tenant can belong to another customer here. Check these rows.');
    case 'phone':
      return l10n.t('The phone number of a row can belong to another person. Check these rows.');
    case 'email':
      return l10n.t('The email address of a row can belong to another person. Check these rows.');
  }
}

/** How many rows are done only in part, and why. */
export function partlyDoneTexts({ partlyIgnored, partlyMasked }: PlanCounts): string[] {
  return [
    ...(partlyIgnored
      ? [
          l10n.t(
            'Done in part, because Kapture ignored blank values, or records do not show them: {0}.',
            numberText(partlyIgnored),
          ),
        ]
      : []),
    ...(partlyMasked
      ? [l10n.t('Done in part, because values are masked or redacted: {0}.', numberText(partlyMasked))]
      : []),
  ];
}

/** How many updates omit masked fields; empty if none does. */
export function omittingText(updates: number): string {
  if (!updates) return '';
  return updates === 1
    ? l10n.t('1 update omits masked or redacted values.')
    : l10n.t('{0} updates omit masked or redacted values.', numberText(updates));
}

function fieldsSentence(fields: number, customers: number, isSent: boolean): string {
  if (!fields) return '';
  const count = fieldsText(fields, customers);
  return isSent
    ? l10n.t('Not reverted, because the previous values are unknown: {0}.', count)
    : l10n.t('Cannot be reverted, because the previous values are unknown: {0}.', count);
}

function unknownSentence(unknown: number): string {
  if (!unknown) return '';
  return l10n.t(
    'Updates of the run with an unknown result, which this plan does not revert: {0}. Resume the run, then make the revert plan again.',
    numberText(unknown),
  );
}

function otherCustomerSentence(updates: number): string {
  if (!updates) return '';
  return l10n.t(
    'Updates of the run whose response names another customer, which this plan does not revert: {0}. Check both customers.',
    numberText(updates),
  );
}

function fieldsText(fields: number, customers: number): string {
  if (fields === 1) return l10n.t('1 field of 1 customer');
  return customers === 1
    ? l10n.t('{0} fields of 1 customer', numberText(fields))
    : l10n.t('{0} fields of {1} customers', numberText(fields), numberText(customers));
}

/**
 * The rows that a run does not write, and why; empty if it writes all of them. Without the customers of
 * {@link keptText}.
 */
export function notWrittenText({ total, excluded, kinds, states }: RowsNotWritten): string[] {
  const kept = kinds.find(({ kind }) => kind === 'kept')?.count ?? 0;
  if (total === kept) return [];
  const parts = [
    ...states.map(({ state, count }) => ({ title: stateText(state) || l10n.t('Not sent'), count })),
    ...(excluded ? [{ title: l10n.t('Excluded'), count: excluded }] : []),
    ...kinds.filter(({ kind }) => kind !== 'kept').map(({ kind, count }) => ({ title: kindText(kind), count })),
  ].map(({ title, count }) => l10n.t('{0}: {1}', title, numberText(count)));
  return [l10n.t('Rows not written: {0} ({1})', numberText(total - kept), parts.join(', '))];
}

/** How many customers already had the values, so nothing was sent; empty if none had. */
export function upToDateText({ unchanged }: PlanCounts['states']): string {
  return unchanged ? `${l10n.t('{0}: {1}', stateText('unchanged'), numberText(unchanged))}.` : '';
}

/** How many writes may not have succeeded; empty if the result of each is known. */
export function unknownText({ unknown, sending }: PlanCounts['states']): string {
  return unknown + sending ? `${l10n.t('{0}: {1}', stateText('unknown'), numberText(unknown + sending))}.` : '';
}

/** How many responses named another customer, which no run can decide; empty if none did. */
export function otherCustomerText(rows: number): string {
  return rows ? l10n.t('Responses that name another customer: {0}. Check both customers.', numberText(rows)) : '';
}

/** How many updates no plan reverts again, because their revert was answered with another customer; empty if none. */
export function revertedOtherText(rows: number): string {
  return rows
    ? l10n.t(
        'Updates whose revert has a response that names another customer: {0}. No plan reverts them again. Check both customers.',
        numberText(rows),
      )
    : '';
}
