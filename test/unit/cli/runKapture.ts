import path from 'node:path';
import { mock } from 'node:test';
import { runKapture } from '../../../src/cli/index.ts';

/** How a command has ended, and what it has printed. */
export interface EndedCommand {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly cwd: string;
  /** Variables to add. The others of this process stay, apart from those of Kapture. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The environment variable with the folder in which a command keeps its plans, in place of the home folder of the user.
 */
export function stateOf(cwd: string): { readonly XDG_STATE_HOME: string } {
  return { XDG_STATE_HOME: path.join(cwd, 'state') };
}

/** Runs `kapture` in this process, in a folder, and captures its output. */
export async function runInProcess(args: readonly string[], { cwd, env = {} }: RunOptions): Promise<EndedCommand> {
  const before = { cwd: process.cwd(), env: process.env };
  const texts = { out: '', err: '' };
  const captured = (['out', 'err'] as const).map((name) =>
    mock.method(name === 'out' ? process.stdout : process.stderr, 'write', (text: string | Uint8Array) => {
      texts[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    }),
  );
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('KAPTURE_') && name !== 'CI');
  process.env = { ...Object.fromEntries(kept), NO_COLOR: '1', ...stateOf(cwd), ...env };
  process.chdir(cwd);
  try {
    const code = await runKapture(args);
    return { code, ...texts };
  } finally {
    for (const stream of captured) stream.mock.restore();
    process.chdir(before.cwd);
    process.env = before.env;
  }
}
