import { type FailureReason, failures } from '../kapture/catalogue/failures.ts';
import { type Envelope, type OperationForm, commonFailures } from '../kapture/catalogue/form.ts';
import { jsonText } from './jsonText.ts';

export interface SandboxRequest {
  readonly method: string;
  /** The path, including the query. */
  readonly path: string;
  /** The headers by their names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body in pieces, because a Pull response can be longer than a string should be. */
  readonly body: Iterable<string>;
}

const json = { 'content-type': 'application/json;charset=UTF-8' };

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): SandboxResponse {
  return { status, headers: { ...json, ...headers }, body: [jsonText(value)] };
}

/** `{"message": [ … ], "status": "success"}`, in pieces of a few records. */
export function listResponse(records: Iterable<string>): SandboxResponse {
  return { status: 200, headers: json, body: listPieces(records) };
}

const recordsPerPiece = 50;

function* listPieces(records: Iterable<string>): Generator<string> {
  let piece = '{"message":[';
  let count = 0;
  for (const record of records) {
    piece += count++ ? `,${record}` : record;
    if (count % recordsPerPiece) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}],"status":"success"}`;
}

const usualEnvelope: Envelope = { message: 'message', status: 'status', success: 'success', failed: 'failed' };

/** The words that state the outcome of a response in a form. */
export function envelopeOf({ envelope = usualEnvelope }: Pick<OperationForm, 'envelope'>): Envelope {
  return envelope;
}

/** A documented failure with its message and status; 200 if no status is documented. */
export function failureResponse(reason: FailureReason, envelope = usualEnvelope): SandboxResponse {
  const { message, status = 200, messageKey = envelope.message } = failures[reason];
  return jsonResponse(status, { [messageKey]: message, [envelope.status]: envelope.failed });
}

/** A failure that Kapture's documentation does not mention. Its message starts with `Sandbox:`. */
export function sandboxFailure(
  status: number,
  message: string,
  envelope = usualEnvelope,
  headers?: Readonly<Record<string, string>>,
): SandboxResponse {
  return jsonResponse(
    status,
    { [envelope.message]: `Sandbox: ${message}`, [envelope.status]: envelope.failed },
    headers,
  );
}

/** The whole body, or its pieces until they have at least `minLength` characters. */
export function bodyText(response: SandboxResponse, minLength = Infinity): string {
  let text = '';
  for (const piece of response.body) {
    text += piece;
    if (text.length >= minLength) break;
  }
  return text;
}

/** What the sandbox has to know to respond if no response is published. */
export interface Respondent {
  readonly form: OperationForm;
  /** Refuses what is not published. */
  readonly isStrict: boolean;
}

/** Marks a response that is not published, but inferred by the sandbox. */
const inferredHeader = { 'x-kapture-sandbox': 'inferred' } as const;

/** A response with the mark of responses that are not published. */
export function marked(response: SandboxResponse): SandboxResponse {
  return { ...response, headers: { ...response.headers, ...inferredHeader } };
}

/**
 * A response that is not published, with a mark. A strict sandbox refuses the request instead, without carrying it out.
 */
export function inferred({ form, isStrict }: Respondent, respond: () => SandboxResponse): SandboxResponse {
  if (!isStrict) return marked(respond());
  return marked(
    sandboxFailure(
      501,
      "Kapture's response to this request is not published, and this sandbox is strict.",
      envelopeOf(form),
    ),
  );
}

/** A failure with its published message. It counts as inferred if it is not documented for the form. */
export function failed(request: Respondent, reason: FailureReason): SandboxResponse {
  const { form } = request;
  const respond = (): SandboxResponse => failureResponse(reason, envelopeOf(form));
  return reason in commonFailures || reason in form.failures ? respond() : inferred(request, respond);
}

/** A failure of the sandbox itself, for a request whose real response is not published. */
export function undocumented(request: Respondent, message: string): SandboxResponse {
  return inferred(request, () => sandboxFailure(400, message, envelopeOf(request.form)));
}
