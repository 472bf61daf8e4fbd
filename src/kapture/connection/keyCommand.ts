import { execFile } from 'node:child_process';
import { problem, type Problem } from '../problem/problem.ts';
import { readAuthKey, type AuthKeyReading } from './authKey.ts';

/** Long enough for a password manager that asks for a fingerprint. */
const usualTimeoutMs = 60_000;

/** An auth key is shorter. In bytes. */
const maxOutput = 100_000;

/**
 * The auth key that a program prints. It is run without a shell. Its output is not in any problem, because it can be
 * the key, and neither are its arguments.
 */
export async function keyOfCommand(
  [program, ...args]: readonly [string, ...string[]],
  timeoutMs = usualTimeoutMs,
): Promise<AuthKeyReading> {
  const { output, problem: found } = await outputOf(program, args, timeoutMs);
  if (found) return { problem: found };
  const reading = readAuthKey(output.replace(/\r?\n$/, ''));
  if (!reading.problem) return reading;
  return { problem: problem('The output of {0} (keyCommand) is not an auth key. {1}', program, reading.problem) };
}

type Output =
  | { readonly output: string; readonly problem?: undefined }
  | { readonly output?: undefined; readonly problem: Problem };

function outputOf(program: string, args: readonly string[], timeoutMs: number): Promise<Output> {
  const { promise, resolve } = Promise.withResolvers<Output>();
  // The program is killed at the timeout even if it handles signals.
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxOutput, windowsHide: true } as const;
  const child = execFile(program, args, options, (error, output) => {
    if (error) resolve({ problem: problemOf(error, program, timeoutMs) });
    else resolve({ output });
  });
  // A program that asks for something on its standard input ends instead of waiting.
  child.stdin?.on('error', () => undefined).end();
  return promise;
}

/** The error itself contains the arguments and the output. */
function problemOf(
  { code, killed }: { readonly code?: string | number | null; readonly killed?: boolean },
  program: string,
  timeoutMs: number,
): Problem {
  if (code === 'ENOENT') return problem('The program {0} of keyCommand was not found.', program);
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return problem('The output of {0} (keyCommand) is too long for an auth key.', program);
  if (killed) return problem('{0} (keyCommand) did not end within {1} seconds.', program, timeoutMs / 1000);
  if (typeof code === 'number')
    return problem('{0} (keyCommand) ended with exit code {1}. Run it in a terminal to see why.', program, code);
  return problem('{0} (keyCommand) could not be run ({1}).', program, String(code));
}
