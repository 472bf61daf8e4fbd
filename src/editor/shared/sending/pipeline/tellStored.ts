import { l10n } from 'vscode';
import { customersOf } from '../../../../kapture/exchange/customersOf.ts';
import type { Exchange } from '../../../../kapture/exchange/exchange.ts';
import { verifyWrite, type WriteVerification } from '../../../../kapture/update/verifyWrite.ts';
import { showInformation, showWarning } from '../../questions/messages.ts';
import { fieldList, valueText } from '../../texts/fieldTexts.ts';
import { oneLine } from '../../texts/plainText.ts';

/** The write whose customer was fetched, because its outcome is unknown. */
export type UncertainWrite = Pick<Exchange, 'operation' | 'requestBody'>;

/** Differences that fit in a message. */
const maxDifferences = 3;

/** Says whether a customer has the values of an uncertain write. Without a customer, the response itself says so. */
export function tellStored(write: UncertainWrite, exchange: Exchange): void {
  const { outcome, otherId } = exchange.response.reading;
  const [customer, ...others] = customersOf(exchange);
  if (outcome !== 'success' || otherId !== undefined || !customer) return;
  if (others.length) {
    void showInformation(l10n.t('Several customers were found, so it is unknown whether the write was stored.'));
    return;
  }
  const { same, differences, unreadable } = verifyWrite(write, customer.text);
  const id = oneLine(customer.id, 60);
  if (differences.length)
    void showWarning(l10n.t('Customer {0} differs from what was sent. {1}', id, differencesText(differences)));
  else if (!same.length)
    void showInformation(l10n.t('The record of customer {0} does not show whether the write was stored.', id));
  else if (unreadable.length)
    void showInformation(
      l10n.t(
        'Customer {0} has the values that were sent, as far as the record shows them: {1}. It does not show: {2}.',
        id,
        fieldList(same),
        fieldList(unreadable),
      ),
    );
  else void showInformation(l10n.t('Customer {0} has the values that were sent: {1}.', id, fieldList(same)));
}

function differencesText(differences: WriteVerification['differences']): string {
  const shown = differences
    .slice(0, maxDifferences)
    .map(({ field, asked, stored }) =>
      l10n.t('{0}: {1} instead of {2}.', oneLine(field, 60), valueText(stored), valueText(asked)),
    );
  return [...shown, ...(differences.length > shown.length ? ['…'] : [])].join(' ');
}
