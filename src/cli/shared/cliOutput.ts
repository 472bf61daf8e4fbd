import { systemReason } from './cliFiles.ts';

/** The number is limited, because an unlimited repetition overflows the stack of V8 on millions of blanks. */
const blanks = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]{1,1000}/gu;

/** A text of a server or a repository on one line, without control characters that the terminal would interpret. */
export function plain(text: string): string {
  const line = text.replace(blanks, ' ').replace(/ {2,}/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}

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
