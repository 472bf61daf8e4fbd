import assert from 'node:assert/strict';
import { strictText } from '../../src/kapture/json/looseJson.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { sendAsOtherUser } from '../sendAsOtherUser.ts';
import { backedUp } from './backups.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const qwera = '65033646';
// VS Code in a browser saves automatically by default, unlike the desktop.
const settings: Record<string, unknown> = { 'kapture.defaultConnection': 'Sandbox', 'files.autoSave': 'off' };

describe('editing a customer', () => {
  let sandbox: Sandbox;
  let workbench: Workbench;

  // The sandbox starts before VS Code, whose settings contain its port.
  before(async () => {
    sandbox = await startSandbox();
    settings['kapture.sandbox.port'] = sandbox.port;
  });
  after(() => sandbox.close());

  const vscode = useWorkbench({ settings });
  before(() => {
    workbench = vscode.workbench;
  });

  const stored = async (id: string): Promise<Record<string, unknown>> =>
    (
      JSON.parse(strictText(await sendAsOtherUser(sandbox.url, 'get', [{ kapture_customer_id: id }]))) as {
        'Customer Details': Record<string, unknown>;
      }
    )['Customer Details'];

  /** Selects the value of a field with the keyboard after a click, and types over it. */
  const customerRow = () => workbench.page.locator('.pane-body .monaco-list-row[aria-label^="Customer "]').first();
  const dirtyTab = () => workbench.page.locator('.editor-group-container.active .tab.active.dirty');

  it('the pencil on a row → opens the customer document', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Today');
    await workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customer"]').first().click();
    const row = customerRow();
    await row.hover();
    await workbench.screenshot('edit-tree');
    await row.getByRole('button', { name: 'Edit Customer…' }).click();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.waitForEditorText('"customer_name"');
    await workbench.screenshot('edit-opened', 'Dark Modern');
    await workbench.runCommand('View: Close All Editors');
  });

  it('Edit Customer by ID, changed and saved → is stored, and the status bar says so', async () => {
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.shown();
    await workbench.screenshot('edit-by-id');
    await workbench.quickInput.type(qwera);
    await workbench.quickInput.accept();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.typeOver('city', 'Agra');
    await dirtyTab().waitFor();
    await workbench.screenshot('edit-changed', 'Light Modern');
    await workbench.save();
    await workbench.statusBarItem('Saved on Sandbox: city').waitFor();
    assert.equal((await stored(qwera))['city'], 'Agra');
    await workbench.screenshot('edit-saved', 'Dark Modern');
  });

  it('Show Changes → the stored and the edited values', async () => {
    await workbench.typeOver('state', 'Uttar Pradesh');
    await workbench.titleAction('Show Changes').click();
    await workbench.page.locator('.monaco-diff-editor .modified').getByText('Uttar Pradesh').first().waitFor();
    await workbench.page.locator('.monaco-diff-editor .original').getByText('Karnataka').first().waitFor();
    await workbench.screenshot('edit-changes', 'Light Modern');
    await workbench.screenshot('edit-changes', 'Dark Modern');
    await workbench.runCommand('View: Close Editor');
    await workbench.press('Control+S');
    await workbench.statusBarItem('Saved on Sandbox: state').waitFor();
  });

  it('another user changes the same field → a conflict, Compare, and Overwrite', async () => {
    await workbench.typeOver('city', 'Delhi');
    await sendAsOtherUser(sandbox.url, 'update', { kapture_customer_id: qwera, city: 'Goa' });
    await workbench.press('Control+S');
    const conflict = workbench.notification(/The content of the file is newer/);
    await conflict.waitFor();
    await workbench.notification('city is now “Goa”; you change it to “Delhi”.').waitFor();
    assert.equal((await stored(qwera))['city'], 'Goa');
    await dirtyTab().waitFor();
    await workbench.screenshot('edit-conflict', 'Light Modern');
    await workbench.screenshot('edit-conflict', 'Dark Modern');
    await workbench.answerNotification(/The content of the file is newer/, 'Compare');
    await workbench.page.locator('.monaco-diff-editor .original').getByText('Goa').first().waitFor();
    await workbench.page.locator('.monaco-diff-editor .modified').getByText('Delhi').first().waitFor();
    await workbench.screenshot('edit-compare', 'Light Modern');
    await workbench.screenshot('edit-compare', 'Dark Modern');
    await workbench.page.getByRole('button', { name: 'Use your changes and overwrite file contents' }).first().click();
    await workbench.waitFor('the overwritten city', async () => (await stored(qwera))['city'] === 'Delhi');
  });

  it("Don't Send → VS Code says that nothing was sent, and nothing else", async () => {
    await dirtyTab().waitFor({ state: 'detached' });
    await workbench.typeOver('city', '');
    await workbench.press('Control+S');
    await workbench.answerDialog('Send a blank value for city to Sandbox?', "Don't Send");
    const message = workbench.notification(/Nothing was sent/);
    await message.waitFor();
    assert.match(
      await message.innerText(),
      /^Failed to save '[^':]+': Nothing was sent\. Your changes are still in the editor\.$/m,
    );
    await workbench.screenshot('edit-declined', 'Light Modern');
    await dirtyTab().waitFor();
    assert.equal((await stored(qwera))['city'], 'Delhi');
    await workbench.dismissNotifications();
    await workbench.runCommand('File: Revert File');
  });

  it('a window reload → unsaved changes and their original are restored', async () => {
    // The original of a saved document is not stored.
    await dirtyTab().waitFor({ state: 'detached' });
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type(qwera);
    await workbench.quickInput.accept();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.typeOver('customer_name', 'Usha');
    await dirtyTab().waitFor();
    await backedUp(workbench, '"Usha"');
    await workbench.reload();
    await workbench.waitForEditorText('"customer_name": "Usha"');
    await dirtyTab().waitFor();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await sendAsOtherUser(sandbox.url, 'update', { kapture_customer_id: qwera, country: 'Bharat' });
    await workbench.focusEditor();
    await workbench.press('Control+S');
    await workbench.notification(/Merged country “Bharat” from the server for /).waitFor();
    const { name, country } = await stored(qwera);
    assert.deepEqual({ name, country }, { name: 'Usha', country: 'Bharat' });
    await workbench.dismissNotifications();
  });

  it('the auth key is rejected before a save → the reason, a message with Set Auth Key, and the text is unchanged', async () => {
    await workbench.typeOver('city', 'Pune');
    sandbox.setFault({ fault: '401' });
    await workbench.press('Control+S');
    await workbench.notification('Kapture rejected the auth key for Sandbox.').waitFor();
    const offer = workbench.notification('Set the auth key for Sandbox, then save the customer again.');
    await offer.getByText('Set Auth Key', { exact: true }).waitFor();
    await workbench.screenshot('edit-failed', 'Light Modern');
    assert.equal(await workbench.page.locator('.notifications-toasts .notification-toast').count(), 2);
    sandbox.setFault({ fault: 'none' });
    await dirtyTab().waitFor();
    await workbench.dismissNotifications();
    await workbench.runCommand('File: Revert File');
    await workbench.waitForEditorText('"city": "Delhi"');
  });
});
