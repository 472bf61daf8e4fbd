import { l10n } from 'vscode';
import type { Customer } from '../../kapture/customer.ts';
import { customersOf } from '../../kapture/customersOf.ts';
import { fieldsOfRecord, type RecordFields } from '../../kapture/update/recordFields.ts';
import { wordsOf } from '../exchangeTexts.ts';
import { sandboxName, type Targets } from '../ports.ts';
import type { Sender } from '../sender.ts';
import type { CustomerReference } from '../editUri.ts';

/** A record as it is now, or one sentence that says why there is none. */
export type CustomerReading =
  | { readonly fields: RecordFields; readonly address: string; readonly problem?: undefined }
  | { readonly fields?: undefined; readonly problem: string };

/** Takes a record that was just got, for whoever shows that customer. */
export type TakeCustomer = (connection: string, customer: Customer) => Promise<void>;

/** Gets records, with progress and Cancel. */
export class CustomerReader {
  readonly #targets: Targets;
  readonly #sender: Sender;
  readonly #take: TakeCustomer;

  constructor(targets: Targets, sender: Sender, take: TakeCustomer) {
    this.#targets = targets;
    this.#sender = sender;
    this.#take = take;
  }

  /** Where a connection leads: its base URL. Blank for the sandbox, whose port is another each time, and for one that is gone. */
  addressOf(connection: string): string {
    return connection === sandboxName ? '' : (this.#targets.all.find(({ name }) => name === connection)?.baseUrl ?? '');
  }

  /**
   * Never rejects for what a server or a network does. Asks nobody if the connection does not lead to `address` any more,
   * where another may have the id. With `again`, which is offered as Retry, the user is told of that
   * and the problem is blank.
   */
  async read({ connection, id }: CustomerReference, address?: string, again?: () => unknown): Promise<CustomerReading> {
    const leadsTo = this.addressOf(connection);
    if (address !== undefined && address !== leadsTo) {
      return {
        problem: l10n.t(
          'This customer is of {0}, and {1} leads to {2} now. Close the document, and open the customer where it is.',
          address,
          connection,
          leadsTo || l10n.t('no address'),
        ),
      };
    }
    let said: string | undefined;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      connection,
      isAside: true,
      ...(again ? { again } : { tell: (sentence) => (said = sentence) }),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) {
      await this.#take(exchange.tenant, customer);
      return { fields: fieldsOfRecord(customer.text), address: this.addressOf(connection) };
    }
    if (exchange?.reply.reading.failure === 'customer-not-found' || exchange?.reply.reading.outcome === 'success') {
      return { problem: l10n.t('{0} has no customer with the id {1} any more.', connection, id) };
    }
    if (again && (!exchange || exchange.reply.reading.trouble)) return { problem: '' };
    return { problem: said ?? (exchange && wordsOf(exchange)) ?? l10n.t('The record was not got.') };
  }
}
