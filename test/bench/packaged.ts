import path from 'node:path';
import { runFolder } from '../vscode/cacheFolder.ts';
import { runScript, runTool } from './childProcesses.ts';
import { once } from './once.ts';

/** What is in dist/, packaged as for the tests, but apart from their file. Returns the path of the .vsix; made once a run. */
export const ourVsix = once(packageOurs);

async function packageOurs(): Promise<string> {
  const file = path.join(await runFolder('bench-vsix'), 'ours.vsix');
  // of two --out, the last counts
  await runScript('package:test', ['--out', file]);
  return file;
}

/** Packages another extension, the one in `folder`, as `file`. */
export async function packaged(folder: string, file: string): Promise<string> {
  await runTool(
    '@vscode/vsce/vsce',
    ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file],
    folder,
  );
  return file;
}
