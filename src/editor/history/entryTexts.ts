import type { Targets } from '../shared/targets.ts';
import { tenantText } from '../shared/texts/connectionTexts.ts';
import { l10n } from 'vscode';
import type { HistoryEntry, HistoryHead } from '../../kapture/store/historyEntry.ts';
import { outcomeText } from '../shared/texts/exchangeTexts.ts';
import { quotedName, rangeText, timeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { fieldText } from '../../kapture/catalogue/fieldText.ts';
import { sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { rangeOfBody } from '../../kapture/pull/rangeOfBody.ts';
import type { StoredRun } from '../../kapture/store/historyRuns.ts';
import { operationTitle, planTitle } from '../shared/texts/catalogueTexts.ts';
import { runTexts } from '../shared/texts/runTexts.ts';

/**
 * The current name of the connection to an entry's tenant, or the tenant's host if there is none. The name stored with
 * the entry is not used, because it may now belong to a connection to another tenant.
 */
export function connectionLabel(
  targets: Targets,
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}

type Facts = Pick<HistoryEntry, 'outcome' | 'unanswered'> & Partial<Pick<HistoryEntry, 'message'>>;

/** The outcome of an entry, with or without a response. */
export function entryOutcomeText({ outcome, unanswered }: Facts): string {
  if (!unanswered) return outcomeText(outcome);
  return unanswered === 'sending' ? l10n.t('in progress') : l10n.t('unknown');
}

/** Sentences that explain an entry without a response. */
export function unansweredSentences({ unanswered, message }: Facts): readonly string[] {
  if (unanswered === 'sending') return [l10n.t('This write is in progress.')];
  return [
    message === undefined ? l10n.t('No response was recorded.') : oneLine(message, 500),
    l10n.t('The write may have taken effect.'),
  ];
}

export function unansweredText(entry: Facts): string {
  return unansweredSentences(entry).join(' ');
}

/**
 * The subject of a request in any dialect, such as a customer or a range of days; empty if the request names none. The
 * subject of an update with a new name includes the ID or code, because several customers can have that name. `body` is
 * the sent body without secrets.
 */
export function subjectText(operation: OperationId, body: string): string {
  const { value } = readLoose(body);
  const { subject } = operations[operation];
  if ('fields' in subject) {
    const fields = sharedFieldsOf(operation, value);
    const key = subject.fields.map((name) => fieldText(fields, name)).find(Boolean) ?? '';
    const name = subject.newName === undefined ? '' : fieldText(fields, subject.newName);
    return key && name ? `${quotedName(name)} (${oneLine(key, 30)})` : oneLine(key || name, 60);
  }
  const range = rangeOfBody(operation, value);
  return range?.start.trim() && range.end.trim() ? rangeText(range) : '';
}

const identifiers = new Set(['kapture_customer_id', 'customer_code']);

/**
 * The names of the fields that an update sent; empty for any other request. `body` is the sent body without secrets.
 */
export function updatedFields(operation: OperationId, body: string): string {
  if (operations[operation].act !== 'update') return '';
  const names = Object.keys(sharedFieldsOf(operation, readLoose(body).value));
  return oneLine(names.filter((name) => !identifiers.has(name)).join(', '), 30);
}

/** How a confirmation names an exchange: operation, outcome, subject, time and connection. */
export function nameOfExchange(head: HistoryHead, connection: string): string {
  const { operation, requestBody, sentAt } = head;
  return [
    operationTitle(operation),
    entryOutcomeText(head),
    subjectText(operation, requestBody),
    timeText(sentAt),
    connection,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How a confirmation names a run of a plan. */
export function nameOfRun(run: StoredRun, connection: string): string {
  return [planTitle(run), ...runTexts(run), timeText(run.startedAt), connection].join(' · ');
}
