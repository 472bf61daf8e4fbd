import { l10n } from 'vscode';
import { customersOf } from '../../kapture/records/customersOf.ts';
import { fieldsOfRecord, type RecordFields } from '../../kapture/update/editableFields.ts';
import { wordsOf } from '../shared/texts/exchangeTexts.ts';
import type { Targets } from '../shared/ports.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { EditPorts } from './editPorts.ts';
import { tenantText } from '../shared/texts/tenantText.ts';

/** A record as it is now, or one sentence that says why there is none. */
export type CustomerReading =
  | { readonly fields: RecordFields; readonly problem?: undefined }
  | { readonly fields?: undefined; readonly problem: string };

/** Gets records, with progress and Cancel. */
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
   * Never rejects for what a server or a network does. Asks nobody where no connection leads to the tenant, since another
   * tenant may have the id. With `again`, which is offered as Retry, the user is told of a failure and the problem is blank.
   */
  async read({ tenant, connection, id }: RecordReference, again?: () => unknown): Promise<CustomerReading> {
    const name = this.#targets.connectionOf(tenant, connection)?.name;
    if (name === undefined)
      return {
        problem: l10n.t('No connection points to {0}. Add one, then try again.', tenantText(tenant)),
      };
    let said: string | undefined;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      tenant,
      connection,
      purpose: 'aside',
      ...(again ? { again } : { tell: (sentence) => (said = sentence) }),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) {
      await this.#customers.take(tenant, customer);
      return { fields: fieldsOfRecord(customer.text) };
    }
    if (
      exchange?.response.reading.failure === 'customer-not-found' ||
      exchange?.response.reading.outcome === 'success'
    ) {
      return { problem: l10n.t('{0} no longer has a customer with the id {1}.', exchange.connection, id) };
    }
    if (again && (!exchange || exchange.response.reading.trouble)) return { problem: '' };
    return { problem: said ?? (exchange && wordsOf(exchange)) ?? l10n.t('The record could not be loaded.') };
  }
}
