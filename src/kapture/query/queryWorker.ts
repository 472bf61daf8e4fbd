import { parentPort, workerData } from 'node:worker_threads';
import { ExportError } from '../exports/atomicFile.ts';
import { StoreError } from '../store/storeError.ts';
import { compileJsonPath } from './jsonPath.ts';
import { readSource } from './readSource.ts';
import { type Queried, runQuery } from './runQuery.ts';
import {
  QueryError,
  type QueryMessage,
  type QueryRequest,
  type QueryThreadData,
  beats,
  canceled,
  inPattern,
} from './query.ts';

/*
 * Worker thread that evaluates queries on one source, one at a time. The source is read with the first valid query
 * and stays in memory. Built as a separate file.
 */
const { source, control, limitMs } = workerData as QueryThreadData;
const port = parentPort!;
const post = (message: QueryMessage): void => port.postMessage(message);

/** Milliseconds between messages about the progress. */
const progressMs = 150;
/** Checking the time takes longer than a step. */
const stepsPerCheck = 256;

/** Thrown to stop a query that is no longer wanted. */
class Canceled extends Error {}

let queried: Queried | undefined;
let current = 0;
let count = 0;
let steps = 0;
let started = 0;
let reported = 0;

/** Stops the current query if it was canceled or takes too long, and reports its progress. */
function step(): void {
  Atomics.add(control, beats, 1);
  if (Atomics.load(control, canceled) === current) throw new Canceled();
  if (++steps % stepsPerCheck) return;
  const now = performance.now();
  if (now - reported >= progressMs) {
    reported = now;
    post({ number: current, count });
  }
  if (now - started > limitMs) throw new QueryError('too-slow', 'The query took too long.');
}

async function answer({ number, query, output }: QueryRequest): Promise<QueryMessage> {
  [current, count, steps] = [number, 0, 0];
  const onPattern = (isInside: boolean): void => void Atomics.store(control, inPattern, Number(isInside));
  // An earlier thread may have ended during a regular expression.
  onPattern(false);
  const path = compileJsonPath(query, step, onPattern);
  if (path.problem) return { number, result: path };
  try {
    step();
    queried ??= readSource(source, step);
    started = reported = performance.now();
    post({ number, isEvaluating: true });
    const onCount = (found: number): void => {
      count = found;
      step();
    };
    const onFile = (unfinished: string): void => post({ number, unfinished });
    const result = await runQuery(path, queried, output, { onCount, onFile });
    return { number, result };
  } catch (caught) {
    if (caught instanceof Canceled) return { number, isCanceled: true };
    const { reason, message } = failureOf(caught);
    return { number, failure: { reason, message } };
  }
}

function failureOf(caught: unknown): Pick<QueryError, 'reason' | 'message'> {
  if (QueryError.is(caught)) return caught;
  const error = StoreError.from(caught);
  const message = error instanceof Error ? error.message : String(error);
  if (ExportError.is(error)) return { reason: 'not-written', message };
  if (StoreError.is(error, 'gone')) return { reason: 'gone', message };
  // A RangeError means that a string or an array is larger than JavaScript allows.
  return { reason: error instanceof RangeError ? 'too-large' : 'other', message };
}

// The thread receives one query at a time, so answers do not overlap.
port.on('message', (request: QueryRequest) => void answer(request).then(post));
