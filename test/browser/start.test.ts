import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../vscode/browser.ts';
import { cacheFolder, repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { startOwned, type OwnedProcess } from '../vscode/ownedProcess.ts';
import { Workbench } from './harness.ts';

describe('npm start', () => {
  let browser: Browser;
  let profile: string;
  let start: OwnedProcess;
  let workbench: Workbench;

  before(async function () {
    this.timeout(180_000); // The first run downloads VS Code.
    browser = await launchBrowser();
    profile = await runFolder('start');
    // This is what `npm start` runs after its build. The printed URL is opened as by a new visitor.
    const program = path.join(repositoryRoot, 'test', 'vscode', 'start.ts');
    start = await startOwned(process.execPath, [program, '--profile', profile]);
    const url = await new Promise<string>((resolve, reject) => {
      start.onLine((line) => {
        const found = /^ VS Code +(http\S+)/.exec(line)?.[1];
        if (found) resolve(found);
      });
      void start.ended.then(() => reject(new Error(`npm start ended:\n${start.recentLines().join('\n')}`)));
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    workbench = await Workbench.open(context, url, path.join(cacheFolder, 'demo'));
  });
  after(async function () {
    this.timeout(20_000);
    await browser?.close();
    await start?.stop();
  });

  it('the printed URL → a window with the extension and its sandbox', async function () {
    this.timeout(60_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.openFile('1 pull.kapture-pull.json');
  });

  it('the served extension → only files of the package', async () => {
    const files = await readdir(path.join(profile, 'served', 'extensions', 'kapture-crm-from-checkout'));
    const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'media', 'package.json'];
    assert.deepEqual(files.sort(), [...expected, 'package.nls.json']);
  });
});
