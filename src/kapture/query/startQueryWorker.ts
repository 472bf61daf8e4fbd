import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { QueryError } from './queryError.ts';
import type { QueryMessage, QueryThreadData } from './queryProtocol.ts';

/** A response of 100 MB needs up to 600 MB. */
const maxMegabytes = 1536;

/**
 * Starts a thread that evaluates queries. `script` is the built `queryWorker.ts`. `onEnd` is called when the thread has
 * ended, for any reason. A file that it had not completed is deleted then.
 */
export function startQueryWorker(
  script: string | URL,
  data: QueryThreadData,
  onMessage: (message: QueryMessage) => void,
  onEnd: (error: QueryError) => void,
): Worker {
  const worker = new Worker(script, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
  });
  let unfinished: string | undefined;
  worker.on('message', (message: QueryMessage) => {
    if (message.unfinished === undefined) onMessage(message);
    else unfinished = message.unfinished;
  });
  worker.on('error', (error: Error & { code?: string }) =>
    onEnd(new QueryError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'ended', error.message, error)),
  );
  worker.on('exit', () => {
    if (unfinished !== undefined) removeQuietly(unfinished);
    onEnd(new QueryError('ended', 'The thread ended unexpectedly.'));
  });
  return worker;
}

/** Deletes a file. What remains after a failure has a name that starts with a dot. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Such as a folder that is read-only now.
  }
}
