import path from 'node:path';
import { runFolder } from '../vscode/cacheFolder.ts';
import { runScript, runTool } from './childProcesses.ts';
import { once } from './once.ts';

/** Packages dist/ as for the tests, in a separate file. Returns the path of the .vsix. Runs once. */
export const ourVsix = once(packageOurs);

async function packageOurs(): Promise<string> {
  const file = path.join(await runFolder('bench-vsix'), 'ours.vsix');
  // The last --out wins.
  await runScript('package:test', ['--out', file]);
  return file;
}

/** Packages the extension in `folder` as `file`. */
export async function packaged(folder: string, file: string): Promise<string> {
  await runTool(
    '@vscode/vsce/vsce',
    ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file],
    folder,
  );
  return file;
}
