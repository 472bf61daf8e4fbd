import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import type { MessageAction } from '../questions/messages.ts';
import type { SentExchange, StartedWrite, WriteRecorder } from './sending.ts';

/** Ends a request before it is sent. */
export class NotSent extends Error {
  /** Tells the user why. Undefined if the user decided so, or was already told. */
  readonly sentence: string | undefined;
  /** What the user can do about it. */
  readonly actions: readonly MessageAction[];

  constructor(sentence?: string, ...actions: MessageAction[]) {
    super(sentence);
    this.sentence = sentence;
    this.actions = actions;
  }
}

/**
 * How long a write waits for its record, in milliseconds. Storing one takes about a millisecond, but a history that is
 * being cleared, or a slow disk, must not delay a request for long.
 */
const maxWaitMs = 500;

/**
 * Sends a write once it is recorded, and records why if there is no response. If the process is killed during the
 * request, the record stays, unless storing it took longer than the wait.
 */
export async function sendRecorded(
  write: StartedWrite,
  {
    recorder,
    send,
    explain,
  }: {
    readonly recorder: WriteRecorder;
    readonly send: () => Promise<Exchange>;
    /** A sentence about an error. */
    readonly explain: (error: KaptureError) => string;
  },
): Promise<Pick<SentExchange, 'exchange' | 'record'>> {
  const record = recorder.begin(write);
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([record, new Promise((resolve) => (timer = setTimeout(resolve, maxWaitMs)))]);
  clearTimeout(timer);
  try {
    return { exchange: await send(), record };
  } catch (error) {
    const reason = reasonOf(error, explain);
    recorder.end(record, reason && write.redact(reason));
    throw error;
  }
}

/** Why there is no response; undefined if nothing was sent. */
function reasonOf(error: unknown, explain: (error: KaptureError) => string): string | undefined {
  if (error instanceof NotSent) return undefined;
  if (KaptureError.is(error)) return error.wasSent ? explain(error) : undefined;
  return error instanceof Error ? error.message : String(error);
}
