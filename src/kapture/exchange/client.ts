import type { OperationForm } from '../catalogue/form.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { formFor } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { networkOfEnvironment, routeTo, type NetworkSettings } from '../http/network.ts';
import { decoderOf } from '../http/incomingResponse.ts';
import { backoffAfter, firstBackoffMs, maxAttempts, maxRetryWaitMs, pause, retryAfter } from '../http/retries.ts';
import type { Transport, TransportResponse } from '../http/transport.ts';
import { redactor, type Redact } from '../redaction/redact.ts';
import { LongResponse } from '../responses/longResponse.ts';
import { readResponse, type ResponseReading } from '../responses/readResponse.ts';
import { fillSecrets } from '../variables/secretVariables.ts';
import { type Exchange, secretsOf, sentRequest, type Target, targetHeaders } from './exchange.ts';
import { withOtherId } from './otherRecord.ts';
import { redactExchange } from './redactExchange.ts';
import { guardWrite, type WriteConfirmation } from './writeGuard.ts';

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** Called before a read is retried, with the number of the next attempt (2, 3, …) and the wait in milliseconds. */
  readonly onRetry?: (attempt: number, waitMs: number) => void;
  /** Required for a write to production. */
  readonly confirmation?: WriteConfirmation | undefined;
  /** Whether reads are retried after a transient failure. True by default. */
  readonly retry?: boolean;
  /** Whether `{{$secret.name}}` in the body is replaced: only if the user wrote the body. False by default. */
  readonly usesSecrets?: boolean;
}

export interface ClientOptions {
  /** Maximum size of a response in bytes. A function is called for each request. */
  readonly maxBytes: number | (() => number);
  /** The wait before the first retry of a read, in milliseconds. It doubles each time. */
  readonly backoffMs?: number;
  /** The settings for proxies and certificates, called for each request. By default there is no proxy. */
  readonly network?: () => NetworkSettings;
}

/** Sends the operations of the catalogue. Writes are never resent. */
export class KaptureClient {
  readonly #transport: Transport;
  readonly #options: Required<ClientOptions>;
  /** Cached for the last secrets, because creating a redactor takes longer than using it. */
  #redactor: { readonly id: string; readonly redact: Redact } | undefined;

  constructor(transport: Transport, options: ClientOptions) {
    this.#transport = transport;
    this.#options = { backoffMs: firstBackoffMs, network: () => networkOfEnvironment({}), ...options };
  }

  /**
   * Sends a request. `body` is JSON in the shape that the operation expects, as from `readRequest`. Resolves with any
   * response, also one that reports a failure. Throws a {@link KaptureError} if there is none, and before sending for a
   * write to a read-only connection (`read-only`) or an unconfirmed write to production (`not-confirmed`).
   */
  async send(operation: OperationId, body: string, target: Target, options: SendOptions = {}): Promise<Exchange> {
    guardWrite({ operation, body, connection: target.connection }, options.confirmation);
    const mayRetry = !operations[operation].writes && options.retry !== false;
    for (let attempt = 1; ; attempt++) {
      const isLast = !mayRetry || attempt >= maxAttempts;
      let wait = backoffAfter(attempt, this.#options.backoffMs);
      try {
        const { exchange, endedEarly, retryAfterMs } = await this.#sendOnce(operation, body, target, options);
        const { trouble } = exchange.response.reading;
        if (isLast || !(endedEarly || trouble === 'rate-limited' || trouble === 'server-error')) return exchange;
        wait = Math.max(wait, retryAfterMs ?? 0);
        if (wait > maxRetryWaitMs) return exchange;
      } catch (error) {
        if (isLast || !isTransient(error)) throw error;
      }
      options.onRetry?.(attempt + 1, wait);
      await pause(wait, options.signal, new URL(target.connection.baseUrl).host);
    }
  }

  async #sendOnce(
    operation: OperationId,
    given: string,
    target: Target,
    { signal, usesSecrets }: SendOptions,
  ): Promise<{ exchange: Exchange; endedEarly: boolean; retryAfterMs: number | undefined }> {
    const { connection } = target;
    const request = sentRequest(operation, given, target, usesSecrets);
    const { url, requestBody: body } = request;
    const redact = this.#redactorOf(secretsOf(target));
    let long: LongResponse | undefined;
    const started = performance.now();
    const response = await this.#transport.post({
      url,
      body: usesSecrets ? fillSecrets(body, target.variables ?? {}) : body,
      signal,
      route: routeTo(url, this.#options.network(), connection.caFile),
      headers: targetHeaders(target, operation),
      timeoutMs: connection.timeoutSeconds * 1000,
      maxBytes: typeof this.#options.maxBytes === 'number' ? this.#options.maxBytes : this.#options.maxBytes(),
      openLongBody: (headers) => {
        long = new LongResponse(operation, headers['content-type'], redact);
        return long;
      },
    });
    const milliseconds = response.endedAt - started;
    const { text, reading } =
      long?.end(response.status) ?? readShort(operation, response, formFor(connection, operation));
    const exchange: Exchange = {
      ...request,
      response: {
        status: response.status,
        headers: response.headers,
        text,
        bytes: response.bytes,
        contentType: response.headers['content-type'] ?? '',
        milliseconds,
        location: response.headers['location'],
        reading: response.endedEarly ? { ...reading, outcome: 'unrecognized', trouble: 'truncated' } : reading,
      },
    };
    return {
      exchange: withOtherId(redactExchange(exchange, redact)),
      endedEarly: response.endedEarly,
      retryAfterMs: retryAfter(response.headers['retry-after'], Date.now()),
    };
  }

  #redactorOf(secrets: readonly string[]): Redact {
    const id = secrets.join('\n');
    if (this.#redactor?.id !== id) this.#redactor = { id, redact: redactor(secrets, { bare: 'none' }) };
    return this.#redactor.redact;
  }

  /** Closes every connection and aborts the requests in progress. */
  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Errors after which a read can be retried, because they may be transient. */
function isTransient(error: unknown): boolean {
  return KaptureError.is(error, 'reset') || KaptureError.is(error, 'timeout');
}

function readShort(
  operation: OperationId,
  { status, headers, body }: TransportResponse,
  form: OperationForm,
): { readonly text: string; readonly reading: ResponseReading } {
  const text = (decoderOf(headers['content-type']) ?? new TextDecoder()).decode(body);
  return { text, reading: readResponse(operation, status, text, form) };
}
