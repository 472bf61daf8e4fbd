import { failureOf, type FailureReason } from '../catalogue/failures.ts';
import { elementSpans, propertySpans, readLoose, tokenAt, valueSpan, type Span } from '../json/looseJson.ts';
import type { ResponsePath } from '../catalogue/operation.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';

/** What a response's envelope says. `unreadable`: there is no envelope to say anything. */
export type Outcome = 'success' | 'failed' | 'unreadable';

/** Why a response is no use although it came; undefined for a success and for a failure that is about the data. */
export type ResponseTrouble =
  | 'unauthorized'
  | 'rate-limited'
  | 'server-error'
  | 'redirected'
  | 'truncated'
  | 'not-json'
  | 'unknown-envelope'
  /** A Pull that says success without a list of records: whom it is about is unknown. */
  | 'no-list';

export interface ResponseReading {
  readonly outcome: Outcome;
  /** The server's words, as they came. */
  readonly message?: string;
  /** The documented failure that the message stands for. */
  readonly failure?: FailureReason;
  readonly trouble?: ResponseTrouble;
  /** Where the customers of a Pull or Get stand in the text; complete ones only. */
  readonly records: readonly Span[];
  /** How many elements of a Pull's list are not objects; left out where all are. */
  readonly notRecords?: number;
  /** The ids that Add and Update answer. */
  readonly customerId?: string;
  readonly contactId?: string;
}

/**
 * Reads what a response says. Tolerant by need: Kapture varies the case of keys and values, wraps envelopes in arrays, breaks
 * lines inside strings, and answers failures with HTTP 200. The envelope decides; the status only where there is none.
 */
export function readResponse(operation: OperationId, status: number, text: string): ResponseReading {
  const loose = readLoose(text);
  const results = resultsOf(operation, text);
  const records = results.flatMap((result) => result.records);
  if (loose.problem) return { outcome: 'unreadable', trouble: troubleOfStatus(status) ?? loose.problem, records };

  const envelope = envelopeOf(loose.value);
  const { response } = operations[operation];
  const isBareList = response.resultKey === undefined && Array.isArray(loose.value) && status < 400;
  const said = saidBy(loose.value) ?? (isBareList ? 'success' : undefined);
  const isList = response.records?.form === 'list';
  const message = messageOf(envelope, response.resultKey);
  const isFailure = message !== undefined && said !== 'success' && !(isList && records.length);
  const failure = isFailure ? failureOf(operation, message) : undefined;
  const refusal = isList && said === 'success' && status < 400 ? whyNoList(results) : undefined;
  const outcome = outcomeFor(said, status, failure, refusal);
  const trouble =
    failure === 'invalid-auth-key'
      ? 'unauthorized'
      : (troubleOfStatus(status) ?? refusal ?? (outcome === 'unreadable' ? 'unknown-envelope' : undefined));
  const notRecords = results.reduce((sum, result) => sum + result.others, 0);
  return {
    outcome,
    records: outcome === 'success' ? records : [],
    ...(outcome === 'success' && notRecords > 0 && { notRecords }),
    ...(message !== undefined && { message }),
    ...(failure && { failure }),
    ...(trouble && { trouble }),
    ...idsOf(operation, envelope),
  };
}

function outcomeFor(
  said: Outcome | undefined,
  status: number,
  failure: FailureReason | undefined,
  refusal: ResponseTrouble | undefined,
): Outcome {
  if (refusal) return 'unreadable';
  if (said) return said === 'success' && status >= 400 ? 'failed' : said;
  return failure ? 'failed' : 'unreadable';
}

/**
 * Why a Pull that says success cannot be believed; undefined for one that can. Of keys that differ in case the one with the
 * list counts; two lists of records contradict each other, and a list of other things may hold customers in a form that nobody
 * documents.
 */
function whyNoList(results: readonly Result[]): ResponseTrouble | undefined {
  const lists = results.filter(({ isList }) => isList);
  const withRecords = lists.filter(({ records }) => records.length);
  if (withRecords.length > 1) return 'unknown-envelope';
  return withRecords.length || (lists.length && lists.every(({ others }) => others === 0)) ? undefined : 'no-list';
}

/** What a response is about: its `Enquiry`, customer or customers; undefined where it has none. */
export function resultOf(operation: OperationId, text: string): unknown {
  const { resultKey } = operations[operation].response;
  const { value } = readLoose(text);
  return resultKey === undefined ? value : envelopeOf(value).get(plainKey(resultKey));
}

/** The entries of an envelope, wrapped in an array or not, by their plain keys. */
function envelopeOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(entriesOf(value));
}

function entriesOf(value: unknown): (readonly [key: string, entry: unknown])[] {
  const object = Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
  return typeof object === 'object' && object !== null
    ? Object.entries(object).map(([key, entry]) => [plainKey(key), entry])
    : [];
}

/** What an envelope says of itself: failed if any of its keys does. */
function saidBy(value: unknown): Outcome | undefined {
  const said = entriesOf(value)
    .filter(([key]) => key === 'status' || key === 'success')
    .map(([, entry]) => outcomeOf(entry));
  return said.find((outcome) => outcome === 'failed') ?? said.find((outcome) => outcome !== undefined);
}

/** A read that found nothing, in the documented words: not a failure once the request is known to be right. */
export function isNothingFound(operation: OperationId, reading: ResponseReading): boolean {
  const { nothingFound } = operations[operation].response;
  return nothingFound !== undefined && reading.failure === nothingFound && !reading.trouble;
}

function troubleOfStatus(status: number): ResponseTrouble | undefined {
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'server-error';
  return status >= 300 && status < 400 ? 'redirected' : undefined;
}

function outcomeOf(value: unknown): Outcome | undefined {
  if (typeof value === 'boolean') return value ? 'success' : 'failed';
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (word === 'success' || word === 'true') return 'success';
  return word.startsWith('fail') || word === 'error' || word === 'false' ? 'failed' : undefined;
}

/** The first text that says something: a blank `message` can stand beside a result that is the message. */
function messageOf(envelope: ReadonlyMap<string, unknown>, resultKey = 'message'): string | undefined {
  const texts = [envelope.get('message'), envelope.get(plainKey(resultKey))].filter((text) => typeof text === 'string');
  return texts.find((text) => text.trim()) ?? texts[0];
}

function idsOf(
  operation: OperationId,
  envelope: ReadonlyMap<string, unknown>,
): Pick<ResponseReading, 'customerId' | 'contactId'> {
  const { ids } = operations[operation].response;
  const customerId = firstId(envelope, ids?.customerId);
  const contactId = firstId(envelope, ids?.contactId);
  return { ...(customerId && { customerId }), ...(contactId && { contactId }) };
}

function firstId(envelope: ReadonlyMap<string, unknown>, paths: readonly ResponsePath[] = []): string | undefined {
  for (const [first, ...rest] of paths) {
    let value = envelope.get(plainKey(first));
    for (const key of rest) value = (value as Record<string, unknown> | null | undefined)?.[key];
    const id = idText(value);
    if (id !== undefined) return id;
  }
  return undefined;
}

function idText(value: unknown): string | undefined {
  return (typeof value === 'number' && value > 0) || (typeof value === 'string' && /[1-9]/.test(value))
    ? String(value).trim()
    : undefined;
}

/** Keys differ in case, blanks and underscores between tenants. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_]/g, '');
}

/** A value under the key that the customers of a Pull or Get belong under. */
interface Result {
  readonly isList: boolean;
  /** Where its records are in the text; complete ones only. */
  readonly records: readonly Span[];
  /** How many elements of the list are not objects. */
  readonly others: number;
}

/** The values under that key, whatever its spelling and whatever wraps it: one in a documented response. */
function resultsOf(operation: OperationId, text: string): Result[] {
  const { records, resultKey } = operations[operation].response;
  if (!records || resultKey === undefined) return [];
  const { form } = records;
  const first = tokenAt(text, 0);
  const envelope = first?.kind === '[' ? tokenAt(text, first.end)?.start : first?.start;
  if (envelope === undefined) return [];
  const wanted = plainKey(resultKey);
  const results = propertySpans(text, envelope)
    .filter(({ key }) => plainKey(key) === wanted)
    .map(({ valueStart }) => resultAt(text, valueStart, form === 'one'));
  // Where one record is documented, the first key counts; it has several for an identifier that is not unique.
  return form === 'list' ? results : results.slice(0, 1);
}

function resultAt(text: string, start: number, mayBeOne: boolean): Result {
  const kind = tokenAt(text, start)?.kind;
  if (kind === '[') {
    const elements = elementSpans(text, start);
    const records = elements.filter((element) => text[element.start] === '{');
    return { isList: true, records, others: elements.length - records.length };
  }
  const one = mayBeOne && kind === '{' ? valueSpan(text, start) : undefined;
  return { isList: false, records: one ? [one] : [], others: 0 };
}
