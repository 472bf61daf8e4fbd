import { plainKey, resultOf } from '../responses/readResponse.ts';
import { tenantIdOf } from '../connection/tenantId.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { problem, type Problem } from '../problem/problem.ts';
import type { ReadResponse, SentRead, Conclusion } from './checkReport.ts';

const shown = (text: Problem): Conclusion => ({ certainty: 'shown', text });
const trouble = (text: Problem): Conclusion => ({ certainty: 'shown', text, isTrouble: true });
const suggests = (text: Problem): Conclusion => ({ certainty: 'suggests', text });
const cannotTell = (text: Problem): Conclusion => ({ certainty: 'cannot-tell', text });

/** The conclusion of a read that was skipped, or of a step. */
export { cannotTell };

/** The response to a read; undefined if there is none. */
export function responseTo({ result }: SentRead): ReadResponse | undefined {
  return result.kind === 'response' ? result.response : undefined;
}

/** Whether a response says that the key was refused. */
export function isRejected(read: SentRead | undefined): boolean {
  return read !== undefined && responseTo(read)?.reading.trouble === 'unauthorized';
}

/** Whether a response says that there is nothing at its path. */
function isAbsent({ status }: ReadResponse): boolean {
  return status === 404 || status === 405;
}

/** Whether a response is the API's own, with an outcome in its envelope or without one. */
export function isOfTheApi(response: ReadResponse): boolean {
  const { reading } = response;
  return reading.outcome !== 'unreadable' || reading.records.length > 0;
}

/** The conclusion that does not depend on the operation; undefined if the response has to be looked at. */
function commonConclusion(read: SentRead): Conclusion | undefined {
  if (read.result.kind === 'not-sent')
    return cannotTell(
      problem(
        'Nothing was sent, because this is not a published path of a read, so it may change data. If the path is wrong, correct it.',
      ),
    );
  if (read.result.kind === 'error') return cannotTell(problem('There was no response.'));
  const { response } = read.result;
  const { trouble: reason, records } = response.reading;
  if (reason === 'unauthorized') return trouble(problem('The auth key was rejected.'));
  if (isAbsent(response)) return suggests(problem('There is no operation at this path.'));
  if (reason === 'redirected')
    return cannotTell(problem('The server redirects, and a request with a key does not follow.'));
  if (reason === 'rate-limited') return cannotTell(problem('The server is rate limiting requests.'));
  if (reason === 'server-error') return cannotTell(problem('The server reports an internal error.'));
  if (records.length) return undefined;
  if (reason === 'not-json') return cannotTell(problem("The response is not JSON, so it is not from Kapture's API."));
  if (reason === 'truncated')
    return cannotTell(problem('The response ended early, or is too long to be read as a whole.'));
  return undefined;
}

/** What a Get for a customer that does not exist says. */
export function conclusionOfGet(read: SentRead): Conclusion {
  const common = commonConclusion(read);
  if (common) return common;
  const { reading } = responseTo(read)!;
  if (reading.failure === 'customer-not-found' || reading.records.length)
    return shown(problem('Get Customer works and accepts the auth key.'));
  if (reading.failure === 'invalid-json')
    return suggests(problem('The auth key is accepted, but Get Customer expects another body.'));
  if (reading.outcome === 'unreadable')
    return cannotTell(problem('The response is JSON, but not one that Kapture documents.'));
  return suggests(problem('The auth key is accepted. The response is not documented.'));
}

/** What the spelling of a failure's keys says: old tenants capitalize them. Undefined if they are in lower case. */
export function conclusionOfSpelling(read: SentRead): Conclusion | undefined {
  const { value } = readLoose(responseTo(read)?.text ?? '');
  const envelope = firstObject(value);
  if (!envelope) return undefined;
  const isCapitalized = Object.keys(envelope).some((key) => key === 'Status' || key === 'Message');
  return isCapitalized
    ? suggests(problem('Message and Status are capitalized, as in the array dialect of Add and Update.'))
    : undefined;
}

/** The first customer in a response: the ID of its tenant and its creation date; undefined if there is none. */
export function customerIn(read: SentRead): { readonly cmId?: string; readonly created: unknown } | undefined {
  const response = responseTo(read);
  if (!response?.reading.records.length || response.reading.outcome !== 'success') return undefined;
  const customer = firstObject(resultOf(read.operation, response.text));
  if (!customer) return undefined;
  const entries = new Map(Object.entries(customer).map(([key, value]) => [plainKey(key), value]));
  const cmId = tenantIdOf(entries.get('cmid'));
  return { ...(cmId !== undefined && { cmId }), created: entries.get('generationdate') };
}

/** What a Get for a known customer says. */
export function conclusionOfKnownCustomer(read: SentRead): Conclusion {
  const common = commonConclusion(read);
  if (common) return common;
  const customer = customerIn(read);
  if (!customer) return cannotTell(problem('The customer was not found, so the tenant ID (cmId) is unknown.'));
  return customer.cmId === undefined
    ? cannotTell(problem('The customer was found, but has no tenant ID (cmId).'))
    : shown(problem('The tenant ID (cmId) is {0}.', customer.cmId));
}

/** Whether a Pull understood its body: `no-list` and other troubles are neither. */
export type Understood = 'shown' | 'suggests' | 'no' | undefined;

export function understandsPull(read: SentRead | undefined): Understood {
  if (!read || commonConclusion(read)) return undefined;
  const { reading } = responseTo(read)!;
  if (reading.records.length) return 'shown';
  if (reading.failure === 'no-customer-between-dates') return 'suggests';
  if (reading.failure === 'invalid-json') return 'no';
  return reading.outcome === 'success' && !reading.trouble ? 'suggests' : undefined;
}

/** What a Pull with the flat body says. */
export function conclusionsOfFlatPull(read: SentRead): readonly Conclusion[] {
  const common = commonConclusion(read);
  if (common) return [common];
  switch (understandsPull(read)) {
    case 'shown': {
      const cmId = customerIn(read)?.cmId;
      return [
        shown(problem('Pull Customers understands the body of the flat dialect: it returned customers.')),
        ...(cmId === undefined ? [] : [shown(problem('The tenant ID (cmId) is {0}.', cmId))]),
      ];
    }
    case 'suggests':
      return [
        suggests(
          problem(
            'Pull Customers understands the body of the flat dialect. It returned no customer, so it may also have ignored the dates.',
          ),
        ),
      ];
    case 'no':
      return [suggests(problem('Pull Customers does not understand the body of the flat dialect.'))];
    default:
      return [cannotTell(problem('The response is not one that Kapture documents for Pull Customers.'))];
  }
}

/** What a Pull with the nested body, which asks for one customer, says. */
export function conclusionsOfNestedPull(read: SentRead): readonly Conclusion[] {
  const common = commonConclusion(read);
  if (common) return [common];
  switch (understandsPull(read)) {
    case 'shown': {
      const count = responseTo(read)!.reading.records.length;
      const ignored = suggests(
        problem('It ignores limit: 1 customer was requested, and at least {0} were returned.', count),
      );
      return [
        shown(problem('Pull Customers understands the body of the nested dialect: it returned customers.')),
        ...(count > 1 ? [ignored] : []),
      ];
    }
    case 'suggests':
      return [
        suggests(
          problem(
            'Pull Customers understands the body of the nested dialect. It returned no customer, so it may also have ignored the search.',
          ),
        ),
      ];
    case 'no':
      return [suggests(problem('Pull Customers does not understand the body of the nested dialect.'))];
    default:
      return [cannotTell(problem('The response is not one that Kapture documents for Pull Customers.'))];
  }
}

/** Whether the order search of newer tenants exists: undefined if its response does not say so. */
export function hasOrderSearch(read: SentRead | undefined): boolean | undefined {
  const response = read && responseTo(read);
  if (!response) return undefined;
  if (isAbsent(response)) return false;
  return isOfTheApi(response) || response.reading.trouble === 'unauthorized' ? true : undefined;
}

/** What the order search says. `isKeyAccepted`: other operations accept the key. */
export function conclusionOfOrders(read: SentRead, isKeyAccepted: boolean): Conclusion {
  if (isRejected(read))
    return isKeyAccepted
      ? suggests(
          problem(
            'The path exists, but requires a different auth key. Kapture documents a user name and password in base64 for orders.',
          ),
        )
      : suggests(problem('The path exists. The auth key was rejected.'));
  const common = commonConclusion(read);
  if (common) return common;
  return hasOrderSearch(read)
    ? suggests(problem('The tenant has the newer services under /ms.'))
    : cannotTell(problem("The response is not from Kapture's API."));
}

/** Whether Get Ticket exists at a path: `shape` if it exists and refused the shape of the body. */
export function ticketAt(read: SentRead | undefined): 'works' | 'exists' | 'rejected' | 'shape' | 'absent' | undefined {
  const response = read && responseTo(read);
  if (!response) return undefined;
  if (isRejected(read)) return 'rejected';
  if (isAbsent(response)) return 'absent';
  if (commonConclusion(read)) return undefined;
  const { outcome, failure } = response.reading;
  if (failure === 'invalid-json') return 'shape';
  if (outcome === 'success' || failure !== undefined) return 'works';
  return outcome === 'failed' ? 'exists' : undefined;
}

/** What a Get Ticket says about its path. */
export function conclusionOfTicket(read: SentRead): Conclusion {
  switch (ticketAt(read)) {
    case 'works':
      return shown(problem('Get Ticket works at this path, with one object as its body.'));
    case 'exists':
      return suggests(problem('Get Ticket is at this path. Its response is not documented.'));
    case 'shape':
      return suggests(problem('Get Ticket is at this path, but does not accept an object as its body.'));
    default:
      return (
        commonConclusion(read) ?? cannotTell(problem('The response is not one that Kapture documents for Get Ticket.'))
      );
  }
}

/** What a Get Ticket with an array of one says, after the object was refused. */
export function conclusionOfTicketArray(read: SentRead): Conclusion {
  switch (ticketAt(read)) {
    case 'works':
    case 'exists':
      return suggests(
        problem('Get Ticket accepts an array of one object. The extension sends an object, as Kapture documents it.'),
      );
    default:
      return cannotTell(problem('An array of one object is not accepted either.'));
  }
}

/** Whether a repetition with headers that the connection does not have was not rejected. */
export function isAcceptedWithHeaders(read: SentRead): boolean {
  const response = responseTo(read);
  return Boolean(read.triedHeaders?.length) && response !== undefined && !isRejected(read) && isOfTheApi(response);
}

/** What a repetition with the extra headers says. */
export function conclusionOfHeaders(read: SentRead): Conclusion {
  const [first, ...others] = (read.triedHeaders ?? []).map(({ name }) => name);
  const names = [first, ...others].join(', ');
  if (isRejected(read))
    return trouble(
      others.length
        ? problem('The auth key is also rejected with these headers: {0}.', names)
        : problem('The auth key is also rejected with the header {0}.', names),
    );
  if (!isAcceptedWithHeaders(read))
    return commonConclusion(read) ?? cannotTell(problem("The response is not from Kapture's API."));
  return shown(
    others.length
      ? problem('The auth key is accepted with these headers, and rejected without them: {0}.', names)
      : problem('The auth key is accepted with the header {0}, and rejected without it.', names),
  );
}
