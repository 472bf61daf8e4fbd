import { endOf, momentIn, startOf } from '../../../kapture/dates/calendar.ts';
import { customersOf } from '../../../kapture/exchange/exchange.ts';
import { lacksTenantId, pullBody } from '../../../kapture/pull/pullBody.ts';
import { readCustomer } from '../../../kapture/records/customer.ts';
import type { Log } from '../../shared/log.ts';
import type { Targets } from '../../shared/ports.ts';
import type { Sender } from '../../shared/sending/sender.ts';
import type { CustomersModel } from '../customersModel.ts';
import type { FetchedRecords } from '../records/fetchedRecords.ts';
import type { RecordDocuments } from '../records/recordDocuments.ts';

/** The clock of a server can differ by this many milliseconds. */
const clockSkewMs = 300_000;

/** The tenant of a run, and the connection that it uses. */
type Source = { readonly tenant: string; readonly connection: string };

interface Services {
  readonly model: CustomersModel;
  readonly records: RecordDocuments;
  readonly fetched: FetchedRecords;
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
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
    const { model, records, fetched } = this.#services;
    const pull = await model.findPull(tenant);
    if (pull) {
      const customers = [...changed.values()].map((text) => readCustomer(text, pull.timeZone));
      await fetched.store(
        tenant,
        customers.filter((customer) => customer !== undefined),
      );
    }
    for (const id of changed.keys()) records.outdate({ tenant, id });
  }

  /** Fetches the records that are open in an editor and that a run has changed. */
  async fetchOpen(source: Source): Promise<void> {
    const { records, fetched } = this.#services;
    for (const id of records.openOutdated(source.tenant)) await fetched.refresh(source, id);
  }

  /** Shows customers that a run has added since a time, if the shown pull includes today: by one Pull. */
  async showAdded({ tenant, connection: name }: Source, since: number): Promise<void> {
    const { model, fetched, targets, sender, log } = this.#services;
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
      mayAsk: false,
      act: { kind: 'internal' },
      onProblem: (sentence) => log.error(`The added customers could not be pulled. ${sentence}`),
    });
    if (exchange) await fetched.store(tenant, customersOf(exchange));
  }
}
