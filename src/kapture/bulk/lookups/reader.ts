import { failureOf } from '../../catalogue/failures.ts';
import type { KaptureClient } from '../../exchange/client.ts';
import { customersOf, type Exchange, secretsOf, type Target } from '../../exchange/exchange.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { noResponse } from '../../http/noResponse.ts';
import { readLoose } from '../../json/looseJson.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { type Customer, word } from '../../records/customer.ts';
import { type Redact, redactor } from '../../redaction/redact.ts';
import { isNothingFound, type ResponseTrouble } from '../../responses/readResponse.ts';
import { contactFieldOf, fieldsOfRecord, type RecordFields } from '../../update/editableFields.ts';
import { looksMasked, plainValue } from '../../update/fieldValue.ts';
import { getBody, type Identifier, type Identity, plainIdentifier, plainPhone } from '../plans/identifiers.ts';
import type { Repair } from '../plans/planRow.ts';
import type { Pace } from './pace.ts';

export interface ReadRecord {
  readonly id: string;
  readonly name: string;
  /** For comparisons: with the contact's phone and email where the record does not state the customer's own. */
  readonly fields: RecordFields;
  /** The fields as the server sent them. Only these are written back. */
  readonly own: RecordFields;
  /** The whole record, unchanged. */
  readonly text: string;
}

/** The customers that have a key. */
export type Reading =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly record: ReadRecord }
  | { readonly kind: 'several' }
  /** It is unknown which customers have the key. */
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

export interface ReadFailure {
  readonly reason: Problem;
  readonly serverMessage?: string | undefined;
  readonly trouble?: ResponseTrouble | undefined;
  /** The server responded as expected, and only this record cannot be used. */
  readonly isOfRecord?: boolean;
  /** The server rejected the format of the phone number, in the words documented for Add. */
  readonly isInvalidPhone?: boolean;
  /** The customer that was returned, although its record does not have the value that was looked up. */
  readonly customerId?: string;
  /** The error, if there was no response. */
  readonly error?: KaptureError;
}

/** How often a read is sent again because the server limits the rate. */
const maxWaits = 10;

export class Reader {
  readonly #client: Pick<KaptureClient, 'send'>;
  readonly #target: Target;
  readonly #pace: Pace;
  /**
   * Unlike the redaction of the client, this includes a bare password, because messages are stored and written to
   * files.
   */
  readonly redact: Redact;

  constructor(client: Pick<KaptureClient, 'send'>, target: Target, pace: Pace) {
    this.#client = client;
    this.#target = target;
    this.#pace = pace;
    this.redact = redactor(secretsOf(target));
  }

  /**
   * Finds the customers with a key. A response that does not name them is a failure. Throws a {@link KaptureError} only
   * if the signal is aborted.
   */
  async find(identifier: Identifier, key: string, signal: AbortSignal | undefined): Promise<Reading> {
    for (let wait = 1; ; wait++) {
      let exchange: Exchange;
      try {
        exchange = await this.#pace.run(signal, () =>
          this.#client.send('get', getBody(identifier, key), this.#target, signal ? { signal } : {}),
        );
      } catch (error) {
        if (!KaptureError.is(error) || signal?.aborted) throw error;
        const reason = problem('The customer could not be looked up. {0}', noResponse(error));
        return { kind: 'failed', failure: { reason, error } };
      }
      const { headers, reading } = exchange.response;
      if (reading.trouble !== 'rate-limited') {
        this.#pace.passed();
        return readingOf(identifier, key, exchange, this.redact);
      }
      if (wait > maxWaits) return readingOf(identifier, key, exchange, this.redact);
      this.#pace.limit(headers?.['retry-after']);
    }
  }
}

function readingOf(identifier: Identifier, key: string, exchange: Exchange, redact: Redact): Reading {
  const { response } = exchange;
  const { reading } = response;
  if (isNothingFound('get', reading)) return { kind: 'none' };
  const failed = (
    reason: Problem,
    details: Pick<ReadFailure, 'isOfRecord' | 'isInvalidPhone' | 'customerId'> = {},
  ): Reading => ({
    kind: 'failed',
    failure: {
      reason,
      serverMessage: reading.message && redact(reading.message),
      trouble: reading.trouble,
      ...details,
    },
  });
  if (reading.outcome !== 'success' || reading.trouble)
    return failed(unusable(exchange), {
      isInvalidPhone: reading.outcome === 'failed' && failureOf('add', reading.message ?? '') === 'invalid-phone',
    });
  if (!reading.records.length) return { kind: 'none' };
  // A record without an ID counts, because it has the key too.
  if (reading.records.length > 1) return { kind: 'several' };
  const [customer] = customersOf(exchange);
  if (!customer) return failed(problem('The record in the response has no ID.'), { isOfRecord: true });
  if (!hasKey(customer, identifier, key))
    return failed(
      problem('Kapture returned customer {0}, whose record does not have the value that was looked up.', customer.id),
      { isOfRecord: true, customerId: customer.id },
    );
  return { kind: 'one', record: recordOf(customer) };
}

function unusable({ url, response: { status, reading } }: Exchange): Problem {
  const { host } = new URL(url);
  if (reading.trouble === 'truncated') return problem('The response from {0} ended early.', host);
  if (reading.trouble === 'server-error') return problem('{0} returned a server error (HTTP {1}).', host, status);
  return problem('The response does not identify a customer (HTTP {0}).', status);
}

function recordOf(customer: Customer): ReadRecord {
  const own = fieldsOfRecord(customer.text);
  return { id: customer.id, name: customer.name, fields: withContact(own), own, text: customer.text };
}

/** A copy of a record in which the primary contact's phone and email replace missing ones of the customer. */
function withContact(record: RecordFields): RecordFields {
  const shown = new Map(record.shown);
  const masked = new Map(record.masked);
  for (const [field, source] of Object.entries(contactFieldOf)) {
    if (masked.has(field) || shown.has(field)) continue;
    const hidden = masked.get(source);
    const value = shown.get(source);
    if (hidden !== undefined) masked.set(field, hidden);
    else if (value !== undefined) shown.set(field, value);
  }
  return { ...record, shown, masked };
}

/** The tenant's own code of a customer; empty if the record shows none. */
export function codeOfRecord({ fields }: ReadRecord): string {
  const code = fields.others.get('customerCode');
  return code === undefined ? '' : plainValue(code);
}

/**
 * Finds the customers with a value of a row. If none has a repaired phone number, its earlier forms are looked up too,
 * because a tenant can store it with its prefix. Throws as {@link Reader.find} does.
 *
 * `ownId` is the customer that the row changes. Records can lack the value that they were found by: if such a response
 * names this customer, no other customer has the value.
 */
export async function findAsWritten(
  reader: Reader,
  identifier: Identifier,
  value: string,
  repairs: readonly Repair[],
  signal: AbortSignal | undefined,
  ownId?: string,
): Promise<Reading> {
  const find = async (text: string): Promise<Reading> => {
    const reading = await reader.find(identifier, text, signal);
    const isOwn = reading.kind === 'failed' && ownId !== undefined && reading.failure.customerId === ownId;
    return isOwn ? { kind: 'none' } : reading;
  };
  let found = await find(value);
  if (identifier !== 'phone' || found.kind !== 'none') return found;
  for (const phone of earlierForms(value, repairs)) {
    const other = await find(phone);
    // A server that rejects this form has no customer with it. Any other failure says nothing.
    if (other.kind === 'none' || (other.kind === 'failed' && other.failure.isInvalidPhone)) continue;
    if (other.kind !== 'one') return other;
    if (found.kind === 'one' && found.record.id !== other.record.id) return { kind: 'several' };
    found = other;
  }
  return found;
}

/** A repaired phone number as it was before each repair that keeps its digits. */
function earlierForms(phone: string, repairs: readonly Repair[]): ReadonlySet<string> {
  const isSameNumber = ({ field, from }: Repair): boolean =>
    field === 'phone' && plainPhone(from) === plainPhone(phone) && from.trim() !== phone.trim();
  return new Set(repairs.filter(isSameNumber).map(({ from }) => from.trim()));
}

/** The properties of a record, and of its contacts, that show what identifies the customer. */
const properties: Readonly<Record<Identity, { readonly record: string; readonly contact?: string }>> = {
  code: { record: 'customerCode' },
  phone: { record: 'companyPhone', contact: 'phone' },
  email: { record: 'email', contact: 'email' },
};

/**
 * Whether a record shows the key that found it, or masks a value that can be the key. A blank value is not the key: a
 * server can ignore an identifier, and return any customer. Records that have none of the properties cannot show it, so
 * they count.
 */
export function hasKey({ id, text }: Pick<ReadRecord, 'id' | 'text'>, identifier: Identifier, key: string): boolean {
  if (identifier === 'id') return id === key.trim();
  const wanted = plainIdentifier(identifier, key).toLowerCase();
  const values = valuesOf(text, identifier);
  // Sources contradict each other on whether `customer_id` is the code or Kapture's ID. Here it was the ID.
  if (!values.length) return identifier !== 'code' || id !== wanted;
  return values.some((value) => {
    if (value === '') return false;
    return looksMasked(JSON.stringify(value))
      ? canMask(identifier, value, wanted)
      : plainIdentifier(identifier, value).toLowerCase() === wanted;
  });
}

function valuesOf(text: string, identity: Identity): string[] {
  const { record, contact } = properties[identity];
  const own = readLoose(text).value as Readonly<Record<string, unknown>>;
  const { contacts } = own;
  const people = contact !== undefined && Array.isArray(contacts) ? (contacts as readonly unknown[]) : [];
  const found = people.map((person) => (person as Readonly<Record<string, unknown>> | null)?.[contact!]);
  return [own[record], ...found].filter((value) => value !== undefined).map(word);
}

/** Whether the visible characters of a masked value are those of a key, whatever number of characters is masked. */
function canMask(identifier: Identifier, masked: string, wanted: string): boolean {
  const isPhone = identifier === 'phone';
  const text = isPhone ? masked.replace(/[\s().+-]/g, '') : masked.trim().toLowerCase();
  const parts = text.split(/\*+/);
  // A mask can show the country code of India, or a leading zero.
  const forms = isPhone ? [wanted, `91${wanted}`, `0${wanted}`] : [wanted];
  return forms.some((form) => hasParts(form, parts));
}

/** Whether a text starts with the first part, ends with the last one, and has the others in order between them. */
function hasParts(text: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop() ?? '';
  let end = text.startsWith(first) ? first.length : Infinity;
  for (const part of others) {
    const index = text.indexOf(part, end);
    end = index < 0 ? Infinity : index + part.length;
  }
  return end + last.length <= text.length && text.endsWith(last);
}
