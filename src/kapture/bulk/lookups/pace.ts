import type { Connection } from '../../connection/connection.ts';
import { firstBackoffMs, pause, retryAfter } from '../../http/retries.ts';
import { problem } from '../../problem/problem.ts';
import { PlanError } from '../plans/plan.ts';

/** If the server asks for a longer wait, in milliseconds, the work stops. */
const maxLimitMs = 15 * 60_000;

/**
 * The pace of the requests of planning and runs: the pause of the connection between two requests of a worker, and no
 * request while the server limits the rate.
 */
export class Pace {
  readonly #pauseMs: number;
  readonly #host: string;
  readonly #onWait: (isWaiting: boolean) => void;
  /** One time for each request that has ended: when its worker can send the next one. */
  readonly #next: number[] = [];
  #notBefore = 0;
  #limits = 0;

  constructor(
    { pauseMs = 0, baseUrl }: Pick<Connection, 'pauseMs' | 'baseUrl'>,
    onWait: (isWaiting: boolean) => void = () => undefined,
  ) {
    this.#pauseMs = pauseMs;
    this.#host = new URL(baseUrl).host;
    this.#onWait = onWait;
  }

  /**
   * Sends a request after the pause. Rejects with a `KaptureError` (`canceled`) if the signal is aborted in a wait
   * before it, and with a {@link PlanError} (`failing`) if the server asks for a long wait.
   */
  async run<Result>(signal: AbortSignal | undefined, send: () => Promise<Result>): Promise<Result> {
    const wait = (this.#next.shift() ?? 0) - performance.now();
    if (wait > 0) await pause(wait, signal, this.#host);
    return this.#send(signal, send, this.#pauseMs);
  }

  /**
   * Sends a request without a pause after the last one, such as a write right after the read that allows it. The next
   * request waits twice as long instead.
   */
  async runAtOnce<Result>(signal: AbortSignal | undefined, send: () => Promise<Result>): Promise<Result> {
    this.#next.shift();
    return this.#send(signal, send, 2 * this.#pauseMs);
  }

  async #send<Result>(signal: AbortSignal | undefined, send: () => Promise<Result>, pauseMs: number): Promise<Result> {
    await this.#ready(signal);
    try {
      return await send();
    } finally {
      this.#next.push(performance.now() + pauseMs);
    }
  }

  /** Sends nothing until the time of a `Retry-After` header, or for a while that doubles each time. */
  limit(header: string | undefined): void {
    const now = Date.now();
    const wait = Math.max(retryAfter(header, now) ?? 0, firstBackoffMs * 2 ** Math.min(this.#limits++, 6));
    this.#notBefore = Math.max(this.#notBefore, now + wait);
  }

  /** Call this after a response that is not rate limited. */
  passed(): void {
    this.#limits = 0;
  }

  async #ready(signal: AbortSignal | undefined): Promise<void> {
    let wait = this.#notBefore - Date.now();
    if (wait > maxLimitMs)
      throw new PlanError(
        'failing',
        problem(
          'The server requires a wait of {0} minutes before the next request. Resume after that.',
          Math.ceil(wait / 60_000),
        ),
      );
    if (wait > 0) this.#onWait(true);
    try {
      for (; wait > 0; wait = this.#notBefore - Date.now()) await pause(wait, signal, this.#host);
    } finally {
      this.#onWait(false);
    }
    if (signal?.aborted) await pause(0, signal, this.#host);
  }
}
