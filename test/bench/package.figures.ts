import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { installExtension } from '../vscode/served.ts';
import type { HostReport } from './activationInHost.ts';
import { median, once, spread, type Figure } from './figure.ts';
import { bundled, ourVsix, packaged } from './processes.ts';
import { runForReport } from './reportOfHost.ts';

export const figures: readonly Figure[] = [
  {
    /** The size of the package that users download. 1 kB is 1000 bytes. */
    name: 'vsix.kB',
    unit: 'kB',
    aim: 600,
    measure: async () => ({ value: (await stat(await ourVsix())).size / 1000, samples: 1 }),
  },
  {
    /** The activation time in a real extension host, minus that of an empty extension. */
    name: 'activation.ms',
    unit: 'ms',
    aim: 25,
    async measure() {
      const runs = await activations();
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const over = (what: 'total' | 'cpu'): number[] =>
        runs.map(({ ours, empty }) => ours[what] - mean(empty.map((one) => one[what])));
      return {
        value: median(over('total')),
        samples: runs.length,
        note: `${spread(over('total'), 1)}; in processor time ${median(over('cpu')).toFixed(1)} (${spread(over('cpu'), 1)})`,
      };
    },
  },
];

const hostStarts = 5;

/**
 * Installs the packaged extension and two empty ones into the served VS Code, starts it several times, and activates
 * all three with `activationInHost.ts` in each extension host.
 */
const activations = once(async (): Promise<HostReport[]> => {
  const run = await runFolder('bench-activation');
  const dataDir = path.join(run, 'data');
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  const extensionTestsPath = await bundled('activationInHost.ts', run);
  const vsixes = [await ourVsix()];
  for (const name of ['empty-before', 'empty-after'])
    vsixes.push(await packaged(await emptyExtension(run, name), path.join(run, `${name}.vsix`)));
  for (const vsix of vsixes) await installExtension(vsix, path.join(dataDir, 'extensions'), dataDir);
  // VS Code requires an extension under development to run tests. It is activated first and not counted.
  const extensionDevelopmentPath = await emptyExtension(run, 'warm-up');

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
});

/** Writes an extension that does nothing into a new folder of `run`. */
async function emptyExtension(run: string, name: string): Promise<string> {
  const folder = path.join(run, name);
  await mkdir(folder);
  const manifest = {
    name,
    publisher: 'kapture-bench',
    version: '1.0.0',
    license: 'MIT',
    type: 'module',
    main: './extension.js',
    engines: { vscode: '^1.105.0' },
    activationEvents: [],
    files: ['extension.js'],
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'extension.js'), 'export function activate() {}\n');
  return folder;
}
