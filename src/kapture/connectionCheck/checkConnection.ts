import { formOf, objectOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';
import type { ExtraHeader } from '../connection/extraHeaders.ts';
import { addDays, dayOf, readServerDate, todayIn } from '../dates/calendar.ts';
import type { Target } from '../exchange/exchange.ts';
import { appliesTo } from '../exchange/targetHeaders.ts';
import type { KaptureErrorReason } from '../http/kaptureError.ts';
import { pause } from '../http/retries.ts';
import { problem, type Problem } from '../problem/problem.ts';
import {
  checkSteps,
  type CheckOutcome,
  type CheckReport,
  type CheckStep,
  type CheckStepId,
  type SentRead,
  type Conclusion,
} from './checkReport.ts';
import { findingsOf, keyHeaders, titleOf } from './findings.ts';
import { orderSearchPath } from './mayWrite.ts';
import { sendRead, type ReadOptions } from './sendRead.ts';
import { cannotTell } from './conclusions.ts';
import { conclusionOfGet, conclusionOfKnownCustomer, conclusionOfSpelling, customerIn } from './getConclusions.ts';
import { conclusionOfHeaders, isAcceptedWithHeaders } from './headerConclusions.ts';
import { conclusionOfOrders } from './orderConclusions.ts';
import { conclusionsOfFlatPull, conclusionsOfNestedPull } from './pullConclusions.ts';
import { isOfTheApi, isRejected, responseTo } from './readOutcomes.ts';
import { conclusionOfTicket, conclusionOfTicketArray, ticketAt } from './ticketConclusions.ts';
import type { KnownCustomer } from './knownCustomer.ts';

export type CheckedOperation = 'get' | 'pull' | 'get-ticket';

export interface CheckOptions extends ReadOptions {
  /**
   * The connection with its key for each operation; omitted if there is no key. The order search uses the one of Pull.
   */
  readonly targets: { readonly get: Target } & Readonly<Partial<Record<CheckedOperation, Target>>>;
  readonly customer?: KnownCustomer | undefined;
  /** Called before each step, with its number from 1. */
  readonly onStep?: (number: number, total: number, id: CheckStepId) => void;
  /** In epoch milliseconds. */
  readonly now?: number;
}

/** Errors after which no other request can succeed. A timeout of Get is another one; a Pull can just be slow. */
const fatal: readonly KaptureErrorReason[] = [
  'name-not-found',
  'refused',
  'tls',
  'not-http',
  'proxy',
  'proxy-auth',
  'ca-file',
  'network',
];

/**
 * Finds out how a tenant speaks the API, with reads alone: see `checkSteps`. Sends each request once, one after the
 * other, and nothing to a path that may change data. Rejects with a `KaptureError` (`canceled`) if the signal is
 * aborted.
 */
export async function checkConnection(options: CheckOptions): Promise<CheckReport> {
  const { targets, now = Date.now() } = options;
  const { connection } = targets.get;
  const run = new CheckRun(options, now);
  const steps: CheckStep[] = [];
  for (const [index, id] of checkSteps.entries()) {
    options.onStep?.(index + 1, checkSteps.length, id);
    steps.push(await run.step(id));
  }
  return {
    connection: connection.name,
    baseUrl: connection.baseUrl,
    startedAt: now,
    outcome: run.outcome,
    steps,
    findings: findingsOf(connection, steps, run.foundCmId),
  };
}

const operationOfStep: Readonly<Partial<Record<CheckStepId, CheckedOperation>>> = {
  'flat-pull': 'pull',
  'nested-pull': 'pull',
  ticket: 'get-ticket',
};

/** One check, from step to step. */
class CheckRun {
  readonly #options: CheckOptions;
  readonly #connection: Connection;
  readonly #sent: SentRead[] = [];
  #day: string;
  #get: SentRead | undefined;
  #pull: SentRead | undefined;
  #ticket: SentRead | undefined;
  /** Why nothing else is sent. */
  #end: Problem | undefined;
  /** The ID of the tenant in a response. */
  foundCmId: string | undefined;

  constructor(options: CheckOptions, now: number) {
    this.#options = options;
    this.#connection = options.targets.get.connection;
    this.#day = addDays(todayIn(this.#connection.timeZone, now), -1);
  }

  /** The ID of the tenant in a response, or else the one that the connection states. */
  get #cmId(): string | undefined {
    return this.foundCmId ?? this.#connection.cmId;
  }

  get outcome(): CheckOutcome {
    if (!this.#get || this.#get.result.kind === 'error') return 'no-response';
    if (isRejected(this.#get))
      return this.#sent.some((read) => read.operation === 'get' && isAcceptedWithHeaders(read))
        ? 'needs-headers'
        : 'key-rejected';
    return conclusionOfGet(this.#get).certainty === 'shown' ? 'works' : 'unclear';
  }

  async step(id: CheckStepId): Promise<CheckStep> {
    if (this.#end) return skipped(id, this.#end);
    const operation = operationOfStep[id];
    if (operation && !this.#options.targets[operation])
      return skipped(id, problem('Not sent: the connection has no auth key for {0}.', titleOf(operation)));
    switch (id) {
      case 'get':
        return this.#checkGet();
      case 'flat-pull':
        return this.#checkFlatPull();
      case 'nested-pull':
        return this.#checkNestedPull();
      case 'orders':
        return this.#checkOrders();
      case 'ticket':
        return this.#checkTicket();
      case 'headers':
        return this.#checkHeaders();
    }
  }

  async #checkGet(): Promise<CheckStep> {
    this.#get = await this.#send('get', this.#bodyOf('get'));
    const reads = [this.#get];
    const conclusions = [conclusionOfGet(this.#get)];
    const spelling = conclusionOfSpelling(this.#get) ?? [];
    const customer = this.#options.customer;
    if (!customer || this.#end || isRejected(this.#get))
      return { id: 'get', reads, conclusions: conclusions.concat(spelling) };
    const known = await this.#send('get', [customer]);
    const found = customerIn(known);
    const created = readServerDate(found?.created, this.#connection.timeZone);
    this.foundCmId = found?.cmId;
    if (created) this.#day = dayOf(created);
    return {
      id: 'get',
      reads: [...reads, known],
      conclusions: conclusions.concat(conclusionOfKnownCustomer(known), spelling),
    };
  }

  async #checkFlatPull(): Promise<CheckStep> {
    this.#pull = await this.#send('pull', this.#bodyOf('pull'));
    this.foundCmId ??= customerIn(this.#pull)?.cmId;
    return { id: 'flat-pull', reads: [this.#pull], conclusions: conclusionsOfFlatPull(this.#pull) };
  }

  async #checkNestedPull(): Promise<CheckStep> {
    if (this.#cmId === undefined && isRejected(this.#pull))
      return skipped('nested-pull', problem('Not sent: the auth key was rejected.'));
    if (this.#cmId === undefined)
      return skipped(
        'nested-pull',
        problem('Not sent: the tenant ID (cmId) is unknown. Test again with a customer of the tenant to find it.'),
      );
    const body = objectOf(formOf('pull', 'nested'), {
      cm_id: Number(this.#cmId),
      start_date: this.#day,
      end_date: addDays(this.#day, 1),
      limit: 1,
      offset: 0,
    });
    const read = await this.#send('pull', body);
    return { id: 'nested-pull', reads: [read], conclusions: conclusionsOfNestedPull(read, this.#pull) };
  }

  async #checkOrders(): Promise<CheckStep> {
    const tenant = this.#cmId === undefined ? {} : { cmId: Number(this.#cmId) };
    const read = await this.#send('pull', { ...tenant, customerIds: '0' }, { path: orderSearchPath });
    const isKeyAccepted = this.#sent.some((other) => {
      const response = responseTo(other);
      return other !== read && response !== undefined && isOfTheApi(response) && !isRejected(other);
    });
    return { id: 'orders', reads: [read], conclusions: [conclusionOfOrders(read, isKeyAccepted)] };
  }

  async #checkTicket(): Promise<CheckStep> {
    const { path } = operations['get-ticket'];
    const configured = pathOf(this.#connection, 'get-ticket');
    const paths = [...new Set([configured, path, path.replace(/\/v\.[\d.]+$/, '')])];
    const reads: SentRead[] = [];
    const conclusions: Conclusion[] = [];
    for (const candidate of paths) {
      if (this.#end) break;
      const read = await this.#send('get-ticket', this.#bodyOf('get-ticket'), { path: candidate });
      this.#ticket ??= read;
      reads.push(read);
      conclusions.push(conclusionOfTicket(read));
      const state = ticketAt(read);
      if (state === 'shape' && !this.#end) {
        const array = await this.#send('get-ticket', [{ ticket_ids: '0' }], { path: candidate });
        reads.push(array);
        conclusions.push(conclusionOfTicketArray(array));
      }
      if (state !== undefined && state !== 'absent') break;
    }
    return { id: 'ticket', reads, conclusions };
  }

  /** Repeats the first read of each operation whose key was rejected, with the headers that it was sent without. */
  async #checkHeaders(): Promise<CheckStep> {
    const first = { get: this.#get, pull: this.#pull, 'get-ticket': this.#ticket };
    const rejected = (['get', 'pull', 'get-ticket'] as const).filter((operation) => isRejected(first[operation]));
    if (!rejected.length)
      return skipped('headers', problem('Not sent: the auth key was not rejected, so no other headers are needed.'));
    const reads: SentRead[] = [];
    for (const operation of rejected) {
      const headers = keyHeaders.filter(
        ({ name }) =>
          !this.#connection.headers.some(
            (header) => header.name.toLowerCase() === name && appliesTo(header, operation),
          ),
      );
      if (this.#end || !headers.length) continue;
      reads.push(await this.#send(operation, this.#bodyOf(operation), { headers }));
    }
    return reads.length
      ? { id: 'headers', reads, conclusions: reads.map(conclusionOfHeaders) }
      : skipped('headers', problem('Not sent: the connection already has x-api-key and x-api-type.'));
  }

  /** The body of the first read of an operation. */
  #bodyOf(operation: CheckedOperation): unknown {
    switch (operation) {
      case 'get':
        // No customer has this ID, so the response is short and contains no customer data.
        return [{ kapture_customer_id: '0' }];
      case 'pull':
        return [{ start_date: this.#day, end_date: this.#day }];
      case 'get-ticket':
        return { ticket_ids: '0' };
    }
  }

  /** Sends a read, at the path of its operation unless another one is given. */
  async #send(
    operation: CheckedOperation,
    body: unknown,
    { path, headers = [] }: { readonly path?: string; readonly headers?: readonly ExtraHeader[] } = {},
  ): Promise<SentRead> {
    const { targets, signal } = this.#options;
    const target = targets[operation] ?? targets.get;
    const connection = { ...target.connection, headers: [...target.connection.headers, ...headers] };
    if (this.#sent.length) await pause(connection.pauseMs ?? 0, signal, new URL(connection.baseUrl).host);
    const sent = await sendRead(
      { operation, path: path ?? pathOf(connection, operation), body, target: { ...target, connection } },
      this.#options,
    );
    const read = headers.length ? { ...sent, triedHeaders: headers } : sent;
    this.#sent.push(read);
    if (read.result.kind === 'error' && isFatal(operation, read.result.error.reason))
      this.#end = problem('Not sent: an earlier step received no response.');
    if (responseTo(read)?.reading.trouble === 'rate-limited')
      this.#end = problem('Not sent: the server is rate limiting requests. Test again later.');
    return read;
  }
}

function isFatal(operation: CheckedOperation, reason: KaptureErrorReason): boolean {
  return fatal.includes(reason) || (operation === 'get' && reason === 'timeout');
}

function skipped(id: CheckStepId, text: Problem): CheckStep {
  return { id, reads: [], conclusions: [cannotTell(text)] };
}

function pathOf(connection: Connection, operation: OperationId): string {
  return urlOf(connection, operation).slice(connection.baseUrl.length);
}
