import { l10n } from 'vscode';
import { customersOf } from '../../../../kapture/exchange/customersOf.ts';
import type { Exchange } from '../../../../kapture/exchange/exchange.ts';
import { fieldsOfRecord } from '../../../../kapture/update/editableFields.ts';
import { showInformation, showWarning } from '../../questions/messages.ts';
import { findingOf, type Finding } from '../findingOf.ts';
import type { UncertainWrite } from '../uncertainWrite.ts';

/**
 * Says whether a customer has the values of an uncertain write, and returns it. Without a customer, the response itself
 * says so.
 */
export function tellStored(write: UncertainWrite, exchange: Exchange): Finding | undefined {
  const { outcome, otherId } = exchange.response.reading;
  const [customer, ...others] = customersOf(exchange);
  if (outcome !== 'success' || otherId !== undefined || !customer) return undefined;
  if (others.length) {
    void showInformation(l10n.t('Several customers were found, so it is unknown whether the write was stored.'));
    return undefined;
  }
  const finding = findingOf(write, customer.id, fieldsOfRecord(customer.text));
  if (finding.differs) void showWarning(finding.sentence);
  else void showInformation(finding.sentence);
  return finding;
}
