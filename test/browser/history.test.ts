import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { demoWithSandbox } from './demo.ts';
import { useWorkbench, Workbench } from './harness.ts';

/**
 * A script that tells whether VS Code's saved state contains `part` of a URI. In a browser, VS Code saves its state
 * every few seconds.
 */
const isStateSaved = (part: string): string => `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    try {
      for (const store of database.objectStoreNames) {
        const values = await done(database.transaction(store).objectStore(store).getAll());
        if (values.some((value) => typeof value === 'string' && value.includes('${part}'))) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
})()`;

describe('the history view', () => {
  // The sandbox is not started by VS Code, because such a sandbox loses the added customer when the window is reloaded.
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    return { ...demoWithSandbox, settings: { ...demoWithSandbox.settings, 'kapture.sandbox.port': sandbox.port } };
  });
  after(() => sandbox.close());
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  // Other views in the side bar have rows too.
  const pane = ({ page }: Workbench) =>
    page.locator('.pane').filter({ has: page.locator('.pane-header').filter({ hasText: 'History' }) });
  const rows = (window = workbench) => pane(window).locator('.monaco-list-row[aria-label*=" Customer, "]');
  const row = (name: RegExp) => pane(workbench).getByRole('treeitem', { name }).first();
  const header = ({ page }: Workbench) => page.locator('.pane-header').filter({ hasText: 'History' });
  const openHistory = async (window = workbench): Promise<void> => {
    await window.clickActivityBar('Kapture');
    if ((await header(window).getAttribute('aria-expanded')) !== 'true') await header(window).click();
  };

  it('no requests yet → the view says what appears here', async () => {
    await openHistory();
    await workbench.page.getByText('Requests that you send appear here with their responses').waitFor();
    await workbench.screenshot('history-empty', 'Light Modern');
  });

  it('two requests → a row for each', async () => {
    await workbench.openFile('3 add.kapture-add.json');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await row(/Add Customer, failed.*Both email and mobile number/).waitFor();
    await workbench.waitFor('two rows', async () => (await rows().count()) === 2);
    assert.match(await row(/Add Customer, success/).innerText(), /^Qwera.*\s*Add Customer · \d+:\d\d/);
    await workbench.screenshot('history', 'Dark Modern');
  });

  it('a window reload → the same rows', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.reload();
    await openHistory();
    await row(/Add Customer, success/).waitFor();
    assert.equal(await rows().count(), 2);
  });

  it('click on a row → its response, which a reload restores', async () => {
    await row(/Add Customer, failed/).click();
    await workbench.waitForEditorText('"status": "failed"');
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await workbench.screenshot('history-response', 'Light Modern');
    await workbench.waitFor('the saved editors', () =>
      workbench.page.evaluate<boolean>(isStateSaved('kapture-history:')),
    );
    await workbench.reload();
    await workbench.waitForEditorText('"status": "failed"');
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
  });

  it('click on its outcome → request and response headers, which a reload restores', async () => {
    await workbench.anyCodeLens('failed · HTTP 400').click();
    await workbench.waitForEditorText(/"phone":"9874563725"[^]*HTTP\/1\.1 400[^]*content-type: application\/json/);
    await workbench.screenshot('history-headers', 'Dark Modern');
    await workbench.waitFor('the saved editors', () =>
      workbench.page.evaluate<boolean>(isStateSaved('.kapture-headers?headers')),
    );
    await workbench.reload();
    await workbench.waitForEditorText(/HTTP\/1\.1 400/);
    await workbench.runCommand('View: Close All Editors');
  });

  it('Compare Responses of two → a diff of the two', async () => {
    await openHistory();
    await row(/Add Customer, failed/).click();
    await row(/Add Customer, success/).click({ modifiers: ['ControlOrMeta'] });
    await row(/Add Customer, success/).click({ button: 'right' });
    await workbench.screenshot('history-menu-two');
    await workbench.chooseFromMenu('Compare Responses');
    await workbench.page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.page
      .locator('.monaco-diff-editor .modified')
      .getByText('Both email and mobile number')
      .first()
      .waitFor();
    await workbench.screenshot('history-compare', 'Dark Modern');
  });

  it('Send Again from the menu of a row, and from the Command Palette after a confirmation → a new row each time, and the response', async () => {
    await workbench.runCommand('View: Close All Editors');
    // Select one of the two rows only.
    await row(/Add Customer, success/).click();
    await workbench.waitForEditorText('"Enquiry"');
    await row(/Add Customer, success/).click({ button: 'right' });
    await workbench.screenshot('history-menu');
    await workbench.chooseFromMenu('Send Again');
    await workbench.waitFor('three rows', async () => (await rows().count()) === 3);
    await workbench.anyCodeLens(/HTTP \d+/).waitFor();
    await workbench.screenshot('history-resent', 'Light Modern');
    await row(/Add Customer, success/).click();
    await workbench.waitForEditorText('"Enquiry"');
    await workbench.runCommand('Kapture: Send Again');
    await workbench.answerDialog('Add customer “Qwera” to Sandbox?', 'Add to Sandbox');
    await workbench.waitFor('four rows', async () => (await rows().count()) === 4);
    // The response receives the focus once it is open, which can be after its row appears.
    await workbench.waitForEditorText('already exist');
    await row(/Add Customer, success/).click();
    await workbench.waitForEditorText('"Enquiry"');
    await workbench.titleAction('More Actions').click();
    await workbench.chooseFromMenu('Send Again');
    await workbench.waitFor('five rows', async () => (await rows().count()) === 5);
  });

  it('Open Request → a draft that can be sent', async () => {
    await workbench.runCommand('View: Close All Editors');
    await row(/Add Customer, failed/).click({ button: 'right' });
    await workbench.chooseFromMenu('Open Request');
    await workbench.waitForEditorText('"customer_name"');
    await workbench.codeLens('Send to Sandbox').waitFor();
    await workbench.screenshot('history-request', 'Dark Modern');
    await workbench.runCommand('View: Close All Editors');
    await workbench.answerDialog(/add-customer/, "Don't Save");
  });

  it('Delete by keyboard → a confirmation, then the row is gone', async () => {
    await row(/Add Customer, failed/).click();
    await workbench.waitForEditorText('"status": "failed"');
    await workbench.press('Enter');
    await workbench.editor().locator(':focus').waitFor({ state: 'attached' });
    await row(/Add Customer, failed/).click();
    await workbench.press('Delete');
    await workbench.dialog(/Delete this entry from the history\?.*Add Customer · failed/s).waitFor();
    await workbench.screenshot('history-delete-confirmation');
    await workbench.answerDialog('Delete this entry from the history?', 'Delete');
    await workbench.waitFor('four rows', async () => (await rows().count()) === 4);
    await workbench.screenshot('history-deleted', 'Light Modern');
  });

  it('a second window → the same rows; its requests → also appear in the first', async () => {
    const second = await Workbench.open(workbench.page.context(), workbench.page.url(), workbench.folder);
    await openHistory(second);
    await second.waitFor('four rows', async () => (await rows(second).count()) === 4);
    await second.openFile('2 get.kapture-get.json');
    await second.codeLens('Send to Sandbox').click();
    await second.waitFor('five rows', async () => (await rows(second).count()) === 5);
    await second.page.close();
    await header(workbench).click();
    await openHistory();
    await workbench.waitFor('five rows', async () => (await rows().count()) === 5);
    await workbench.screenshot('history-five', 'Dark Modern');
  });

  const chooseHistory = async (): Promise<void> => {
    await workbench.runCommand('Kapture: Delete Stored Data…');
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'History' }).click();
    await workbench.press('Enter');
  };

  it('Delete Stored Data → a confirmation whose default button deletes nothing', async () => {
    await chooseHistory();
    await workbench.dialog('Delete stored data?').waitFor();
    await workbench.waitFor('the focus on the safe button', async () =>
      (await workbench.page.locator(':focus').innerText()).includes("Don't Delete"),
    );
    await workbench.press('Enter');
    await workbench.dialog('Delete stored data?').waitFor({ state: 'detached' });
    assert.equal(await rows().count(), 5);
    await chooseHistory();
    await workbench.screenshot('history-clear');
    await workbench.answerDialog('Delete stored data?', 'Delete Sandbox Only');
    await workbench.page.getByText('Requests that you send appear here with their responses').waitFor();
  });
});
