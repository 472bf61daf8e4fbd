import { l10n } from 'vscode';
import { customersOf, type Exchange } from '../../../kapture/exchange/exchange.ts';
import { fieldsOfRecord, type RecordFields } from '../../../kapture/update/editableFields.ts';
import { verifyWrite, type WriteVerification } from '../../../kapture/update/verifySave.ts';
import { showInformation, showWarning } from '../questions/messages.ts';
import { fieldList, valueText } from '../texts/customerTexts.ts';
import { oneLine } from '../texts/plainText.ts';
import type { UncertainWrite } from './sending.ts';

/** What the record of a customer says about a write whose outcome is unknown. */
export interface StoredState {
  readonly sentence: string;
  /** Whether the record has all of the values that were sent and that it shows. They may have been there before. */
  readonly hasValues: boolean;
  /** Whether it has other values. */
  readonly differs: boolean;
}

/** Differences that fit in a message. */
const maxDifferences = 3;

/** Compares the values of a write with the record of its customer, which was read later. */
export function storedStateOf(write: UncertainWrite, customerId: string, record: RecordFields): StoredState {
  const { same, differences, unreadable } = verifyWrite(write, record);
  const id = oneLine(customerId, 60);
  const differs = differences.length > 0;
  const hasValues = !differs && same.length > 0;
  return { sentence: sentenceOf(id, { same, differences, unreadable }), hasValues, differs };
}

function sentenceOf(id: string, { same, differences, unreadable }: WriteVerification): string {
  if (differences.length)
    return l10n.t('Customer {0} differs from what was sent. {1}', id, differencesText(differences));
  if (!same.length) return l10n.t('The record of customer {0} does not show whether the write was stored.', id);
  return unreadable.length
    ? l10n.t(
        'Customer {0} has the values that were sent, as far as the record shows them: {1}. It does not show: {2}.',
        id,
        fieldList(same),
        fieldList(unreadable),
      )
    : l10n.t('Customer {0} has the values that were sent: {1}.', id, fieldList(same));
}

function differencesText(differences: WriteVerification['differences']): string {
  const shown = differences
    .slice(0, maxDifferences)
    .map(({ field, asked, stored }) =>
      l10n.t('{0}: {1} instead of {2}.', oneLine(field, 60), valueText(stored), valueText(asked)),
    );
  return [...shown, ...(differences.length > shown.length ? ['…'] : [])].join(' ');
}

/**
 * Says whether a customer has the values of an uncertain write, and returns it. Without a customer, the response itself
 * says so.
 */
export function showStoredState(write: UncertainWrite, exchange: Exchange): StoredState | undefined {
  const { outcome, otherId } = exchange.response.reading;
  const [customer, ...others] = customersOf(exchange);
  if (outcome !== 'success' || otherId !== undefined || !customer) return undefined;
  if (others.length) {
    void showInformation(l10n.t('Several customers were found, so it is unknown whether the write was stored.'));
    return undefined;
  }
  const state = storedStateOf(write, customer.id, fieldsOfRecord(customer.text));
  if (state.differs) void showWarning(state.sentence);
  else void showInformation(state.sentence);
  return state;
}
