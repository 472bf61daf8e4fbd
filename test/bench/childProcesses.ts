import path from 'node:path';
import type { SpawnOptions } from 'node:child_process';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { startOwned } from '../vscode/ownedProcess.ts';

/** Runs a program of node_modules in `cwd` to its end. If it fails, throws its last output. */
export function runTool(file: string, args: readonly string[], cwd: string): Promise<void> {
  return runToEnd(process.execPath, [path.join(repositoryRoot, 'node_modules', file), ...args], { cwd });
}

/** Runs a script of package.json to its end. If it fails, throws its last output. */
export function runScript(script: string, args: readonly string[]): Promise<void> {
  const all = ['run', '--silent', script, '--', ...args];
  // `npm run` sets the path of npm's program, which avoids looking for npm.cmd on Windows.
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js')
    ? runToEnd(process.execPath, [npm, ...all], { cwd: repositoryRoot })
    : runToEnd('npm', all, { cwd: repositoryRoot, shell: process.platform === 'win32' });
}

async function runToEnd(command: string, args: readonly string[], options: SpawnOptions): Promise<void> {
  const running = await startOwned(command, args, options);
  const { code } = await running.ended;
  await running.stop();
  if (code !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${running.recentLines().join('\n')}`);
}

export interface SandboxProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** The built sandbox in its own process, so that its work is not measured. */
export async function startSandboxProcess(customers?: number): Promise<SandboxProcess> {
  const sandbox = await startOwned(process.execPath, [
    path.join(repositoryRoot, 'dist', 'cli', 'kapture.mjs'),
    'sandbox',
    '--port',
    '0',
    ...(customers === undefined ? [] : ['--customers', String(customers)]),
  ]);
  const url = await new Promise<string>((resolve, reject) => {
    sandbox.onLine((line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    void sandbox.ended.then(() => reject(new Error(`The sandbox did not start:\n${sandbox.recentLines().join('\n')}`)));
  });
  return { url, stop: () => sandbox.stop() };
}
