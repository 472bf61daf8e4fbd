import { KaptureError } from './kaptureError.ts';

/** The maximum number of times that a read is sent, including the first. */
export const maxAttempts = 3;
/** If the server asks for a longer wait, its response is shown instead of a retry. */
export const maxRetryWaitMs = 30_000;
/** The default wait before the first retry of a read. */
export const firstBackoffMs = 500;

/** How long to wait after an attempt (counted from 1), in milliseconds: doubles each time, plus or minus a quarter. */
export function backoffAfter(attempt: number, firstMs: number): number {
  return firstMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
}

/**
 * The wait that a `Retry-After` header requests, in milliseconds. It is in seconds or a date (RFC 9110). Undefined if
 * invalid.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/**
 * Resolves after `ms` milliseconds. Rejects with a {@link KaptureError} (`canceled`) if the signal is aborted first.
 */
export function pause(ms: number, signal: AbortSignal | undefined, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const canceled = (): void => {
      clearTimeout(timer);
      reject(new KaptureError('canceled', host, 'canceled'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', canceled);
      resolve();
    }, ms);
    if (signal?.aborted) canceled();
    else signal?.addEventListener('abort', canceled, { once: true });
  });
}
