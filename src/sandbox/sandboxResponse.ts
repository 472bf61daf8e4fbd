import { failures, type FailureReason } from '../kapture/catalogue/failures.ts';
import { jsonText } from './jsonText.ts';

export interface SandboxRequest {
  readonly method: string;
  /** With its query, if it has one. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In pieces, since a Pull can answer more than a string should hold. */
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

/** `{"message": [ … ], "status": "success"}`, written a few records at a time. */
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

/** A documented failure, with its message and status; 200 where the documentation states no status. */
export function failureResponse(reason: FailureReason): SandboxResponse {
  const { message, status = 200, messageKey = 'message' } = failures[reason];
  return jsonResponse(status, { [messageKey]: message, status: 'failed' });
}

/** A failure that Kapture's documentation knows nothing of. Its message says that it is the sandbox's. */
export function ownFailureResponse(
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): SandboxResponse {
  return jsonResponse(status, { message: `Sandbox: ${message}`, status: 'failed' }, headers);
}

/** The whole body, or what of a longer one comes until there is so much of it. */
export function bodyText(response: SandboxResponse, most = Infinity): string {
  let text = '';
  for (const piece of response.body) {
    text += piece;
    if (text.length >= most) break;
  }
  return text;
}
