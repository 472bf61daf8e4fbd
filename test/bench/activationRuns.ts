import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { installExtension } from '../vscode/served.ts';
import { benchExtension } from './benchExtension.ts';
import { bundleInHost } from './bundleInHost.ts';
import type { HostReport } from './activationInHost.ts';
import { once } from './once.ts';
import { ourVsix, packaged } from './packaged.ts';
import { runForReport } from './reportOfHost.ts';

const hostStarts = 5;

/**
 * Installs the packaged extension and two empty ones into the served VS Code, starts it several times, and activates
 * all three with `activationInHost.ts` in each extension host. Runs once for all figures.
 */
export const activationRuns = once(runHosts);

async function runHosts(): Promise<HostReport[]> {
  const run = await runFolder('bench-activation');
  const dataDir = path.join(run, 'data');
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  const extensionTestsPath = await bundleInHost('activationInHost', run);
  const vsixes = [await ourVsix()];
  for (const name of ['empty-before', 'empty-after'])
    vsixes.push(await packaged(await benchExtension(run, name), path.join(run, `${name}.vsix`)));
  for (const vsix of vsixes) await installExtension(vsix, path.join(dataDir, 'extensions'), dataDir);
  // VS Code requires an extension under development to run tests. It is activated first and not counted.
  const extensionDevelopmentPath = await benchExtension(run, 'warm-up');

  const { publisher, name } = JSON.parse(await readFile(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
  };
  const found: HostReport[] = [];
  for (let start = 1; start <= hostStarts; start++) {
    console.error(`  extension host ${start} of ${hostStarts}`);
    found.push(
      await runForReport<HostReport>(
        {
          extensionDevelopmentPath,
          extensionTestsPath,
          workspace,
          dataDir,
          // At startup, VS Code would replace the older value `false` in a jsonc document, which activates our
          // extension.
          settings: { 'extensions.autoUpdate': 'off' },
          env: { KAPTURE_BENCH_EXTENSION: `${publisher}.${name}` },
        },
        path.join(run, `report-${start}.json`),
      ),
    );
  }
  return found;
}
