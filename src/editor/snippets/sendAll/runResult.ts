import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { explainTrouble } from '../../shared/texts/explain.ts';
import { outcomeText } from '../../shared/texts/exchangeTexts.ts';
import { durationText } from '../../shared/texts/localTexts.ts';
import type { RequestFile } from './ports.ts';

/** A request of a run and what became of it. */
export interface RunResult {
  readonly file: RequestFile;
  /** `waiting`: its turn has not come. `not-sent`: it has no response, even if it may have been received. */
  readonly state: 'waiting' | 'success' | 'failed' | 'unreadable' | 'not-sent';
  /** Outcome, HTTP status and time; undefined without a response. */
  readonly summary?: string | undefined;
  /** Why it failed or has no response, in a sentence or in the server's words. */
  readonly reason?: string | undefined;
  /** Whether a write without a response may have been carried out. */
  readonly mayHaveArrived?: boolean;
  /** Undefined without a response, and for early responses of a run with very large ones. */
  exchange?: Exchange | undefined;
}

/** The requests of a run in their order. */
export interface Run {
  /** The folder, as a label. */
  readonly title: string;
  readonly results: RunResult[];
  /** The index of the request at which it stopped; undefined if it did not. */
  stop?: number | undefined;
}

/** The maximum size of the responses that a run keeps, in characters or bytes. */
const maxTotalLength = 50_000_000;

export function resultOf(
  file: RequestFile,
  exchange: Exchange | undefined,
  problem: string | undefined,
  mayHaveArrived = false,
): RunResult {
  if (!exchange) return { file, state: 'not-sent', reason: problem, mayHaveArrived };
  const { status, milliseconds, reading } = exchange.response;
  return {
    file,
    // The requests after it may rely on the record.
    state: reading.otherId === undefined ? reading.outcome : 'unreadable',
    summary: [outcomeText(reading.outcome), `HTTP ${status}`, durationText(milliseconds)].join(' · '),
    // The message of a success is not worth a line.
    reason: reading.outcome === 'success' ? problem : (problem ?? reading.message ?? explainTrouble(exchange)),
    exchange,
  };
}

/** Forgets the oldest responses of a run if all of them are too large to keep. The history still has them. */
export function limitResponses({ results }: Run): void {
  let length = 0;
  for (const result of results.toReversed()) {
    const text = result.exchange?.response.text ?? '';
    length += typeof text === 'string' ? text.length : text.heldBytes;
    if (length > maxTotalLength) result.exchange = undefined;
  }
}
