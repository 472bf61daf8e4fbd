import { systemReason } from './systemReason.ts';

/**
 * Lets the command finish if its output is no longer read, as in `kapture --help | head -1`. Calls `onLost` with a
 * sentence if it cannot be written for another reason, such as a full disk. The streams do not keep their errors.
 * Returns a function that stops this.
 */
export function allowClosedOutput(onLost: (problem: string) => void): () => void {
  const listener = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') onLost(`The output could not be written: ${systemReason(error)}.`);
  };
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on('error', listener);
  return () => streams.forEach((stream) => stream.off('error', listener));
}
