import type { Dispatcher } from 'undici';
import { responseHeaders } from './responseHeaders.ts';

/** How a response starts. */
export interface ResponseStart {
  readonly status: number;
  /** By names in small letters; several of one name are joined. Cookies are without their values. */
  readonly headers: Readonly<Record<string, string>>;
}

/** So many pieces may lie here unread; then the connection waits. */
const mostUnread = 16;

/**
 * A response as it comes: undici puts it in on one side, its start and its pieces are taken out on the other. Without the
 * streams that undici's own `request` puts in between: they take a tenth of a short exchange, and join pieces that wait.
 */
export class IncomingResponse implements Dispatcher.DispatchHandler, AsyncIterable<Buffer> {
  /** Whether a byte of the request may have left. */
  isSent = false;
  /** When the last byte came, by `performance.now()`. */
  endedAt = 0;
  /** How long the connection waited for its reader until then, in milliseconds. */
  waitedMs = 0;
  #waitsSince: number | undefined;
  readonly #start = Promise.withResolvers<ResponseStart>();
  readonly #unread: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #hasStarted = false;
  #isWhole = false;
  #fault: Error | undefined;
  #wake: (() => void) | undefined;

  constructor() {
    // It may be given up before anybody waits for it.
    this.#start.promise.catch(() => undefined);
  }

  get isAborted(): boolean {
    return this.#fault !== undefined;
  }

  /** Throws what undici says where none comes, or why it was aborted. */
  get start(): Promise<ResponseStart> {
    return this.#start.promise;
  }

  /** Ends the connection, or has none begun. */
  abort(reason: Error): void {
    if (this.#fault || (this.#isWhole && !this.#unread.length)) return;
    // Whoever gives up does not want what lies here unread either.
    this.#unread.length = 0;
    this.#fault = reason;
    if (!this.#isWhole) this.#controller?.abort(reason);
    this.#tell();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#fault) {
      controller.abort(this.#fault);
      return;
    }
    this.#controller = controller;
    this.isSent = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // A hint before the response.
    if (status < 200) return;
    this.#hasStarted = true;
    this.#start.resolve({ status, headers: responseHeaders(headers) });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    // After a pause with nothing more to read, undici hands out the one empty buffer that it has for all responses: whoever
    // gives the memory of pieces back must not come by it.
    if (piece.length === 0) return;
    this.#unread.push(piece);
    if (this.#unread.length >= mostUnread) {
      this.#waitsSince ??= performance.now();
      controller.pause();
    }
    this.#tell();
  }

  onResponseEnd(): void {
    this.#isWhole = true;
    this.endedAt = performance.now();
    this.#tell();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fault ??= error;
    this.endedAt = performance.now();
    this.#tell();
  }

  /** The pieces, and after all that came the fault with which it broke off. To stop reading ends the connection. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    try {
      for (;;) {
        const piece = this.#unread.shift();
        if (piece) {
          if (this.#unread.length === 0) this.#goOn();
          yield piece;
        } else if (this.#fault) {
          throw this.#fault;
        } else if (this.#isWhole) {
          return;
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      // To make an error takes longer than to hand on the pieces of a short response.
      if (!this.#hasEnded) this.abort(new Error('Nobody reads on'));
    }
  }

  #goOn(): void {
    if (this.#waitsSince !== undefined && this.endedAt === 0) this.waitedMs += performance.now() - this.#waitsSince;
    this.#waitsSince = undefined;
    this.#controller?.resume();
  }

  get #hasEnded(): boolean {
    return this.#isWhole || this.#fault !== undefined;
  }

  #tell(): void {
    if (this.#fault && !this.#hasStarted) this.#start.reject(this.#fault);
    this.#wake?.();
  }
}
