import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { looks } from './looks.ts';
import { workspaceWithTable } from './planPage.ts';

const qwera = '65033646';
const count = 30;
const table = `Name,Phone\n${Array.from({ length: count }, (_, index) => `Customer ${index},${9_100_000_000 + index}\n`).join('')}`;

describe('a killed extension host', function () {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    const options = await workspaceWithTable(sandbox, 'adds.csv', table);
    return { ...options, settings: { ...options.settings, 'files.autoSave': 'off' } };
  });
  let workbench: Workbench;

  before(function () {
    // Windows has no `ps`.
    if (process.platform === 'win32') this.skip();
    workbench = vscode.workbench;
  });
  after(() => sandbox.close());

  const pane = (): Locator =>
    workbench.page.locator('.pane').filter({ has: workbench.page.locator('.pane-header', { hasText: 'History' }) });
  const entry = (name: RegExp): Locator => pane().getByRole('treeitem', { name }).first();

  it('during the save of a customer → the history says that its result is unknown', async function () {
    this.timeout(180_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    const header = workbench.page.locator('.pane-header').filter({ hasText: 'History' });
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type(qwera);
    await workbench.quickInput.accept();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.typeOver('city', 'Mumbai');
    sandbox.setFault({ fault: 'slow', seconds: 3 });
    const before = sandbox.requests;
    await workbench.press('Control+S');
    await workbench.waitFor('the read', () => sandbox.requests === before + 1);
    // The sandbox carries the write out at once, but has not responded when the extension host is killed.
    sandbox.setFault({ fault: 'slow', seconds: 600 });
    await workbench.waitFor('the write', () => sandbox.requests === before + 2);
    await entry(/^Update Customer, in progress/).waitFor();
    await workbench.screenshot('history-in-progress');
    await vscode.killExtensionHost();
    sandbox.setFault({ fault: 'none' });
    await entry(/^Update Customer, unknown, .*No response was recorded/).waitFor({ timeout: 60_000 });
    for (const [theme, width] of looks) {
      await workbench.setTheme(theme);
      await workbench.page.setViewportSize({ width, height: 900 });
      await entry(/^Update Customer, unknown/).waitFor();
      await workbench.screenshot(`history-unknown-${width}-${theme.split(' ')[0]!.toLowerCase()}`);
    }
  });

  it('the save again → a read, and no write', async function () {
    this.timeout(120_000);
    await workbench.dismissNotifications();
    const before = sandbox.requests;
    await workbench.focusEditor();
    await workbench.press('Control+S');
    await workbench.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
    assert.equal(sandbox.requests, before + 1, 'a read, and no write');
  });

  it('the entry → opens with what it means; Get Customer → the customer', async function () {
    this.timeout(120_000);
    await workbench.dismissNotifications();
    await entry(/^Update Customer, unknown/).click();
    await workbench.waitForEditorText('The write may have taken effect.');
    await workbench.codeLens('Get Customer').waitFor();
    await workbench.screenshot('history-unknown-opened', 'Light Modern');
    await workbench.codeLens('Get Customer').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.runCommand('View: Close All Editors');
  });
});
