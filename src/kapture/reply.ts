import { failureOf, type FailureReason } from './failures.ts';
import { elementSpans, propertySpans, readLoose, tokenAt, valueSpan, type Span } from './looseJson.ts';
import { operations, type OperationId } from './operations.ts';

/** What a reply's envelope says. `unreadable`: there is no envelope to say anything. */
export type Outcome = 'success' | 'failed' | 'unreadable';

/** Why a reply is no use although it came; undefined for a success and for a failure that is about the data. */
export type ReplyTrouble =
  'unauthorized' | 'rate-limited' | 'server-error' | 'redirected' | 'truncated' | 'not-json' | 'unknown-envelope';

export interface ReplyReading {
  readonly outcome: Outcome;
  /** The server's words, as they came. */
  readonly message?: string;
  /** The documented failure that the message stands for. */
  readonly failure?: FailureReason;
  readonly trouble?: ReplyTrouble;
  /** Where the customers of a Pull or Get stand in the text; complete ones only. */
  readonly records: readonly Span[];
  /** The ids that Add and Update answer. */
  readonly customerId?: string;
  readonly contactId?: string;
}

/**
 * Reads what a reply says. Tolerant by need: Kapture varies the case of keys and values, wraps envelopes in arrays, breaks
 * lines inside strings, and answers failures with HTTP 200. The envelope decides; the status only where there is none.
 */
export function readReply(operation: OperationId, status: number, text: string): ReplyReading {
  const loose = readLoose(text);
  const records = recordSpans(operation, text);
  if (loose.problem) return { outcome: 'unreadable', trouble: troubleOfStatus(status) ?? loose.problem, records };

  const envelope = envelopeOf(loose.value);
  const said = outcomeOf(envelope.get('status')) ?? outcomeOf(envelope.get('success'));
  const message = messageOf(envelope, operations[operation].resultKey);
  const failure = message !== undefined && said !== 'success' ? failureOf(operation, message) : undefined;
  const outcome = said === 'success' && status >= 400 ? 'failed' : (said ?? (failure ? 'failed' : 'unreadable'));
  const trouble =
    failure === 'invalid-auth-key'
      ? 'unauthorized'
      : (troubleOfStatus(status) ?? (outcome === 'unreadable' ? 'unknown-envelope' : undefined));
  return {
    outcome,
    records: outcome === 'success' ? records : [],
    ...(message !== undefined && { message }),
    ...(failure && { failure }),
    ...(trouble && { trouble }),
    ...idsOf(envelope),
  };
}

/** What a reply is about: its `Enquiry`, customer or customers; undefined where it has none. */
export function resultOf(operation: OperationId, text: string): unknown {
  return envelopeOf(readLoose(text).value).get(plainKey(operations[operation].resultKey));
}

/** The entries of an envelope, wrapped in an array or not, by their plain keys. */
function envelopeOf(value: unknown): ReadonlyMap<string, unknown> {
  const object = Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
  return new Map(
    typeof object === 'object' && object !== null
      ? Object.entries(object).map(([key, entry]) => [plainKey(key), entry])
      : [],
  );
}

/** A Pull that found nobody: not a failure once the dates are known to be right. */
export function isEmptyPull(reading: ReplyReading): boolean {
  return reading.failure === 'no-customer-between-dates' && !reading.trouble;
}

function troubleOfStatus(status: number): ReplyTrouble | undefined {
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
function messageOf(envelope: ReadonlyMap<string, unknown>, resultKey: string): string | undefined {
  const texts = [envelope.get('message'), envelope.get(plainKey(resultKey))].filter((text) => typeof text === 'string');
  return texts.find((text) => text.trim()) ?? texts[0];
}

function idsOf(envelope: ReadonlyMap<string, unknown>): Pick<ReplyReading, 'customerId' | 'contactId'> {
  const enquiry = envelope.get('enquiry');
  const fields = (typeof enquiry === 'object' && enquiry !== null ? enquiry : {}) as Record<string, unknown>;
  const customerId = idText(fields['kapture_customer_id'] ?? envelope.get('kapturecustomerid'));
  const contactId = idText(fields['contact_id']);
  return { ...(customerId && { customerId }), ...(contactId && { contactId }) };
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

/** Where the customers stand in the text of a Pull or Get reply, whatever wraps them. */
function recordSpans(operation: OperationId, text: string): Span[] {
  if (operation !== 'pull' && operation !== 'get') return [];
  const first = tokenAt(text, 0);
  const envelope = first?.kind === '[' ? tokenAt(text, first.end)?.start : first?.start;
  if (envelope === undefined) return [];
  const wanted = plainKey(operations[operation].resultKey);
  const property = propertySpans(text, envelope).find(({ key }) => plainKey(key) === wanted);
  if (!property) return [];
  const kind = tokenAt(text, property.valueStart)?.kind;
  const whole = kind === '{' ? valueSpan(text, property.valueStart) : undefined;
  const spans = kind === '[' ? elementSpans(text, property.valueStart) : whole ? [whole] : [];
  return spans.filter(({ start }) => text[start] === '{');
}
