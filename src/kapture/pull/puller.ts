import type { Exchange, KaptureClient, Target } from '../client.ts';
import { readCustomer, type Customer } from '../customer.ts';
import { KaptureError, type KaptureErrorReason } from '../errors.ts';
import { isEmptyPull } from '../reply.ts';
import type { Window } from './windows.ts';

/** What became of one window. */
export type WindowResult =
  | { readonly window: Window; readonly customers: readonly Customer[]; readonly error?: undefined; readonly exchange?: undefined }
  /** No reply came. */
  | { readonly window: Window; readonly customers: readonly Customer[]; readonly error: KaptureError; readonly exchange?: undefined }
  /** A reply came that is no good; the complete records of one that broke off are kept. */
  | { readonly window: Window; readonly customers: readonly Customer[]; readonly error?: undefined; readonly exchange: Exchange };

export interface PullOptions {
  readonly client: KaptureClient;
  readonly target: Target;
  readonly signal: AbortSignal;
  /** Called as each window ends, in whatever order they do. */
  readonly onWindow: (result: WindowResult) => void;
}

/**
 * Pulls windows, a few at a time in the order given. Resolves when all have ended or the signal was aborted; windows that
 * were cancelled are not reported. Once the key is refused, the host cannot be reached or it goes on asking for fewer
 * requests, the windows left are reported with that same failure and not asked for: it would do harm sooner than help.
 */
export async function pullWindows(windows: readonly Window[], { client, target, signal, onWindow }: PullOptions): Promise<void> {
  const waiting = windows.values();
  // A mistake in one worker ends the others too, or they would run on with nobody to see it.
  const mistake = new AbortController();
  const stop = AbortSignal.any([signal, mistake.signal]);
  let hopeless: WindowResult | undefined;
  const worker = async (): Promise<void> => {
    for (const window of waiting) {
      if (stop.aborted) return;
      const result = hopeless ? { ...hopeless, window, customers: [] } : await pullWindow(window, client, target, stop);
      if (!result) return;
      if (isHopeless(result)) hopeless = result;
      onWindow(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: target.connection.parallelPulls }, worker));
  } finally {
    mistake.abort();
  }
}

/** The next window would fare no better. */
export const beyondHope: ReadonlySet<KaptureErrorReason> = new Set(['name-not-found', 'refused', 'tls', 'proxy', 'proxy-auth', 'ca-file']);

function isHopeless({ error, exchange }: WindowResult): boolean {
  const trouble = exchange?.reply.reading.trouble;
  return (error !== undefined && beyondHope.has(error.reason)) || trouble === 'unauthorized' || trouble === 'rate-limited';
}

async function pullWindow(window: Window, client: KaptureClient, target: Target, signal: AbortSignal): Promise<WindowResult | undefined> {
  let exchange: Exchange;
  try {
    exchange = await client.send('pull', JSON.stringify([{ start_date: window.start, end_date: window.end }]), target, { signal });
  } catch (error) {
    if (KaptureError.is(error, 'cancelled')) return undefined;
    if (KaptureError.is(error)) return { window, customers: [], error };
    throw error;
  }
  const customers = customersOf(exchange);
  const { reading } = exchange.reply;
  const good = reading.outcome === 'success' || isEmptyPull(reading);
  return good ? { window, customers } : { window, customers, exchange };
}

/** The customers in the reply of a Pull or Get. */
export function customersOf({ reply, timeZone }: Exchange): Customer[] {
  return reply.reading.records
    .map(({ start, end }) => readCustomer(reply.text.slice(start, end), timeZone))
    .filter((customer) => customer !== undefined);
}
