import type { Exchange } from '../../../../kapture/exchange/exchange.ts';
import { KaptureError } from '../../../../kapture/http/kaptureError.ts';
import type { SentExchange, StartedWrite, WriteRecorder } from '../sentExchange.ts';
import { NotSent } from './notSent.ts';

/**
 * How long a write waits for its record, in milliseconds. Storing one takes about a millisecond, but a history that is
 * being cleared, or a slow disk, must not delay a request for long.
 */
const maxWaitMs = 500;

/** The response to a write, and the record of the write. */
export type RecordedExchange = Pick<SentExchange, 'exchange' | 'record'>;

interface RecordedSteps {
  readonly recorder: WriteRecorder;
  readonly send: () => Promise<Exchange>;
  /** A sentence about an error. */
  readonly explain: (error: KaptureError) => string;
}

/**
 * Sends a write once it is recorded, and records why if there is no response. If the process is killed during the
 * request, the record stays, unless storing it took longer than the wait.
 */
export async function sendRecorded(
  write: StartedWrite,
  { recorder, send, explain }: RecordedSteps,
): Promise<RecordedExchange> {
  const record = recorder.begin(write);
  await limitedWait(record);
  try {
    return { exchange: await send(), record };
  } catch (error) {
    const reason = reasonOf(error, explain);
    recorder.end(record, reason && write.redact(reason));
    throw error;
  }
}

/** Why there is no response; undefined if nothing was sent. */
function reasonOf(error: unknown, explain: RecordedSteps['explain']): string | undefined {
  if (error instanceof NotSent) return undefined;
  if (KaptureError.is(error)) return error.wasSent ? explain(error) : undefined;
  return error instanceof Error ? error.message : String(error);
}

async function limitedWait(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, maxWaitMs)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
