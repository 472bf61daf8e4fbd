import type { Dialect } from '../catalogue/dialect.ts';
import { formOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { formFor, urlOf, type Connection } from '../connection/connection.ts';
import type { ExtraHeader } from '../connection/extraHeaders.ts';
import { problem, type Problem } from '../problem/problem.ts';
import type { CheckStep, CheckStepId, Finding, SentRead } from './checkReport.ts';
import { commonConclusion } from './conclusions.ts';
import { conclusionOfGet } from './getConclusions.ts';
import { isAcceptedWithHeaders } from './headerConclusions.ts';
import { hasOrderSearch } from './orderConclusions.ts';
import { understandsNestedPull, understandsPull, type Understood } from './pullConclusions.ts';
import { isAbsent, isOfTheApi, isRejected, responseTo } from './readOutcomes.ts';
import { ticketAt } from './ticketConclusions.ts';

/** What no read can show, so that a check leaves it open. */
export const onlyWritesShow: readonly Problem[] = [
  problem(
    "Which dialect and path Add and Update use. Compare your tenant's documentation from Kapture, or look at the response to your first Add.",
  ),
  problem('Whether the auth key may add and update customers.'),
];

/**
 * What the steps of a check say about the properties of a connection, and what to change. `cmId`: the ID of the tenant
 * in a response.
 */
export function findingsOf(connection: Connection, steps: readonly CheckStep[], cmId: string | undefined): Finding[] {
  const reads = (id: CheckStepId): readonly SentRead[] => steps.find((step) => step.id === id)?.reads ?? [];
  const [get] = reads('get');
  // Rejected for a missing header, which says nothing about the key.
  const lacksHeaders = (read: SentRead): boolean =>
    isRejected(read) &&
    reads('headers').some((other) => other.operation === read.operation && isAcceptedWithHeaders(other));
  const ofKeys = (id: CheckStepId): readonly SentRead[] => reads(id).filter((read) => !lacksHeaders(read));
  const pull = findPull(connection, reads('flat-pull')[0], reads('nested-pull')[0]);
  const gets = ofKeys('get').slice(0, 1);
  const pulls = [...ofKeys('flat-pull'), ...ofKeys('nested-pull')];
  const tickets = ofKeys('ticket');
  const keyOfGet = gets.map((read) => findKey('get', read, conclusionOfGet(read).certainty === 'shown'))[0];
  const keyOfPull = findKeyOfPull(pulls);
  const keyOfTicket = tickets.slice(-1).map((read) => findKey('get-ticket', read, ticketAt(read) === 'works'))[0];
  // Without any response, the first step says everything.
  const isAnswered = steps.some((step) => step.reads.some((read) => responseTo(read)));
  const failed = [
    keyOfGet ? undefined : findFailure('get', gets),
    keyOfPull ? undefined : findFailure('pull', pulls),
    keyOfTicket ? undefined : findFailure('get-ticket', tickets),
  ];
  const failures = isAnswered ? failed.filter((finding) => finding !== undefined) : [];
  return [
    ...failures.filter(({ isTrouble }) => isTrouble),
    keyOfGet,
    keyOfPull,
    keyOfTicket,
    ...failures.filter(({ isTrouble }) => !isTrouble),
    findHeaders(reads('headers')),
    pull.finding,
    pull.isNested ? findCmId(connection, cmId) : undefined,
    findTicketPath(connection, reads('ticket')),
    ...findServices(reads('orders')[0], get),
  ].filter((finding) => finding !== undefined);
}

/** The title of an operation, which is translated where it is shown. */
export function titleOf(operation: OperationId): Problem {
  return { sentence: operations[operation].title, values: [] };
}

function findKey(operation: OperationId, read: SentRead, isShown = false): Finding | undefined {
  const response = responseTo(read);
  if (!response) return undefined;
  if (isRejected(read))
    return { certainty: 'shown', text: problem('{0} rejects the auth key.', titleOf(operation)), isTrouble: true };
  if (!isOfTheApi(response) || response.status === 404) return undefined;
  return {
    certainty: isShown || response.reading.records.length ? 'shown' : 'suggests',
    text: problem('{0} accepts the auth key.', titleOf(operation)),
  };
}

/** Why no response of an operation says whether it works; undefined if there is only nothing at its path. */
function findFailure(operation: OperationId, reads: readonly SentRead[]): Finding | undefined {
  const failed = reads.find((read) => {
    const response = responseTo(read);
    return commonConclusion(read) && !(response && isAbsent(response));
  });
  if (!failed) return undefined;
  const response = responseTo(failed);
  if (response?.reading.trouble === 'server-error')
    return {
      certainty: 'shown',
      text: problem('{0} returned a server error (HTTP {1}).', titleOf(operation), response.status),
      isTrouble: true,
    };
  return {
    certainty: 'cannot-tell',
    text: problem('Whether {0} works. {1}', titleOf(operation), commonConclusion(failed)!.text),
  };
}

/** The best evidence of the two bodies of Pull. */
function findKeyOfPull(reads: readonly SentRead[]): Finding | undefined {
  const found = reads.map((read) => findKey('pull', read)).filter((finding) => finding !== undefined);
  return found.find(({ certainty }) => certainty === 'shown') ?? found[0];
}

/** The extra headers that made the difference, for exactly the operations that were accepted with them. */
function findHeaders(reads: readonly SentRead[]): Finding | undefined {
  const accepted = reads.filter(isAcceptedWithHeaders);
  const headers = keyHeaders.flatMap((header) => {
    const operations = accepted
      .filter(({ triedHeaders = [] }) => triedHeaders.includes(header))
      .map(({ operation }) => operation);
    return operations.length ? [{ ...header, operations }] : [];
  });
  const [first] = headers;
  if (!first) return undefined;
  // Tried together, so that one of them may be unnecessary.
  if (headers.length > 1)
    return {
      certainty: 'suggests',
      text: problem(
        'The tenant requires the header x-api-key (with the value of Authorization), the header x-api-type, or both. It is unknown whether Add and Update need them.',
      ),
      change: { kind: 'headers', headers },
    };
  return {
    certainty: 'shown',
    text:
      first.name === 'x-api-key'
        ? problem(
            'The tenant requires the header x-api-key (with the value of Authorization). It is unknown whether Add and Update need it.',
          )
        : problem('The tenant requires the header {0}. It is unknown whether Add and Update need it.', first.name),
    change: { kind: 'headers', headers },
  };
}

/** The headers that one public client sends with tickets and customers. No page of Kapture mentions them. */
export const keyHeaders: readonly ExtraHeader[] = [
  { name: 'x-api-key', value: 'auth-key' },
  { name: 'x-api-type', value: { text: 'TICKET' } },
];

function findPull(
  connection: Connection,
  flatRead: SentRead | undefined,
  nestedRead: SentRead | undefined,
): { readonly finding: Finding | undefined; readonly isNested: boolean } {
  const [flat, nested] = [understandsPull(flatRead), understandsNestedPull(nestedRead, flatRead)];
  const isNestedNow = formFor(connection, 'pull') === formOf('pull', 'nested');
  const found = (finding?: Finding, isNested = isNestedNow) => ({ finding, isNested });
  if (flat === 'no' && nested === undefined)
    return found(
      {
        certainty: 'suggests',
        text: isSent(nestedRead)
          ? problem(
              'Pull Customers probably uses the nested dialect, because it does not understand the flat one. The test in the nested dialect has no clear result. Test again later.',
            )
          : problem('Pull Customers uses the nested dialect. To try it, test again with a customer of the tenant.'),
        isTrouble: !isNestedNow,
      },
      true,
    );
  if (isUnderstood(flat) && flat === nested)
    return found({
      certainty: 'suggests',
      text: problem('Pull Customers understands both the flat and the nested dialect.'),
    });
  const best = betterOf(flat, nested);
  if (!best) return found();
  const isNested = best === 'nested';
  // A tenant of the nested dialect may respond like this to the flat body.
  if (flat === 'suggests' && isNestedNow && nested !== 'no') return found();
  const [own, other] = isNested ? [nested, flat] : [flat, nested];
  const finding: Finding = {
    certainty: own === 'shown' && !isUnderstood(other) ? 'shown' : 'suggests',
    text: isNested
      ? problem('Pull Customers uses the nested dialect.')
      : problem('Pull Customers uses the flat dialect.'),
  };
  const change = { kind: 'dialect', operation: 'pull', dialect: best } as const;
  return found(isNested === isNestedNow ? finding : { ...finding, change }, isNested);
}

function isSent(read: SentRead | undefined): boolean {
  return read !== undefined && read.result.kind !== 'not-sent';
}

function isUnderstood(understood: Understood): boolean {
  return understood === 'shown' || understood === 'suggests';
}

function betterOf(flat: Understood, nested: Understood): Dialect | undefined {
  if (flat === 'shown') return 'flat';
  if (nested === 'shown') return 'nested';
  if (isUnderstood(flat)) return 'flat';
  return isUnderstood(nested) ? 'nested' : undefined;
}

function findCmId(connection: Connection, cmId: string | undefined): Finding | undefined {
  if (cmId === undefined) return undefined;
  return {
    certainty: 'shown',
    text: problem('The tenant ID (cmId) is {0}.', cmId),
    ...(connection.cmId !== cmId && { change: { kind: 'cmId', cmId } as const }),
  };
}

function findTicketPath(connection: Connection, reads: readonly SentRead[]): Finding | undefined {
  const found = reads.find((read) => ['works', 'exists', 'shape'].includes(ticketAt(read) ?? ''));
  if (!found)
    return reads.length && reads.every((read) => ticketAt(read) === 'absent')
      ? {
          certainty: 'suggests',
          text: problem('Get Ticket was not found at any of the paths that were tried.'),
          isTrouble: true,
        }
      : undefined;
  const { path } = found;
  const configured = urlOf(connection, 'get-ticket').slice(connection.baseUrl.length);
  return {
    certainty: ticketAt(found) === 'works' ? 'shown' : 'suggests',
    text: problem('Get Ticket is at {0}.', path),
    ...(path !== configured &&
      reads[0] !== found && { change: { kind: 'path', operation: 'get-ticket', path } as const }),
  };
}

function findServices(orders: SentRead | undefined, get: SentRead | undefined): (Finding | undefined)[] {
  const isThere = hasOrderSearch(orders);
  if (isThere === undefined) return [];
  if (!isThere)
    return [
      {
        certainty: 'cannot-tell',
        text: problem(
          'Whether the tenant has the newer services under /ms. Its order search, which would show this, was not found.',
        ),
      },
    ];
  const services: Finding = {
    certainty: 'suggests',
    text: problem('The tenant has the newer services under /ms, so Add and Update probably use the nested dialect.'),
  };
  const needsKey = isRejected(orders) && get !== undefined && !isRejected(get);
  return [
    services,
    needsKey
      ? {
          certainty: 'suggests',
          text: problem(
            'The order search requires a different auth key. Kapture documents a user name and password in base64 for orders.',
          ),
        }
      : undefined,
  ];
}
