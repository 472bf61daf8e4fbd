import assert from 'node:assert/strict';
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

  // Starts before VS Code, whose settings contain the port.
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
      JSON.parse(await sendAsOtherUser(sandbox.url, 'get', [{ kapture_customer_id: id }])) as {
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
    await workbench.setTheme('Light Modern');
    await row.hover();
    await workbench.screenshot('edit-tree');
    await row.getByRole('button', { name: 'Edit Customer…' }).click();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.waitForEditorText('"customer_name"');
    await workbench.screenshot('edit-opened', 'Dark Modern');
    await workbench.runCommand('View: Close All Editors');
  });

  const focusedRow = (name: string) =>
    workbench.page.locator(`.pane-body .monaco-list:focus .monaco-list-row.focused[aria-label${name}]`);

  it('click on a row → its record as a preview; F2 → edits the customer, because the view keeps the focus', async () => {
    await customerRow().click();
    await workbench.waitForEditorText('"cmId"');
    await workbench.page.locator('.tab.active .monaco-icon-label.italic').waitFor();
    await focusedRow('^="Customer "').waitFor();
    await workbench.screenshot('edit-clicked', 'Dark Modern');
    await workbench.press('F2');
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.runCommand('View: Close All Editors');
  });

  it('Enter on a row → focuses its record; on a group → collapses and expands it', async () => {
    const isFocused = () => workbench.editor().locator(':focus').waitFor({ state: 'attached' });
    await customerRow().click();
    await workbench.waitForEditorText('"cmId"');
    await workbench.press('ArrowUp');
    await focusedRow('*=" customer"').waitFor();
    for (const isOpen of ['false', 'true']) {
      await workbench.press('Enter');
      await focusedRow(`*=" customer"][aria-expanded="${isOpen}"`).waitFor();
    }
    await workbench.press('ArrowDown');
    await focusedRow('^="Customer "').waitFor();
    await workbench.press('Enter');
    await isFocused();
    await workbench.page.locator('.tab.active .monaco-icon-label:not(.italic)').waitFor();
    await workbench.waitForEditorText('"cmId"');
    await workbench.runCommand('View: Close All Editors');
  });

  it("a customer's tab → shows the initial, and the name in its hover", async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type(qwera);
    await workbench.quickInput.accept();
    await workbench.codeLens('Save to Sandbox').waitFor();
    const label = workbench.tab(`${qwera}.kapture-update.json`).locator('.monaco-icon-label').first();
    const badge = (): Promise<string> =>
      workbench.page.evaluate<string>(
        "getComputedStyle(document.querySelector('.editor-group-container.active .tab.active .monaco-icon-label'), '::after').content",
      );
    await workbench.waitFor('the initial', async () => (await badge()) === '"Q"');
    await label.hover();
    await workbench.page.locator('.monaco-hover').getByText('Qwera').waitFor();
    await workbench.screenshot('edit-tab', 'Dark Modern');
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
    await workbench.codeLens('Revert Last Update').waitFor();
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

  it('another user changes another field → a message, and the document shows the value', async () => {
    await workbench.typeOver('city', 'Bareilly');
    await sendAsOtherUser(sandbox.url, 'update', { kapture_customer_id: qwera, contact_person_name: 'Colleague' });
    await workbench.save();
    await workbench.notification(/Merged contact_person_name “Colleague” from the server for /).waitFor();
    await workbench.waitForEditorText('"contact_person_name": "Colleague"');
    await workbench.screenshot('edit-merged', 'Dark Modern');
    await workbench.dismissNotifications();
  });

  it('another user changes the same field → a conflict, Compare, and Overwrite', async () => {
    await workbench.typeOver('city', 'Delhi');
    await sendAsOtherUser(sandbox.url, 'update', { kapture_customer_id: qwera, city: 'Goa' });
    await workbench.press('Control+S');
    const conflict = workbench.notification(/The content of the file is newer/);
    await conflict.waitFor();
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

  it('a window reload → unsaved changes and their original are restored', async () => {
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

  it('Cancel in the question of a save → a message without error codes, and nothing is sent', async () => {
    await workbench.typeOver('state', '');
    await workbench.press('Control+S');
    await workbench.answerDialog('Send a blank value for state to Sandbox?', 'Cancel');
    const notice = workbench.notification('Saving was canceled. Nothing was sent.');
    await notice.waitFor();
    await workbench.screenshot('edit-canceled', 'Light Modern');
    await workbench.setTheme('Dark Modern');
    await workbench.screenshot('edit-canceled', 'Dark Modern');
    assert.doesNotMatch(await notice.innerText(), /NoPermissions|FileSystemError|Error:/);
    await dirtyTab().waitFor();
    await workbench.dismissNotifications();
  });

  it('a blank field → a question, and a message that Kapture ignored it', async () => {
    await workbench.press('Control+S');
    await workbench.dialog('Send a blank value for state to Sandbox?').waitFor();
    await workbench.screenshot('edit-blank');
    await workbench.answerDialog('Send a blank value for state to Sandbox?', 'Send Blank Value');
    await workbench.notification('Kapture ignored the blank value for state, which is still').waitFor();
    await workbench.screenshot('edit-difference', 'Light Modern');
    await workbench.dismissNotifications();
  });

  it('Revert Last Update → a question, then the previous value', async () => {
    await workbench.typeOver('city', 'Mumbai');
    await workbench.save();
    await workbench.statusBarItem('Saved on Sandbox: city').waitFor();
    await workbench.codeLens('Revert Last Update').click();
    await workbench.dialog('Revert the update from').waitFor();
    await workbench.screenshot('edit-revert');
    await workbench.answerDialog('Revert the update from', 'Send Previous Values');
    await workbench.waitForEditorText('"city": "Delhi"');
    assert.equal((await stored(qwera))['city'], 'Delhi');
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

  it('typing in a record → a message with a link to edit the customer', async () => {
    await workbench.titleAction('More Actions').click();
    await workbench.chooseFromMenu('Open Record');
    await workbench.waitForEditorText('"cmId"');
    await workbench.focusEditor();
    await workbench.type('x');
    const message = workbench.page
      .locator('.monaco-editor-overlaymessage')
      .getByText('This is the record as the server sent it.');
    await message.waitFor();
    await workbench.screenshot('edit-record-readonly');
    await workbench.page.locator('.monaco-editor-overlaymessage a').click();
    await workbench.codeLens('Save to Sandbox').waitFor();
  });
});
