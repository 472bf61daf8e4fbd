import { type Exchange, customersOf } from '../../../kapture/exchange/exchange.ts';
import { writtenCustomerId } from '../../../kapture/exchange/writtenCustomer.ts';
import type { Customer } from '../../../kapture/records/customer.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { Log } from '../../shared/log.ts';
import type { Targets } from '../../shared/targets.ts';
import type { Sender } from '../../shared/sending/sender.ts';
import { tenantRedactor } from '../../shared/tenantRedactor.ts';
import type { CustomersModel } from '../customersModel.ts';
import type { RecordDocuments } from './recordDocuments.ts';

interface Services {
  readonly model: CustomersModel;
  readonly records: RecordDocuments;
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
}

/** Shows fetched records in the Customers view and in their open editors. */
export class FetchedRecords {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Fetches a written customer again if the view or an editor may show it. Never asks the user. */
  async refreshAfterWrite(exchange: Exchange): Promise<void> {
    const { model, records } = this.#services;
    const { tenant, connection } = exchange;
    const id = writtenCustomerId(exchange);
    if (!id || !((await model.findPull(tenant)) || records.isOpen({ tenant, id }))) return;
    await this.refresh({ tenant, connection }, id);
  }

  /** Fetches a customer that was written, and shows it. Never asks the user. */
  async refresh(
    { tenant, connection }: { readonly tenant: string; readonly connection: string },
    id: string,
  ): Promise<void> {
    const { sender, log } = this.#services;
    const exchange = await sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      tenant,
      connection,
      mayAsk: false,
      purpose: { kind: 'internal' },
      // The write succeeded and the user saw its response, so a failure is only logged. The view still shows the
      // previous record.
      onProblem: (sentence) => log.error(`The customer ${id} could not be refreshed. ${sentence}`),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) await this.show(tenant, customer);
  }

  /** Shows a fetched record in the view and in its open editor. */
  async show(tenant: string, customer: Customer): Promise<void> {
    this.#services.records.put(tenant, customer);
    await this.store(tenant, [customer]);
  }

  /** Stores fetched records, without the auth key. */
  async store(tenant: string, customers: readonly Customer[]): Promise<void> {
    const { model, targets } = this.#services;
    const redact = await customersRedactor(targets, tenant);
    await model.put(
      tenant,
      customers.map((customer) => ({ ...customer, text: redact(customer.text) })),
    );
  }
}

/**
 * The redactor for records that are stored on disk. Unlike that for shown records, it removes a password that appears
 * alone if it is a word.
 */
export function customersRedactor(targets: Targets, tenant: string): Promise<Redact> {
  return tenantRedactor(targets, tenant, ['get', 'pull'], 'words');
}
