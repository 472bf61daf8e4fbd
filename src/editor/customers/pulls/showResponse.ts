import * as vscode from 'vscode';
import { operations } from '../../../kapture/catalogue/registry.ts';
import { type DateRange, problemOfRange, todayIn } from '../../../kapture/dates/calendar.ts';
import { type Exchange, customersOf } from '../../../kapture/exchange/exchange.ts';
import { type Customer, dayOfCustomer } from '../../../kapture/records/customer.ts';
import { customersView } from '../../shared/ids.ts';
import { showError, showInformation } from '../../shared/dialogs/messages.ts';
import { withProgress } from '../../shared/dialogs/progress.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import type { CustomersServices } from '../customersServices.ts';
import { customersRedactor } from '../records/fetchedRecords.ts';
import { rangeOfRequest } from './pullRange.ts';
import { addResponseToPull, isFailed, storeResponseAsPull } from './responseAsPull.ts';

/** Shows the customers of a Pull or Get response in the view. */
export async function showResponse(
  exchange: Exchange,
  { ports: { targets }, storage, model, log }: CustomersServices,
): Promise<void> {
  const { tenant, connection, operation, requestBody, timeZone, response } = exchange;
  const hasCustomers = operations[operation].response.records?.module === 'customer';
  // The connection may have been renamed.
  const current = targets.connectionOf(tenant, connection);
  const name = current?.name ?? connection;
  const range = rangeOfRequest(operation, requestBody);
  // If dates are invalid, Kapture responds as if there were no customers in the range.
  const hasRange = range !== undefined && !problemOfRange(range);
  if (!hasCustomers || (!response.reading.records.length && (!hasRange || isFailed(response)))) {
    void showInformation(vscode.l10n.t('There are no customers in this response.'));
    return;
  }
  const shownPull = range ? undefined : await model.findPull(tenant);
  await model.show('customer');
  try {
    const [store, redact] = await Promise.all([storage.open(), customersRedactor(targets, tenant)]);
    if (shownPull) {
      await withProgress(
        vscode.l10n.t('{0}: {1}', connection, vscode.l10n.t('Show in Customers View')),
        (cancel, report) =>
          addResponseToPull(store, shownPull, response, redact, cancel, (count) =>
            report(
              vscode.l10n.t('{0} of {1} customers', numberText(count), numberText(response.reading.records.length)),
            ),
          ),
      );
      await model.update({ source: { tenant, connection: name } });
    } else {
      const pull = await storeResponseAsPull(
        store,
        exchange,
        range ?? rangeOfCustomers(customersOf(exchange), timeZone),
        redact,
        current?.recordLimit,
      );
      await model.update({ source: { tenant: pull.tenant, connection: name } });
    }
  } catch (error) {
    void showError(log, storage.explain(error));
  }
  await vscode.commands.executeCommand(`${customersView}.focus`);
}

function rangeOfCustomers(customers: readonly Customer[], timeZone: string): DateRange {
  const days = customers.map((customer) => dayOfCustomer(customer) ?? todayIn(timeZone)).sort();
  return { start: days[0] ?? todayIn(timeZone), end: days.at(-1) ?? todayIn(timeZone) };
}
