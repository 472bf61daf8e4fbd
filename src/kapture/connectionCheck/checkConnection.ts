import { identifierOf } from '../catalogue/customer/get.ts';
import type { Dialect } from '../catalogue/dialect.ts';
import { formOf, formsOf, objectOf } from '../catalogue/forms.ts';
import { operationIds, operations } from '../catalogue/registry.ts';
import { type Connection, formFor, urlOf } from '../connection/connection.ts';
import { tenantIdOf } from '../connection/tenant.ts';
import { addDays, dayOf, readServerDate, todayIn } from '../dates/calendar.ts';
import type { KaptureClient } from '../exchange/client.ts';
import type { Exchange, Target } from '../exchange/exchange.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { plainKey } from '../responses/readResponse.ts';

/**
 * How certain a conclusion is.
 * - `shown`: the response proves it
 * - `suggests`: the response fits it, but has other explanations
 * - `cannot-tell`: the response says nothing about it
 */
export type Certainty = 'shown' | 'suggests' | 'cannot-tell';

export interface Conclusion {
  readonly certainty: Certainty;
  readonly text: Problem;
  /** Whether this means that something does not work with the connection as it is. */
  readonly isTrouble?: boolean;
}

/** A read of a check, with its result. Contains no secret. */
export interface CheckRead {
  readonly operation: 'get' | 'pull';
  readonly dialect: Dialect;
  /** Undefined if nothing was sent or there was no response. */
  readonly exchange?: Exchange;
  readonly error?: KaptureError;
  /** What the response says, or why nothing was sent. */
  readonly conclusion: Conclusion;
}

/** A change of one property of a connection's entry in the settings. */
export type ConnectionChange =
  { readonly kind: 'dialect'; readonly dialect: Dialect } | { readonly kind: 'cmId'; readonly cmId: string };

/** A change to the connection, and the evidence that it is right. */
export interface Proposal {
  readonly conclusion: Conclusion;
  readonly change: ConnectionChange;
}

export interface CheckReport {
  readonly connection: string;
  readonly baseUrl: string;
  /** In epoch milliseconds. */
  readonly startedAt: number;
  readonly reads: readonly [CheckRead, ...CheckRead[]];
  readonly proposals: readonly Proposal[];
}

/** A customer that exists on the tenant. Either value suffices. */
export interface KnownCustomer {
  readonly kapture_customer_id?: string;
  readonly phone?: string;
}

export interface CheckOptions {
  readonly client: Pick<KaptureClient, 'send'>;
  /** The connection with its key for each operation; `pull` is omitted if there is no key. */
  readonly targets: { readonly get: Target; readonly pull?: Target | undefined };
  readonly customer?: KnownCustomer | undefined;
  readonly signal?: AbortSignal;
  /** In epoch milliseconds. */
  readonly now?: number;
}

/** What no read can show, so that a check leaves it open. */
export const onlyWritesShow: readonly Problem[] = [
  problem(
    "Dialect and path of Add and Update: unknown. Compare your tenant's documentation from Kapture, or look at the response to your first Add.",
  ),
  problem('Permission of the auth key to add and update customers: unknown.'),
];

/**
 * Finds out how a tenant speaks the API, with reads alone: a Get, and a Pull of one day in each of its dialects. Sends
 * each request once, one after the other, and only to published paths of reads: a connection can have the path of a
 * write for a read by mistake. Rejects with a `KaptureError` (`canceled`) if the signal is aborted.
 */
export async function checkConnection(options: CheckOptions): Promise<CheckReport> {
  const { targets, customer, now = Date.now() } = options;
  const { connection } = targets.get;
  // No customer has the ID 0, so the response is short and contains no customer data.
  const get = await send('get', 'flat', [customer ?? { kapture_customer_id: '0' }], options);
  const reads: [CheckRead, ...CheckRead[]] = [get];
  const found = customerIn(get);
  const created = readServerDate(found?.created, connection.timeZone);
  const day = created ? dayOf(created) : addDays(todayIn(connection.timeZone, now), -1);
  let cmId = found?.cmId;
  let flat: CheckRead | undefined;
  let nested: CheckRead | undefined;
  if (!isEnd(get)) {
    flat = await send('pull', 'flat', [{ start_date: day, end_date: day }], options);
    reads.push(flat);
    cmId ??= customerIn(flat)?.cmId;
    if (!isEnd(flat)) {
      nested = await checkNestedPull(cmId ?? connection.cmId, day, options);
      reads.push(withFlat(nested, flat));
    }
  }
  return {
    connection: connection.name,
    baseUrl: connection.baseUrl,
    startedAt: now,
    reads,
    proposals: proposalsOf(connection, flat, nested, cmId),
  };
}

async function checkNestedPull(cmId: string | undefined, day: string, options: CheckOptions): Promise<CheckRead> {
  if (cmId === undefined)
    return notSent(
      'pull',
      'nested',
      problem('Not sent: the tenant ID (cmId) is unknown. Test again with a customer of the tenant to find it.'),
    );
  const range = { start_date: day, end_date: addDays(day, 1), limit: 1, offset: 0 };
  return send('pull', 'nested', objectOf(formOf('pull', 'nested'), { cm_id: Number(cmId), ...range }), options);
}

async function send(
  operation: 'get' | 'pull',
  dialect: Dialect,
  body: unknown,
  { client, targets, signal }: CheckOptions,
): Promise<CheckRead> {
  const target = targets[operation];
  if (!target) return notSent(operation, dialect, problem('Not sent: the connection has no auth key for it.'));
  // Get is the same in every dialect.
  const connection =
    operation === 'pull'
      ? { ...target.connection, dialects: { ...target.connection.dialects, pull: dialect } }
      : target.connection;
  if (!isPublishedRead(connection, operation))
    return notSent(
      operation,
      dialect,
      problem('Not sent: its path is not a published path of a read, so the request may change data.'),
    );
  try {
    const exchange = await client.send(
      operation,
      JSON.stringify(body),
      { ...target, connection },
      { retry: false, ...(signal && { signal }) },
    );
    const conclusion = operation === 'get' ? conclusionOfGet(exchange) : conclusionOfPull({ dialect, exchange });
    const isOwn = formFor(target.connection, operation) === formFor(connection, operation);
    const isTrouble = isOwn && understandsPull({ exchange }) === 'no';
    return { operation, dialect, exchange, conclusion: isTrouble ? { ...conclusion, isTrouble } : conclusion };
  } catch (error) {
    if (!KaptureError.is(error) || error.reason === 'canceled') throw error;
    return { operation, dialect, error, conclusion: cannotTell(problem('There was no response.')) };
  }
}

/** Whether the path of a read is exactly a published one, with or without a version, and that of no write. */
export function isPublishedRead(connection: Connection, operation: 'get' | 'pull'): boolean {
  const pathOf = (id: (typeof operationIds)[number]): string => plainPath(urlOf(connection, id));
  const published = formsOf(operation).flatMap(({ path, otherPaths = [] }) => [path, ...otherPaths]);
  const base = new URL(connection.baseUrl).pathname.replace(/\/+$/, '');
  const own = pathOf(operation);
  const writes = operationIds.filter((id) => operations[id].writes);
  return published.some((path) => plainPath(base + path) === own) && !writes.some((id) => pathOf(id) === own);
}

/** A path without case, version, trailing slash and the empty query that some tenants have. */
function plainPath(urlOrPath: string): string {
  return urlOrPath
    .replace(/^https?:\/\/[^/]*/, '')
    .toLowerCase()
    .replace(/\?=?$/, '')
    .replace(/\/+$/, '')
    .replace(/\/v\.[\d.]+$/, '');
}

function notSent(operation: 'get' | 'pull', dialect: Dialect, text: Problem): CheckRead {
  return { operation, dialect, conclusion: cannotTell(text) };
}

/** Whether no further request can succeed or should be sent. A Pull that fails alone may only be slow. */
function isEnd({ operation, exchange, error }: CheckRead): boolean {
  return (operation === 'get' && error !== undefined) || exchange?.response.reading.trouble === 'rate-limited';
}

const shown = (text: Problem): Conclusion => ({ certainty: 'shown', text });
const suggests = (text: Problem): Conclusion => ({ certainty: 'suggests', text });
const cannotTell = (text: Problem): Conclusion => ({ certainty: 'cannot-tell', text });

/** The conclusion that does not depend on the operation; undefined if the body of the response decides. */
function commonConclusion({ response }: Exchange): Conclusion | undefined {
  const { trouble, records } = response.reading;
  if (trouble === 'unauthorized') return { ...shown(problem('The auth key was rejected.')), isTrouble: true };
  if (response.status === 404 || response.status === 405)
    return { ...suggests(problem('There is no operation at this path.')), isTrouble: true };
  if (trouble === 'redirected')
    return cannotTell(problem('The server redirects, and a request with an auth key does not follow.'));
  if (trouble === 'rate-limited') return cannotTell(problem('The server is rate limiting requests.'));
  if (trouble === 'server-error')
    return { ...cannotTell(problem('The server reports an internal error.')), isTrouble: true };
  if (records.length) return undefined;
  if (trouble === 'not-json') return cannotTell(problem("The response is not JSON, so it is not from Kapture's API."));
  return trouble === 'truncated' ? cannotTell(problem('The response ended early.')) : undefined;
}

function conclusionOfGet(exchange: Exchange): Conclusion {
  const common = commonConclusion(exchange);
  if (common) return common;
  const { reading } = exchange.response;
  if (reading.failure === 'customer-not-found' || reading.records.length)
    return shown(problem('Get Customer works and accepts the auth key.'));
  if (reading.failure === 'invalid-json')
    return suggests(problem('The auth key is accepted, but Get Customer expects another body.'));
  if (reading.outcome === 'unrecognized')
    return cannotTell(problem('The response is JSON, but not one that Kapture documents.'));
  return suggests(problem('The auth key is accepted. The response is not documented.'));
}

/** Whether a Pull understood its body. Undefined if the response does not say. */
type Understood = 'shown' | 'suggests' | 'no' | undefined;

function understandsPull(read: Pick<CheckRead, 'exchange'> | undefined): Understood {
  if (!read?.exchange || commonConclusion(read.exchange)) return undefined;
  const { reading } = read.exchange.response;
  if (reading.records.length) return 'shown';
  if (reading.failure === 'no-customer-between-dates') return 'suggests';
  if (reading.failure === 'invalid-json') return 'no';
  return reading.outcome === 'success' && !reading.trouble ? 'suggests' : undefined;
}

function conclusionOfPull({ exchange, dialect }: Pick<CheckRead, 'dialect'> & { exchange: Exchange }): Conclusion {
  const common = commonConclusion(exchange);
  if (common) return common;
  switch (understandsPull({ exchange })) {
    case 'shown':
      return shown(problem('Pull Customers understands the {0} dialect: it returned customers.', dialect));
    case 'suggests':
      return suggests(
        problem(
          'Pull Customers understands the {0} dialect. It returned no customer, so it may also have ignored the dates.',
          dialect,
        ),
      );
    case 'no':
      return suggests(problem('Pull Customers does not understand the {0} dialect.', dialect));
    case undefined:
      return cannotTell(problem('The response is not one that Kapture documents for Pull Customers.'));
  }
}

/**
 * A tenant of the flat dialect finds no dates in the nested body and responds as if there were no customers, so a
 * response without customers is evidence only if the flat body was refused.
 */
function understandsNested(nested: CheckRead | undefined, flat: CheckRead | undefined): Understood {
  const understood = understandsPull(nested);
  return understood === 'suggests' && understandsPull(flat) !== 'no' ? undefined : understood;
}

function withFlat(nested: CheckRead, flat: CheckRead): CheckRead {
  if (understandsPull(nested) === understandsNested(nested, flat)) return nested;
  const conclusion = cannotTell(
    problem('Pull Customers returned no customer. A tenant of the flat dialect responds like this, too.'),
  );
  return { ...nested, conclusion };
}

function proposalsOf(
  connection: Connection,
  flatRead: CheckRead | undefined,
  nestedRead: CheckRead | undefined,
  cmId: string | undefined,
): Proposal[] {
  const isNestedNow = formFor(connection, 'pull') === formOf('pull', 'nested');
  const [flat, nested] = [understandsPull(flatRead), understandsNested(nestedRead, flatRead)];
  let dialect: Dialect | undefined;
  if (isNestedNow && flat === 'shown' && nested !== 'shown') dialect = 'flat';
  else if (isNestedNow && flat === 'suggests' && nested === 'no') dialect = 'flat';
  else if (!isNestedNow && flat !== 'shown' && nested === 'shown') dialect = 'nested';
  else if (!isNestedNow && flat === 'no' && nested === 'suggests') dialect = 'nested';
  const proposals: Proposal[] = [];
  if (dialect) {
    const conclude = (dialect === 'flat' ? flat : nested) === 'shown' ? shown : suggests;
    const text = problem('Pull Customers uses the {0} dialect.', dialect);
    proposals.push({ conclusion: conclude(text), change: { kind: 'dialect', dialect } });
  }
  const needsCmId = dialect === undefined ? isNestedNow || flat === 'no' : dialect === 'nested';
  if (needsCmId && cmId !== undefined && cmId !== connection.cmId)
    proposals.push({
      conclusion: shown(problem('The tenant ID (cmId) is {0}.', cmId)),
      change: { kind: 'cmId', cmId },
    });
  return proposals;
}

/** The first customer in a response: the ID of its tenant and its creation date; undefined if there is none. */
function customerIn({ exchange }: CheckRead): { readonly cmId?: string; readonly created: unknown } | undefined {
  const { reading, text } = exchange?.response ?? {};
  const [record] = reading?.records ?? [];
  if (!text || !record || reading?.outcome !== 'success') return undefined;
  const customer = firstObject(readLoose(text.slice(record.start, record.end)).value);
  if (!customer) return undefined;
  const entries = new Map(Object.entries(customer).map(([key, value]) => [plainKey(key), value]));
  const cmId = tenantIdOf(entries.get('cmid'));
  return { ...(cmId !== undefined && { cmId }), created: entries.get('generationdate') };
}

/**
 * The customer of a typed ID or phone number, which can have blanks and hyphens. Undefined for any other text. IDs have
 * 8 or 9 digits, so ten or more are a phone. A shorter number is one if it starts with +.
 */
export function knownCustomer(typed: string): KnownCustomer | undefined {
  // Kapture stores the phones of India without a prefix.
  const compact = typed.replace(/[\s().-]/g, '').replace(/^(\+?91|0)(?=\d{10}$)/, '');
  if (/^\d{10,}$/.test(compact)) return { phone: compact };
  const found = identifierOf(compact);
  if (found?.field === 'phone' || found?.field === 'kapture_customer_id') return { [found.field]: found.value };
  return /^\+\d{8,15}$/.test(compact) ? { phone: compact } : undefined;
}
