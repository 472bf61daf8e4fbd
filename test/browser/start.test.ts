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
    this.timeout(180_000); // the first run downloads VS Code
    browser = await launchBrowser();
    profile = await runFolder('start');
    await begin();
  });
  after(async function () {
    this.timeout(20_000);
    await browser?.close();
    await start?.stop();
  });

  /** Starts as `npm start` does after its build, and opens the printed URL as a new visitor. */
  async function begin(): Promise<void> {
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
  }

  const tabs = (): Promise<string[]> => workbench.page.locator('.tab .label-name').allInnerTexts();

  it('the first start of a profile → the walkthrough', async function () {
    this.timeout(60_000);
    await workbench.page.locator('[data-done-step-id="kapture-devtools.kapture-crm#start#sandbox"]').first().waitFor();
    await workbench.screenshot('first-start');
    assert.equal((await tabs()).length, 1);
  });

  it('the served extension → only files of the package', async () => {
    const files = await readdir(path.join(profile, 'served', 'extensions', 'kapture-crm-from-checkout'));
    const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'media', 'package.json'];
    assert.deepEqual(files.sort(), [...expected, 'package.nls.json']);
  });

  it('a later start → no walkthrough', async function () {
    this.timeout(120_000);
    await start.stop();
    await begin();
    await workbench.page.setViewportSize({ width: 1280, height: 1600 }); // rows outside the visible part of a list do not exist
    await workbench.runCommand('Developer: Show Running Extensions');
    // The activation time is shown when the helper extension has finished.
    await workbench.page
      .getByRole('listitem')
      .filter({ hasText: /First Start.*\d+ms/s })
      .first()
      .waitFor();
    // Newer versions of VS Code show this list in a modal editor without a tab.
    assert.deepEqual(await tabs().then((labels) => labels.filter((label) => label !== 'Running Extensions')), []);
  });
});
