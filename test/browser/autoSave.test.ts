import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import assert from 'node:assert/strict';
import { backedUp } from './backups.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const qwera = '65033646';

describe('auto save', () => {
  let sandbox: Sandbox;
  let workbench: Workbench;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    return {
      settings: {
        'files.autoSave': 'afterDelay',
        'files.autoSaveDelay': 100,
        'kapture.defaultConnection': 'Sandbox',
        'kapture.sandbox.port': sandbox.port,
      },
    };
  });

  before(() => {
    ({ workbench } = vscode);
  });
  after(() => sandbox.close());

  async function city(): Promise<unknown> {
    const response = await fetch(`${sandbox.url}/search-customer-by-customer-id.html`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${sandboxUser}:${sandboxPassword}`)}` },
      body: JSON.stringify([{ kapture_customer_id: qwera }]),
    });
    return ((await response.json()) as { 'Customer Details': { city: unknown } })['Customer Details'].city;
  }

  it('a change → is sent only when the user saves, not by auto save, and not after a window reload', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type(qwera);
    await workbench.quickInput.accept();
    await workbench.waitForEditorText('"city": "Bangalore"');
    await workbench.editorText('Bangalore').dblclick();
    await workbench.type('Surat');
    await workbench.notification('Auto Save never sends a customer').waitFor();
    assert.equal(await city(), 'Bangalore');
    // VS Code drops a save while it is still trying another save of the same text, which auto save does here.
    await workbench.waitFor('the customer to be saved by hand', async () => {
      await workbench.press('Control+S');
      return (await city()) === 'Surat';
    });
    await workbench.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
    await workbench.dismissNotifications();
    await workbench.editorText('Surat').dblclick();
    await workbench.type('Agra');
    await backedUp(workbench, '"Agra"');
    await workbench.reload();
    await workbench.waitForEditorText('"city": "Agra"');
    await workbench.page.locator('.editor-group-container.active .tab.active.dirty').waitFor();
    // VS Code has tried to save, and the save was refused.
    await workbench.notification('Failed to save').waitFor();
    assert.equal(await city(), 'Surat');
  });
});
