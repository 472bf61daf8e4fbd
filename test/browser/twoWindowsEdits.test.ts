import assert from 'node:assert/strict';
import { sandboxPassword, sandboxUser, startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { backedUp, tabWrittenDown } from './backups.ts';
import { useWorkbench, Workbench } from './harness.ts';

const qwera = '65033646';
const nishchal = '61371820';

describe('edits in two windows of one folder', () => {
  let sandbox: Sandbox;
  let first: Workbench;
  let second: Workbench;

  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    return {
      settings: {
        'kapture.defaultConnection': 'Sandbox',
        'kapture.sandbox.port': sandbox.port,
        'files.autoSave': 'off',
      },
    };
  });
  before(async () => {
    first = vscode.workbench;
    second = await Workbench.open(first.page.context(), first.page.url(), first.folder);
    await first.page.bringToFront();
  });
  after(() => sandbox.close());

  async function send(path: string, body: unknown): Promise<string> {
    const headers = { authorization: `Basic ${btoa(`${sandboxUser}:${sandboxPassword}`)}` };
    const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.text();
  }
  const updateAsOtherUser = (fields: object, id = qwera) =>
    send('/add-update-customer-from-other-source.html', { kapture_customer_id: id, ...fields });
  async function stored(id = qwera): Promise<Record<string, unknown>> {
    const response = await send('/search-customer-by-customer-id.html', [{ kapture_customer_id: id }]);
    return (JSON.parse(response) as { 'Customer Details': Record<string, unknown> })['Customer Details'];
  }

  async function edit(workbench: Workbench, id = qwera, name = 'Qwera'): Promise<void> {
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type(id);
    await workbench.quickInput.accept();
    await workbench.waitForEditorText(`"customer_name": "${name}"`);
  }

  async function typeCity(workbench: Workbench, from: string, to: string): Promise<void> {
    await workbench.editorText(from).dblclick();
    await workbench.type(to);
    await workbench.waitForEditorText(`"city": "${to}"`);
  }

  it('saved at the same time → one is sent, and the other is refused and then compared', async () => {
    await updateAsOtherUser({ city: 'Bangalore' }, nishchal);
    await edit(first, nishchal, 'Nishchal');
    await typeCity(first, 'Bangalore', 'Agra');
    await second.page.bringToFront();
    await edit(second, nishchal, 'Nishchal');
    await typeCity(second, 'Bangalore', 'Pune');
    // Because of the delay, both windows read before either of them writes.
    sandbox.setFault({ fault: 'slow', seconds: 3 });
    await second.press('Control+S');
    await first.page.bringToFront();
    await first.press('Control+S');
    // Either of the two windows may write first.
    const saveRefused = (workbench: Workbench) =>
      workbench.notification('Another save of this customer is in progress').waitFor();
    const agraWins = { saver: first, other: second, city: 'Agra' };
    const puneWins = { saver: second, other: first, city: 'Pune' };
    const { saver, other, city } = await Promise.any([
      saveRefused(first).then(() => puneWins),
      saveRefused(second).then(() => agraWins),
    ]);
    sandbox.setFault({ fault: 'none' });
    await saver.page.bringToFront();
    await saver.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    assert.equal((await stored(nishchal))['city'], city);
    await other.page.bringToFront();
    await other.dismissNotifications();
    await other.focusEditor();
    await other.press('Control+S');
    await other.notification(/The content of the file is newer/).waitFor();
    assert.equal((await stored(nishchal))['city'], city);
    await other.dismissNotifications();
    await other.runCommand('File: Revert File');
    await other.waitForEditorText(`"city": "${city}"`);
    await first.page.bringToFront();
  });

  it("the same customer in both → each keeps its own original, and a reload does not revert another user's change", async () => {
    await edit(first);
    await typeCity(first, 'Bangalore', 'Agra');
    await backedUp(first, '"Agra"');
    await updateAsOtherUser({ state: 'Goa' });
    await second.page.bringToFront();
    await edit(second);
    await second.waitForEditorText('"state": "Goa"');
    await first.page.bringToFront();
    await first.reload();
    // VS Code also restores the tabs of the other window.
    await first.page.locator('.tab.dirty').filter({ hasText: qwera }).click();
    await first.waitForEditorText('"city": "Agra"');
    await first.focusEditor();
    await first.press('Control+S');
    await first.notification(/Merged state “Goa” from the server for /).waitFor();
    const { city, state } = await stored();
    assert.deepEqual({ city, state }, { city: 'Agra', state: 'Goa' });
    await first.dismissNotifications();
  });

  it('one document in both windows → its original is lost, and a save reports a conflict', async () => {
    await typeCity(first, 'Agra', 'Pune');
    await backedUp(first, '"Pune"');
    await tabWrittenDown(first, qwera);
    await second.page.bringToFront();
    await second.reload();
    await second.page.locator('.tab.dirty').filter({ hasText: qwera }).click();
    await second.waitForEditorText('"city": "Pune"');
    await second.codeLens('Save to Sandbox').waitFor();
    await updateAsOtherUser({ state: 'Kerala' });
    await second.focusEditor();
    await second.press('Control+S');
    await second.notification(/The content of the file is newer/).waitFor();
    const { city, state } = await stored();
    assert.deepEqual({ city, state }, { city: 'Agra', state: 'Kerala' });
    await second.answerNotification(/The content of the file is newer/, 'Compare');
    await second.page.locator('.monaco-diff-editor .original').getByText('Kerala').first().waitFor();
  });
});
