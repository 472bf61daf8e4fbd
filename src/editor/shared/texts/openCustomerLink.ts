import { l10n, type Command } from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { commandLink, withIcon } from '../commands.ts';
import { oneLine } from './plainText.ts';

/** A code lens that opens the customer that a write added or updated. Undefined if the response does not name one. */
export function openCustomerLink({ tenant, connection, response }: Exchange): Command | undefined {
  const { outcome, customerId } = response.reading;
  if (outcome !== 'success' || !customerId) return undefined;
  return {
    ...commandLink('kapture.openCustomer', withIcon('go-to-file', l10n.t('Open Customer')), {
      id: customerId,
      tenant,
      connection,
    }),
    tooltip: l10n.t('Open Customer {0}', oneLine(customerId, 30)),
  };
}
