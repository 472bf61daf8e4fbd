import { KaptureError } from './kaptureError.ts';

/** How often a read is sent, the first time included. */
export const attempts = 3;
/** A server that wants us to wait longer than this gets its say shown instead. */
export const longestWaitMs = 30_000;
/** The first wait before a read is tried again, unless somebody says otherwise. */
export const firstBackoffMs = 500;

/** How long to wait after a try, in milliseconds: twice as long each time, give or take a quarter. */
export function waitAfter(attempt: number, firstMs: number): number {
  return firstMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
}

/** `Retry-After` in seconds or as a date (RFC 9110), as milliseconds from now. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/** Resolves after so many milliseconds. Throws a {@link KaptureError} (`cancelled`) if the signal is aborted first. */
export function pause(ms: number, signal: AbortSignal | undefined, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => {
      clearTimeout(timer);
      reject(new KaptureError('cancelled', host, 'cancelled'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    }, ms);
    if (signal?.aborted) cancelled();
    else signal?.addEventListener('abort', cancelled, { once: true });
  });
}
