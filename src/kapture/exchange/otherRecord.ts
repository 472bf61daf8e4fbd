import { fieldText } from '../catalogue/fieldText.ts';
import { sharedFieldsOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { readLoose } from '../json/looseJson.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { idOfRecord } from '../records/customer.ts';
import { idAt } from '../responses/readResponse.ts';
import type { Exchange } from './exchange.ts';

/** The properties of an exchange that a text about another record needs. */
type NamedRequest = Pick<Exchange, 'operation' | 'connection' | 'requestBody'>;

/** Notes in the reading of a response that it has another record than the request names. */
export function withOtherId(exchange: Exchange): Exchange {
  const otherId = otherIdOf(exchange);
  if (otherId === undefined) return exchange;
  const { response } = exchange;
  return { ...exchange, response: { ...response, reading: { ...response.reading, otherId } } };
}

/**
 * The ID of a record in a successful response to a request that names another ID; undefined if there is none. A request
 * by phone number, email or code names no ID. In a response with several customers, other IDs are expected, because a
 * request can have further identifiers. A list has only what was requested.
 */
export function otherIdOf(exchange: Exchange): string | undefined {
  const { operation, requestBody, response } = exchange;
  const { requested } = operations[operation];
  if (!requested || response.reading.outcome !== 'success') return undefined;
  const wanted = new Set(requestedIds(operation, requestBody).map(plainId));
  const found = wanted.size && !wanted.has(undefined) ? idsIn(exchange) : [];
  const others = found.filter((id) => !wanted.has(plainId(id)) && plainId(id) !== undefined);
  return requested.elementId || others.length === found.length ? others[0] : undefined;
}

/** Whether the ID in a response certainly differs from the requested one. */
export function isOtherId(returned: string, requested: string): boolean {
  const [id, wanted] = [plainId(returned), plainId(requested)];
  return id !== undefined && wanted !== undefined && id !== wanted;
}

/**
 * An ID in the form in which IDs are compared: without leading zeros and without the decimals of a number. Kapture's
 * IDs are whole numbers, as numbers or text. Undefined for a blank and 0, which mean no record, and for anything else,
 * which can be a code, a list, masked, redacted or a secret variable.
 */
function plainId(id: string): string | undefined {
  const text = id.trim();
  if (!/^\d+(?:\.0+)?$/.test(text)) return undefined;
  const plain = text.replace(/\.0+$/, '').replace(/^0+/, '');
  return plain || undefined;
}

/** A few words that say whose record a response has instead of the requested one. */
export function otherRecordLabel({ operation, requestBody }: NamedRequest, otherId: string): Problem {
  return operations[operation].module === 'customer'
    ? problem('Customer {0}, not {1}', short(otherId), requestedText(operation, requestBody))
    : problem('ID {0}, not requested', short(otherId));
}

/** One sentence about a response with another record than the requested one. */
export function otherRecordProblem({ operation, connection, requestBody }: NamedRequest, otherId: string): Problem {
  const { module, writes } = operations[operation];
  if (module !== 'customer' && writes)
    return problem(
      'Check both: you sent {0}, but the response names {1}.',
      requestedText(operation, requestBody),
      short(otherId),
    );
  if (module !== 'customer')
    return problem('{0} returned a record with the ID {1}, which was not requested.', connection, short(otherId));
  const requested = requestedText(operation, requestBody);
  return writes ? otherUpdated(requested, otherId) : otherReturned(connection, requested, otherId);
}

/** A read returned another customer. */
export function otherReturned(connection: string, requested: string, otherId: string): Problem {
  return problem('{0} returned customer {1} when customer {2} was requested.', connection, short(otherId), requested);
}

/** The response to an update names a different customer. */
export function otherUpdated(requested: string, otherId: string): Problem {
  return problem('Check both customers: you updated {0}, but the response names {1}.', requested, short(otherId));
}

/** The IDs that a request names, in any dialect. */
function requestedIds(operation: OperationId, body: string): readonly string[] {
  const { requested } = operations[operation];
  if (!requested) return [];
  const text = fieldText(sharedFieldsOf(operation, readLoose(body).value), requested.field);
  const ids = requested.elementId ? text.split(',') : [text];
  return ids.map((id) => id.trim()).filter(Boolean);
}

function requestedText(operation: OperationId, body: string): string {
  return short(requestedIds(operation, body).join(', '));
}

function idsIn(exchange: Exchange): readonly string[] {
  const { operation, response } = exchange;
  const { requested, response: shape } = operations[operation];
  const { reading, text } = response;
  if (shape.records) {
    // Reading many records of a long response would block the thread.
    if (typeof text !== 'string' && reading.records.length !== 1) return [];
    return reading.records.map(({ start, end }) => idOfRecord(text.slice(start, end))).filter((id) => id !== undefined);
  }
  if (!requested?.elementId) return reading.customerId === undefined ? [] : [reading.customerId];
  if (typeof text !== 'string') return [];
  const { elementId } = requested;
  const { value } = readLoose(text);
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements.map((element) => idAt(element, elementId)).filter((id) => id !== undefined);
}

/** Shortens an ID for display, because a server can send one of any length. */
function short(id: string): string {
  return id.length > 60 ? `${id.slice(0, 59)}…` : id;
}
