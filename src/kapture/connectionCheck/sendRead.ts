import type { OperationId } from '../catalogue/registry.ts';
import type { Target } from '../exchange/exchange.ts';
import { readResponse } from '../responses/readResponse.ts';
import { secretsOf, targetHeaders } from '../exchange/targetHeaders.ts';
import { decoderOf } from '../http/charset.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { routeTo, type NetworkSettings } from '../http/network.ts';
import type { StreamedResponse, Transport } from '../http/transport.ts';
import { redactor, type Redact } from '../redaction/redact.ts';
import type { ReadResponse, SentRead } from './checkReport.ts';
import { mayWrite } from './mayWrite.ts';

/** How much of a response a check reads, in bytes. Then it closes the connection. */
export const maxReadBytes = 65_536;
/** A response that decompresses to this size ends the read, in bytes. */
const maxBytes = 1_000_000;

export interface ReadRequest {
  /** The operation that the response is read as, and whose headers are sent. */
  readonly operation: OperationId;
  readonly path: string;
  readonly body: unknown;
  readonly target: Target;
}

export interface ReadOptions {
  readonly transport: Transport;
  readonly network: NetworkSettings;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request of a check, once, unless its path may be one that changes data. Secrets are redacted in all that it
 * returns. Throws a {@link KaptureError} only if the signal is aborted.
 */
export async function sendRead(request: ReadRequest, options: ReadOptions): Promise<SentRead> {
  const { operation, path, target } = request;
  const { connection } = target;
  const body = JSON.stringify(request.body);
  const redact = redactor(secretsOf(target), { bare: 'none' });
  const headers = targetHeaders(target, operation);
  const sent = { operation, path: redact(path), body: redact(body), headers: Object.keys(headers) };
  if (mayWrite(connection, path)) return { ...sent, headers: [], result: { kind: 'not-sent' } };
  const url = connection.baseUrl + path;
  const timeoutMs = connection.timeoutSeconds * 1000;
  const started = performance.now();
  try {
    const { body: text, ...head } = await startOfResponse(
      {
        url,
        headers,
        body,
        timeoutMs,
        maxBytes,
        route: routeTo(url, options.network, connection.caFile),
        signal: undefined,
      },
      options,
    );
    const milliseconds = performance.now() - started;
    return {
      ...sent,
      result: { kind: 'response', response: responseOf(operation, { ...head, text }, milliseconds, redact) },
    };
  } catch (error) {
    if (!KaptureError.is(error) || options.signal?.aborted) throw error;
    const { reason, host, detail } = error;
    return { ...sent, result: { kind: 'error', error: { reason, host, detail } } };
  }
}

interface StartOfResponse extends Omit<StreamedResponse, 'body'> {
  readonly body: Buffer;
  /** There is more, and the cut may be inside a secret. */
  readonly isCut: boolean;
  readonly isIncomplete: boolean;
}

/** The start of a response. A body that is too long, too slow or ends early is returned as far as it was received. */
async function startOfResponse(
  request: Parameters<Transport['stream']>[0],
  { transport, signal }: ReadOptions,
): Promise<StartOfResponse> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const { status, headers, body } = await transport.stream({ ...request, signal: either }).catch((error: unknown) => {
    throw deadline.aborted && !signal?.aborted ? timeoutError(request.url, request.timeoutMs) : error;
  });
  const chunks: Buffer[] = [];
  let length = 0;
  let isCut = false;
  let isIncomplete = false;
  try {
    for await (const chunk of body) {
      // A chunk is valid until the next one is read.
      chunks.push(Buffer.from(chunk.subarray(0, maxReadBytes - length)));
      length += chunk.length;
      isCut = length > maxReadBytes;
      if (isCut) break;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    if (!length) throw deadline.aborted ? timeoutError(request.url, request.timeoutMs) : error;
    isIncomplete = true;
  }
  return { status, headers, body: Buffer.concat(chunks), isCut, isIncomplete };
}

function timeoutError(url: string, timeoutMs: number): KaptureError {
  return new KaptureError('timeout', new URL(url).host, `${timeoutMs} ms`);
}

function responseOf(
  operation: OperationId,
  { status, headers, text, isCut, isIncomplete }: Omit<StartOfResponse, 'body'> & { readonly text: Buffer },
  milliseconds: number,
  redact: Redact,
): ReadResponse {
  const contentType = headers['content-type'];
  const whole = redact((decoderOf(contentType) ?? new TextDecoder()).decode(text));
  // The end of a long text can be the start of a secret.
  const shown = isCut ? whole.slice(0, Math.max(0, whole.length - (redact.longest ?? 0))) : whole;
  const location = headers['location'];
  return {
    status,
    contentType: redact(contentType ?? ''),
    location: location === undefined ? undefined : redact(location),
    milliseconds,
    text: shown,
    isCut,
    isIncomplete,
    reading: readResponse(operation, status, shown),
  };
}
