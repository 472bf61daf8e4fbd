import * as vscode from 'vscode';
import { customersOf } from '../../kapture/exchange/exchange.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { showError, showInformation, showHowToSelect } from '../shared/dialogs/messages.ts';
import { commandRows } from '../shared/dialogs/commandRows.ts';
import { tenantRedactor } from '../shared/tenantRedactor.ts';
import { otherCustomerText } from '../shared/texts/customerTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { ComparedText } from '../shared/comparePorts.ts';
import type { Comparisons, ComparePorts, CustomerRow, StoredRecords } from './comparisons.ts';

/** The commands that compare customers of the Customers view. */
export class CustomerComparisons {
  readonly #ports: ComparePorts;
  readonly #comparisons: Comparisons;

  constructor(ports: ComparePorts, comparisons: Comparisons) {
    this.#ports = ports;
    this.#comparisons = comparisons;
  }

  /** Compares the two selected customers, in the order of the view. */
  async compare(row: CustomerRow | undefined, rows: readonly CustomerRow[] | undefined): Promise<void> {
    const [left, right, ...others] = this.#rows(row, rows);
    if (left && right && !others.length) await this.#compare(left, right);
    else void showInformation(vscode.l10n.t('Select two customers in the Customers view first.'));
  }

  /** Fetches a customer, and compares it with what was pulled. The view still shows what it did. */
  async compareWithPulled(row: CustomerRow | undefined): Promise<void> {
    const customer = this.#one(row);
    if (!customer) return;
    const { tenant, connection, id } = customer;
    const pulled = await (await this.#records()).pulledRecord(tenant, id);
    if (pulled === undefined) {
      void showInformation(
        vscode.l10n.t('The customer {0} was not pulled but added later, so there is no pulled record.', oneLabel(id)),
      );
      return;
    }
    const exchange = await this.#ports.sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      purpose: { kind: 'record' },
      tenant,
      connection,
      retry: () => this.compareWithPulled(customer),
    });
    if (!exchange) return;
    const now = customersOf(exchange).find((candidate) => candidate.id === id);
    if (!now) {
      if (!exchange.response.reading.trouble)
        void showError(
          this.#ports.log,
          otherCustomerText(exchange, id) ??
            vscode.l10n.t('{0} has no customer with the ID {1}.', exchange.connection, id),
        );
      return;
    }
    // The record is redacted as the pulled one was, so that the redaction is not a difference.
    const redact = await tenantRedactor(this.#ports.targets, tenant, ['get', 'pull'], 'words');
    const name = vscode.l10n.t('Customer {0}', oneLabel(id));
    await this.#comparisons.show({
      title: vscode.l10n.t('{0}: As Pulled ↔ Now', name),
      left: { name: vscode.l10n.t('{0}, as pulled', name), text: pulled },
      right: { name: vscode.l10n.t('{0}, now', name), text: redact(now.text) },
      notes: [vscode.l10n.t('A Get can return fields that a Pull does not return.')],
      areRecords: true,
    });
  }

  async #compare(left: RecordReference, right: RecordReference): Promise<void> {
    const records = await this.#records();
    const isOneTenant = left.tenant === right.tenant;
    const sides: ComparedText[] = [];
    for (const { tenant, connection, id } of [left, right]) {
      const text = await records.record(tenant, id);
      if (text === undefined) {
        void showInformation(
          vscode.l10n.t('The record of the customer {0} is no longer stored. Pull it again.', oneLabel(id)),
        );
        return;
      }
      const name = vscode.l10n.t('Customer {0}', oneLabel(id));
      sides.push({ name: isOneTenant ? name : `${name} – ${oneLabel(connection ?? '', 60)}`, text });
    }
    const [one, other] = sides as [ComparedText, ComparedText];
    await this.#comparisons.show({ title: `${one.name} ↔ ${other.name}`, left: one, right: other, areRecords: true });
  }

  async #records(): Promise<StoredRecords> {
    return (await this.#ports.customers.open()).model;
  }

  /** The customers that a command applies to. */
  #rows(row: CustomerRow | undefined, rows?: readonly CustomerRow[]): readonly CustomerRow[] {
    const { rows: all } = commandRows<{ readonly kind: string }>(this.#ports.customers.view, row, rows);
    return all.filter((one): one is CustomerRow => one.kind === 'customer');
  }

  /** The single customer that a command applies to. Shows a message if there is none. */
  #one(row: CustomerRow | undefined): CustomerRow | undefined {
    const [customer, ...others] = this.#rows(row);
    if (customer && !others.length) return customer;
    showHowToSelect(vscode.l10n.t('Select one customer in the Customers view first.'));
    return undefined;
  }
}
