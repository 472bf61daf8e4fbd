import { failureOf, failures, type FailureReason } from '../catalogue/failures.ts';
import { readLoose } from '../json/looseJson.ts';
import { elementSpans, propertySpans, valueSpan } from '../json/spans.ts';
import { tokenAt, type Span } from '../json/tokens.ts';
import type { OperationForm, ResponsePath } from '../catalogue/form.ts';
import type { ResponseRecords } from '../catalogue/operation.ts';
import { isListOperation, operations, type OperationId } from '../catalogue/registry.ts';
import { writtenValueAt, type VariableValue } from '../variables/variables.ts';

/** The outcome that a response's envelope states. `unrecognized`: there is no recognized envelope. */
export type Outcome = 'success' | 'failed' | 'unrecognized';

/** Why a response is unusable; undefined for a success and for a failure because of the data. */
export type ResponseTrouble =
  | 'unauthorized'
  | 'rate-limited'
  | 'server-error'
  | 'redirected'
  | 'truncated'
  | 'not-json'
  | 'unknown-envelope'
  /** A Pull that reports success without a list of records. */
  | 'no-list'
  /** A Get that reports success without a customer. */
  | 'no-record';

export interface ResponseReading {
  readonly outcome: Outcome;
  /** The server's message, unchanged. */
  readonly message?: string;
  /** The documented failure that the message reports. */
  readonly failure?: FailureReason;
  readonly trouble?: ResponseTrouble;
  /** The spans of the complete customers in the text of a Pull or Get. */
  readonly records: readonly Span[];
  /** The number of elements of a Pull's list that are not objects; undefined if there are none. */
  readonly notRecords?: number;
  /** The envelope of a list says that there are more records. No published form has such a key. */
  readonly hasMore?: true;
  /** The ids in the response to Add and Update. */
  readonly customerId?: string;
  readonly contactId?: string;
  /**
   * The ID of a record that is not the one that the request names, see `otherIdOf`. The text alone does not show it.
   */
  readonly otherId?: string;
}

/**
 * Reads a response. It has to be tolerant: Kapture varies the case of keys and values, wraps envelopes in arrays, has
 * raw line breaks in strings, and reports failures with HTTP 200. The envelope decides, and the status only if there is
 * no envelope. `form` is the form of the request; without it, an ID that only some forms have is not read.
 */
export function readResponse(
  operation: OperationId,
  status: number,
  text: string,
  form?: Pick<OperationForm, 'customerIdPaths'>,
): ResponseReading {
  const loose = readLoose(text);
  const results = resultsOf(operation, text);
  const records = results.flatMap((result) => result.records);
  if (loose.problem) return { outcome: 'unrecognized', trouble: troubleOfStatus(status) ?? loose.problem, records };

  const entries = entriesOf(loose.value);
  const envelope = new Map(entries);
  const { response } = operations[operation];
  const isBareList = response.resultKey === undefined && Array.isArray(loose.value) && status < 400;
  const stated = statedOutcome(entries) ?? (isBareList ? 'success' : undefined);
  const isList = isListOperation(operation);
  const message = messageOf(envelope, response.resultKey);
  const isFailure = message !== undefined && stated !== 'success' && !(isList && records.length);
  const failure = isFailure ? failureOf(operation, message) : undefined;
  const troubleOfResults = (): ResponseTrouble | undefined => {
    const hasOthers = otherRecords(entries, response.resultKey);
    return isList ? troubleOfList(results, hasOthers) : troubleOfRecord(results[0], hasOthers);
  };
  const resultTrouble = response.records && stated === 'success' && status < 400 ? troubleOfResults() : undefined;
  const outcome = outcomeFor(stated, status, failure, resultTrouble);
  const trouble =
    failure !== undefined && failures[failure].isUnauthorized
      ? 'unauthorized'
      : (troubleOfStatus(status) ?? resultTrouble ?? (outcome === 'unrecognized' ? 'unknown-envelope' : undefined));
  const notRecords = results.reduce((sum, result) => sum + result.others, 0);
  return {
    outcome,
    records: outcome === 'success' ? records : [],
    ...(outcome === 'success' && notRecords > 0 && { notRecords }),
    ...(outcome === 'success' && isList && outcomeOf(envelope.get('hasmore')) === 'success' && { hasMore: true }),
    ...(message !== undefined && { message }),
    ...(failure && { failure }),
    ...(trouble && { trouble }),
    ...idsOf(operation, envelope, form?.customerIdPaths),
  };
}

function outcomeFor(
  stated: Outcome | undefined,
  status: number,
  failure: FailureReason | undefined,
  resultTrouble: ResponseTrouble | undefined,
): Outcome {
  if (resultTrouble) return 'unrecognized';
  if (stated) return stated === 'success' && status >= 400 ? 'failed' : stated;
  return failure ? 'failed' : 'unrecognized';
}

/**
 * The trouble of a Pull that reports success without a usable list; undefined if the list is usable. If several keys
 * differ only in case, the one with the list counts. Two lists of records contradict each other, and a list of anything
 * else may be customers in an undocumented format, as may records beside an empty list.
 */
function troubleOfList(results: readonly Result[], hasOtherRecords: boolean): ResponseTrouble | undefined {
  const lists = results.filter(({ isList }) => isList);
  const withRecords = lists.filter(({ records }) => records.length);
  if (withRecords.length > 1) return 'unknown-envelope';
  const isEmpty = lists.length > 0 && lists.every(({ others }) => others === 0) && !hasOtherRecords;
  return withRecords.length || isEmpty ? undefined : 'no-list';
}

/**
 * The trouble of a Get that reports success without a customer; undefined if it has one, or an empty array. Anything
 * else does not say that there is none: the customer may be under an undocumented key.
 */
function troubleOfRecord(result: Result | undefined, hasOtherRecords: boolean): ResponseTrouble | undefined {
  const isEmpty = result?.isList === true && result.others === 0 && !hasOtherRecords;
  return result?.records.length || isEmpty ? undefined : 'no-record';
}

/** Whether an envelope has a list with objects under another key than that of the result. */
function otherRecords(entries: readonly Entry[], resultKey: string | undefined): boolean {
  return entries.some(
    ([key, entry]) =>
      key !== plainKey(resultKey ?? '') &&
      Array.isArray(entry) &&
      entry.some((element) => typeof element === 'object' && element !== null && !Array.isArray(element)),
  );
}

/** The result in a response: its `Enquiry`, customer or customers; undefined if it has none. */
export function resultOf(operation: OperationId, text: string): unknown {
  const { resultKey } = operations[operation].response;
  const { value } = readLoose(text);
  return resultKey === undefined ? value : envelopeOf(value).get(plainKey(resultKey));
}

/** The primitive value at a path in the {@link resultOf} a response, in which a number keeps its text. */
export function writtenResultAt(
  operation: OperationId,
  text: string,
  path: readonly string[],
): VariableValue | undefined {
  const { resultKey } = operations[operation].response;
  if (resultKey === undefined) return writtenValueAt(text, path);
  const elements = elementSpans(text, 0);
  const envelope = elements.length === 1 ? elements[0]!.start : 0;
  const result = propertySpans(text, envelope).findLast(({ key }) => plainKey(key) === plainKey(resultKey));
  return result?.value && writtenValueAt(text, path, result.value.start);
}

/** The generated ID in a response of any dialect, by the path that it has in the flat dialect. */
export function generatedId({ customerId, contactId }: ResponseReading, path: readonly string[]): string | undefined {
  switch (path.join('.')) {
    case 'kapture_customer_id':
      return customerId;
    case 'contact_id':
      return contactId;
    default:
      return undefined;
  }
}

/** The entries of an envelope, which may be wrapped in an array, by their {@link plainKey}. */
function envelopeOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(entriesOf(value));
}

type Entry = readonly [key: string, entry: unknown];

function entriesOf(value: unknown): Entry[] {
  const object = Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
  return typeof object === 'object' && object !== null
    ? Object.entries(object).map(([key, entry]) => [plainKey(key), entry])
    : [];
}

/** The outcome that an envelope states: failed if any of its keys says so. */
function statedOutcome(entries: readonly Entry[]): Outcome | undefined {
  const outcomes = entries
    .filter(([key]) => key === 'status' || key === 'success')
    .map(([, entry]) => outcomeOf(entry));
  return outcomes.find((outcome) => outcome === 'failed') ?? outcomes.find((outcome) => outcome !== undefined);
}

/** Whether a read found nothing, by its documented message. This is not a failure if the request was valid. */
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

/** The first text that is not blank. If `message` is blank, the result may be the message. */
function messageOf(envelope: ReadonlyMap<string, unknown>, resultKey = 'message'): string | undefined {
  const texts = [envelope.get('message'), envelope.get(plainKey(resultKey))].filter((text) => typeof text === 'string');
  return texts.find((text) => text.trim()) ?? texts[0];
}

function idsOf(
  operation: OperationId,
  envelope: ReadonlyMap<string, unknown>,
  otherPaths: readonly ResponsePath[] = [],
): Pick<ResponseReading, 'customerId' | 'contactId'> {
  const { ids } = operations[operation].response;
  const customerId = firstId(envelope, [...(ids?.customerId ?? []), ...otherPaths]);
  const contactId = firstId(envelope, ids?.contactId);
  return { ...(customerId && { customerId }), ...(contactId && { contactId }) };
}

function firstId(envelope: ReadonlyMap<string, unknown>, paths: readonly ResponsePath[] = []): string | undefined {
  for (const [first, ...rest] of paths) {
    const id = idAt(envelope.get(plainKey(first)), rest);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The ID at a path of a parsed response, or of a part of it; undefined if there is none. */
export function idAt(value: unknown, path: readonly string[]): string | undefined {
  let found = value;
  for (const key of path) found = entriesOf(found).findLast(([name]) => name === plainKey(key))?.[1];
  return idText(found);
}

function idText(value: unknown): string | undefined {
  return (typeof value === 'number' && value > 0) || (typeof value === 'string' && /[1-9]/.test(value))
    ? String(value).trim()
    : undefined;
}

/** A key without its case, blanks and underscores, which differ between tenants. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_]/g, '');
}

/** A value of the result key of a Pull or Get. */
interface Result {
  /** Whether it is a list, or stands for one; see `ResponseRecords.canBeOne`. */
  readonly isList: boolean;
  /** The spans of its complete records in the text. */
  readonly records: readonly Span[];
  /** The number of elements that are not objects. */
  readonly others: number;
}

/**
 * The values of the result key in any spelling, in an envelope that may be wrapped in an array. A documented response
 * has one.
 */
function resultsOf(operation: OperationId, text: string): Result[] {
  const { records, resultKey } = operations[operation].response;
  if (!records || resultKey === undefined) return [];
  const first = tokenAt(text, 0);
  const envelope = first?.kind === '[' ? tokenAt(text, first.end)?.start : first?.start;
  if (envelope === undefined) return [];
  const wanted = plainKey(resultKey);
  const results = propertySpans(text, envelope)
    .filter(({ key }) => plainKey(key) === wanted)
    .map(({ valueStart }) => resultAt(text, valueStart, records));
  // If one record is documented, the first key counts. Its value is an array if the identifier is not unique.
  return records.form === 'list' ? results : results.slice(0, 1);
}

function resultAt(text: string, start: number, { form, canBeOne }: ResponseRecords): Result {
  const kind = tokenAt(text, start)?.kind;
  if (kind === '[') {
    const elements = elementSpans(text, start);
    const records = elements.filter((element) => text[element.start] === '{');
    return { isList: true, records, others: elements.length - records.length };
  }
  if (canBeOne && kind === 'string') return { isList: true, records: [], others: 0 };
  const mayBeOne = form === 'one' || canBeOne;
  const one = mayBeOne && kind === '{' ? valueSpan(text, start) : undefined;
  return { isList: one !== undefined && form === 'list', records: one ? [one] : [], others: 0 };
}

/**
 * The variable with the value at a path in the response of an operation, such as `$last.get.phone`; undefined if no
 * variable leads there. Only the result of a response has variables, not its envelope, and only keys of letters, digits
 * and `_`, `:`, `+`, `-`.
 */
export function lastVariable(operation: OperationId, path: readonly (string | number)[]): string | undefined {
  const steps = pathInResult(operation, path);
  return steps?.length && steps.every((step) => /^[\w:+-]+$/.test(String(step)))
    ? `$last.${operation}.${steps.join('.')}`
    : undefined;
}

/** The path without the envelope, which may be the only element of an array. */
function pathInResult(
  operation: OperationId,
  path: readonly (string | number)[],
): readonly (string | number)[] | undefined {
  const { resultKey } = operations[operation].response;
  if (resultKey === undefined) return path;
  const [key, ...rest] = path[0] === 0 ? path.slice(1) : path;
  return typeof key === 'string' && plainKey(key) === plainKey(resultKey) ? rest : undefined;
}
