import assert from 'node:assert/strict';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

describe('the sandbox, for a new user', () => {
  const vscode = useWorkbench({ workspace: demoWorkspace });
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  it('empty view → Use Sandbox starts it', async () => {
    await workbench.clickActivityBar('Kapture');
    const useSandbox = workbench.page.getByRole('button', { name: 'Use Sandbox' });
    await useSandbox.waitFor();
    await workbench.screenshot('welcome', 'Light Modern');
    await useSandbox.click();
    await workbench.statusBarItem('Sandbox').waitFor();
  });

  it('Pull Customers → a list of ranges; Last 7 days → days with customers', async () => {
    await workbench.page.getByRole('button', { name: 'Pull Customers by Date Range' }).first().click();
    await workbench.quickInput.shown();
    assert.deepEqual(
      (await workbench.quickInput.labels()).map((label) => label.trim()),
      ['Today', 'Yesterday', 'Last 7 days', 'Last 30 days', 'This month', 'Other dates…'],
    );
    await workbench.quickInput.pick('Last 7 days');
    await workbench.listFocused();
    await workbench.page.locator('[role=treeitem][aria-label*=" customer"]').first().waitFor();
    await workbench.screenshot('pulled', 'Dark Modern');
  });

  it('click on a day and a customer → the record, unchanged', async () => {
    const day = workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customer"]').nth(1);
    await day.click();
    const customer = workbench.page.locator('.pane-body .monaco-list-row[aria-label^="Customer "]').first();
    await customer.click();
    const text = await workbench.waitForEditorText('"generationDate"');
    assert.match(text, /"cmId": 2469,/);
    await workbench.screenshot('record', 'Light Modern');
  });

  it('impossible and reversed dates → refused in the input box; a valid range by keyboard → pulled', async () => {
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Other dates…');
    await workbench.quickInput.type('2021-02-30');
    await workbench.waitFor('the refusal', async () =>
      /2021-02 has 28 days/.test(await workbench.quickInput.message()),
    );
    await workbench.quickInput.type('2020-02-29');
    await workbench.quickInput.accept();
    await workbench.waitFor('the second box', async () => /Last day/.test(await workbench.quickInput.message()));
    await workbench.quickInput.type('2020-02-28');
    await workbench.waitFor('the refusal', async () =>
      /ends \(2020-02-28\) before it starts/.test(await workbench.quickInput.message()),
    );
    await workbench.screenshot('reversed-dates');
    await workbench.quickInput.type('2020-02-29');
    await workbench.quickInput.accept();
    await workbench.page.getByText('No customers were created in this range (Feb 29, 2020).').waitFor();
    await workbench.screenshot('empty-range', 'Light Modern');
  });

  it('the filter icon with a filter set → edits it; × → clears it', async () => {
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Last 7 days');
    const header = workbench.page.locator('.pane-header').filter({ hasText: 'Customers' });
    const filter = header.getByRole('button', { name: /^Filter Records…/ });
    const clear = header.getByRole('button', { name: 'Clear Filter' });
    const message = (text: string) =>
      workbench.page.getByText(new RegExp(`^Filter “${text}” · \\d+ of \\d+ customers$`));
    await workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customer"]').first().click();
    assert.equal(await clear.count(), 0);
    await filter.click();
    await workbench.quickInput.shown();
    await workbench.quickInput.type('Agent');
    await workbench.quickInput.accept();
    await workbench.quickInput.gone();
    await message('Agent').waitFor();
    await workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customer"]').first().click();
    await workbench.screenshot('filter-on', 'Dark Modern');
    await filter.click();
    await workbench.waitFor('the present filter', async () => (await workbench.quickInput.value()) === 'Agent');
    await workbench.quickInput.type('Agent Neem');
    await workbench.quickInput.accept();
    await message('Agent Neem').waitFor();
    await clear.click();
    await message('Agent Neem').waitFor({ state: 'detached' });
    await clear.waitFor({ state: 'detached' });
  });

  it('an Add with IntelliSense → required fields first; sent → Open Customer shows the new customer', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Kapture: Add Customer…');
    await workbench.waitForEditorText('"customer_name": ""');
    await workbench.replaceEditorText('{\n  "customer_name": "Browser Test",\n  \n}');
    await workbench.press('ArrowUp');
    await workbench.press('End');
    const fields = await workbench.suggestions();
    assert.ok(fields.indexOf('phone') < fields.indexOf('city') && fields.includes('phone'), fields.join());
    await workbench.screenshot('suggestions');
    await workbench.type('pho');
    await workbench.press('Tab');
    await workbench.waitForEditorText('"phone":');
    await workbench.replaceEditorText('{\n  "customer_name": "Browser Test",\n  "phone": "9000012345"\n}');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.screenshot('added', 'Light Modern');
    await workbench.anyCodeLens('Open Customer').click();
    await workbench.waitForEditorText('"name": "Browser Test"');
  });

  it("an Add with a taken phone → Kapture's message", async () => {
    await workbench.runCommand('View: Close All Editors');
    // The draft has unsaved changes.
    await workbench.answerDialog(/add-customer/, "Don't Save");
    await workbench.openFile('3 add.kapture-add.json');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    // The message is complete in the text, which wraps, so the lens does not repeat it.
    const response = workbench.page.locator('.editor-group-container').last().locator('.view-lines');
    const message = 'Both email and mobile number already exist. Please enter new details.';
    const plain = (text: string): string => text.replace(/\s+/g, ' ');
    await workbench.waitFor('the message', async () => plain(await response.innerText()).includes(message));
    assert.equal(await workbench.anyCodeLens('Both email').count(), 0);
    await workbench.screenshot('taken', 'Dark Modern');
  });

  it('a request that will be refused → a warning at the field', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('5 rejected.kapture-add.json');
    // When the lens appears, it moves the text down, away from the mouse.
    await workbench.codeLens('Send to Sandbox').waitFor();
    await workbench.editor().locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    const explained = await workbench.hover('"12345"');
    assert.match(explained, /Invalid phone number, number must contain 10 digits and must start from 6 or above/);
    await workbench.screenshot('rejected');
  });

  it('an Update by keyboard → Open Customer shows the change', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('4 update.kapture-update.json');
    await workbench.press('Control+Alt+Enter');
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.screenshot('updated', 'Dark Modern');
    await workbench.anyCodeLens('Open Customer').click();
    await workbench.waitForEditorText('"name": "Qweraa"');
  });

  it('Set Sandbox Fault → the status bar shows it and can end it', async () => {
    await workbench.runCommand('Kapture: Set Sandbox Fault…');
    await workbench.quickInput.pick('Slow');
    await workbench.statusBarItem('Slow').waitFor();
    await workbench.screenshot('sandbox-fault', 'Light Modern');
    assert.equal(await workbench.notification('fault').count(), 0);
    await workbench.statusBarItem('Slow').click();
    await workbench.quickInput.shown();
    assert.match(await workbench.quickInput.row('Slow').innerText(), /current/);
    await workbench.quickInput.pick('No Fault');
    await workbench.statusBarItem('Slow').waitFor({ state: 'hidden' });
  });
});
