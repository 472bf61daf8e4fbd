import { endOf, momentIn, startOf } from '../../../kapture/dates/calendar.ts';
import { customersOf } from '../../../kapture/exchange/customersOf.ts';
import { lacksTenantId, pullBody } from '../../../kapture/pull/pullBody.ts';
import { readCustomer, type Customer } from '../../../kapture/records/customer.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { Log } from '../../shared/log.ts';
import type { Targets } from '../../shared/ports.ts';
import type { Sender } from '../../shared/sending/sender.ts';
import type { CustomersModel } from '../customersModel.ts';
import type { RecordDocuments } from '../records/recordDocuments.ts';

/** The clock of a server can differ by this many milliseconds. */
const clockSkewMs = 300_000;

/** The tenant of a run, and the connection that it uses. */
type Source = { readonly tenant: string; readonly connection: string };

interface Services {
  readonly model: CustomersModel;
  readonly records: RecordDocuments;
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
  redactorOf(tenant: string): Promise<Redact>;
  /** Fetches a customer whose record is open in an editor. */
  fetch(source: Source, id: string): Promise<void>;
}

/** Shows in the Customers view what a run of a plan changes, without a request for each customer. */
export class ChangesOfRuns {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Shows customers in the pull that has them: records as the run read them, with the values that it wrote. The server
   * may have stored more, so a record that is opened is fetched. Sends no request, because the server can limit the
   * rate of the run.
   */
  async showRecords({ tenant }: Source, changed: ReadonlyMap<string, string>): Promise<void> {
    const { model, records } = this.#services;
    const pull = await model.findPull(tenant);
    if (pull) {
      const customers = [...changed.values()].map((text) => readCustomer(text, pull.timeZone));
      await this.#put(
        tenant,
        customers.filter((customer) => customer !== undefined),
      );
    }
    for (const id of changed.keys()) records.outdate({ tenant, id });
  }

  /** Fetches the records that are open in an editor and that a run has changed. */
  async fetchOpen(source: Source): Promise<void> {
    for (const id of this.#services.records.openOutdated(source.tenant)) await this.#services.fetch(source, id);
  }

  /** Shows customers that a run has added since a time, if the shown pull includes today: by one Pull. */
  async showAdded({ tenant, connection: name }: Source, since: number): Promise<void> {
    const { model, targets, sender, log } = this.#services;
    const pull = await model.findPull(tenant);
    const connection = targets.connectionOf(tenant, name);
    if (!pull || !connection || lacksTenantId(connection)) return;
    // When clocks are set back, the later moment can have the earlier wall time.
    const [start, end] = [since - clockSkewMs, Date.now() + clockSkewMs]
      .map((moment) => momentIn(connection.timeZone, moment))
      .sort() as [string, string];
    if (start > endOf(pull.range.end) || end < startOf(pull.range.start)) return;
    const { recordLimit } = connection;
    const page = connection.pages && recordLimit !== undefined ? { limit: recordLimit, offset: 0 } : undefined;
    const exchange = await sender.send('pull', pullBody(connection, { start, end }, page), {
      tenant,
      connection: name,
      ask: false,
      purpose: 'internal',
      onProblem: (sentence) => log.error(`The added customers could not be pulled. ${sentence}`),
    });
    if (exchange) await this.#put(tenant, customersOf(exchange));
  }

  /** Stores records without the auth key. */
  async #put(tenant: string, customers: readonly Customer[]): Promise<void> {
    const redact = await this.#services.redactorOf(tenant);
    await this.#services.model.put(
      tenant,
      customers.map((customer) => ({ ...customer, text: redact(customer.text) })),
    );
  }
}
