import { KaptureError, type KaptureErrorReason } from '../../kapture/http/kaptureError.ts';
import { UsageError } from './usage.ts';

/** The exit codes of all commands. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  stopped: 3,
  unauthorized: 4,
  network: 5,
  interrupted: 130,
} as const;

type Ending = keyof typeof exitCodes;

const meanings: Readonly<Record<Ending, string>> = {
  done: 'done',
  refused: 'the server refused the request, some rows or some cases, or there was an unexpected error',
  usage: 'wrong options or files, or a file could not be written',
  stopped: 'stopped, possibly after some rows were written. The run can be resumed',
  unauthorized: 'the server rejected the auth key',
  network: 'there was no usable response: the network, the host, its certificate or a proxy',
  interrupted: 'interrupted with Ctrl+C',
};

/** Each exit code with its meaning, for the help and the manual. */
export const exitCodeTable = Object.entries(exitCodes).map(([ending, code]) => ({
  code,
  meaning: meanings[ending as Ending],
}));

/** The end of the help of every command. */
export function exitCodeHelp(): string {
  const lines = exitCodeTable.map(({ code, meaning }) => `  ${String(code).padEnd(3)}  ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}`;
}

const endings: Readonly<Record<KaptureErrorReason, Ending>> = {
  'name-not-found': 'network',
  refused: 'network',
  tls: 'network',
  timeout: 'network',
  reset: 'network',
  'not-http': 'network',
  corrupt: 'network',
  'too-large': 'network',
  proxy: 'network',
  'proxy-auth': 'network',
  network: 'network',
  'ca-file': 'usage',
  'read-only': 'usage',
  'not-confirmed': 'usage',
  canceled: 'interrupted',
};

/** The exit code of a command that ends with an error. */
export function exitCodeOf(error: unknown): number {
  if (KaptureError.is(error)) return exitCodes[endings[error.reason]];
  return UsageError.is(error) ? exitCodes.usage : exitCodes.refused;
}
