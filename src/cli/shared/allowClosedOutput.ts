import { systemReason } from './systemReason.ts';

/**
 * Lets the command finish if its output is no longer read, as in `kapture --help | head -1`. Calls `onLost` with a
 * sentence if it cannot be written for another reason, such as a full disk. The streams do not keep their errors.
 */
export function allowClosedOutput(onLost: (problem: string) => void): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') onLost(`The output could not be written: ${systemReason(error)}.`);
    });
}
