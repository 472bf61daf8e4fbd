import { l10n } from 'vscode';
import { customersOf } from '../../kapture/exchange/customersOf.ts';
import { fieldsOfRecord, type RecordFields } from '../../kapture/update/editableFields.ts';
import { failureLabel } from '../shared/texts/exchangeTexts.ts';
import type { Targets } from '../shared/ports.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { EditPorts } from './editPorts.ts';
import { tenantText } from '../shared/texts/tenantText.ts';

/** The current fields of a record, or a sentence that says why they could not be read. */
export type CustomerReading =
  | { readonly fields: RecordFields; readonly problem?: undefined }
  | { readonly fields?: undefined; readonly problem: string };

/** Fetches records, with progress that can be cancelled. */
export class CustomerReader {
  readonly #targets: Targets;
  readonly #sender: Sender;
  readonly #customers: EditPorts['customers'];

  constructor({ targets, sender, customers }: EditPorts) {
    this.#targets = targets;
    this.#sender = sender;
    this.#customers = customers;
  }

  /**
   * Does not reject if the server or the network fails. Sends nothing without a connection to the tenant, because the ID may
   * exist in another tenant. With `retry`, which is offered as Retry, a failure is shown to the user and `problem` is empty.
   */
  async read({ tenant, connection, id }: RecordReference, retry?: () => unknown): Promise<CustomerReading> {
    const name = this.#targets.connectionOf(tenant, connection)?.name;
    if (name === undefined)
      return {
        problem: l10n.t('No connection points to {0}. Add one, then try again.', tenantText(tenant)),
      };
    let message: string | undefined;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      tenant,
      connection,
      purpose: 'internal',
      ...(retry ? { retry } : { onProblem: (sentence) => (message = sentence) }),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) {
      await this.#customers.showRecord(tenant, customer);
      return { fields: fieldsOfRecord(customer.text) };
    }
    if (
      exchange?.response.reading.failure === 'customer-not-found' ||
      exchange?.response.reading.outcome === 'success'
    ) {
      return { problem: l10n.t('{0} no longer has a customer with the ID {1}.', exchange.connection, id) };
    }
    if (retry && (!exchange || exchange.response.reading.trouble)) return { problem: '' };
    return { problem: message ?? (exchange && failureLabel(exchange)) ?? l10n.t('The record could not be loaded.') };
  }
}
