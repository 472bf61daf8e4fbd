import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { exists } from '../vscode/cacheFolder.ts';
import { demoWithSandbox } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

describe('the requests view', () => {
  const vscode = useWorkbench(demoWithSandbox);
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  const row = (label: string | RegExp): Locator => workbench.page.getByRole('treeitem', { name: label }).first();
  /**
   * The row if it is selected. The view selects what a command has changed, in place of what the user has selected
   * since.
   */
  const selected = (label: string): Locator =>
    workbench.page.locator(`.sidebar .monaco-list-row.selected[aria-label="${label}"]`);
  /** Waits until the quick input has this title. */
  const untilTitle = (title: string): Promise<boolean> =>
    workbench.waitFor(title, async () => (await workbench.quickInput.title()) === title);
  const inWorkspace = (...parts: string[]): string => path.join(workbench.folder, ...parts);

  it("opened → the workspace's requests, and examples", async () => {
    await workbench.clickActivityBar('Kapture');
    await row('Pull Customers, 1 pull').waitFor();
    await row('Update Customer, 4 update').waitFor();
    await row(/^Personal, 0 requests/).waitFor();
    await workbench.screenshot('requests', 'Light Modern');
    // Only visible rows exist in the page, so the Customers view is collapsed.
    await workbench.page.locator('.sidebar .pane-header').filter({ hasText: 'Customers' }).click();
    await row(/^Examples, \d+ requests/).click();
    await row(/^Example Phone Taken/).waitFor();
    await workbench.screenshot('requests-examples', 'Dark Modern');
  });

  it('Send on an example → its failure, at the field', async () => {
    const example = row(/^Example Phone Taken/);
    await example.hover();
    await example.getByRole('button', { name: 'Send' }).click();
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await workbench.tab('Phone Taken.kapture-add.json').waitFor();
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.screenshot('requests-sent', 'Light Modern');
  });

  it('Save Request as Snippet → a file with the same text and comments', async () => {
    const text = '// Asha, for the demo\n{\n  "customer_name": "Asha",\n  "phone": "{{$phone}}",\n}\n';
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('3 add.kapture-add.json');
    await workbench.replaceEditorText(text);
    await workbench.runCommand('Kapture: Save Request as Snippet…');
    await untilTitle('Save Request as Snippet');
    assert.equal(await workbench.quickInput.value(), '3 add');
    await workbench.quickInput.type('asha?');
    await workbench.waitFor('the refusal', async () => /cannot contain/.test(await workbench.quickInput.message()));
    await workbench.screenshot('snippet-name');
    await workbench.quickInput.type('asha');
    await workbench.waitFor('no refusal', async () => !/cannot contain/.test(await workbench.quickInput.message()));
    await workbench.quickInput.accept();
    await untilTitle('Save “asha”');
    assert.match((await workbench.quickInput.labels())[0]!, /\.kapture\/$/);
    await workbench.screenshot('snippet-place');
    await workbench.quickInput.accept();
    await workbench.tab('asha.kapture-add.json').waitFor();
    assert.equal(await readFile(inWorkspace('.kapture', 'asha.kapture-add.json'), 'utf8'), text);
    await row('Add Customer, asha, .kapture').waitFor();
    await workbench.screenshot('snippet-saved', 'Dark Modern');
  });

  it('a snippet is selected, Send by keyboard → a confirmation, then the response', async () => {
    await workbench.runCommand('View: Close All Editors');
    // The view keeps the focus, as in the Explorer, so that its keybindings work.
    await row('Add Customer, asha, .kapture').click();
    await workbench.tab('asha.kapture-add.json').waitFor();
    // The extension, which makes this line, has then received the selection as well.
    await workbench.codeLens('Send to Sandbox').waitFor();
    await workbench.press('Control+Alt+Enter');
    await workbench.dialog('Send the request “asha” (Add Customer)?').waitFor();
    await workbench.screenshot('snippet-send-confirmation');
    await workbench.answerDialog('Send the request “asha” (Add Customer)?', 'Send');
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
  });

  it('a response, saved as a personal snippet → its request', async () => {
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    const response = workbench.page.locator('.tab').filter({ hasText: 'kapture-response' }).first();
    await response.click();
    await workbench.editor().locator(':focus').waitFor({ state: 'attached' });
    await workbench.runCommand('Kapture: Save Request as Snippet…');
    await untilTitle('Save Request as Snippet');
    await workbench.quickInput.type('asha as sent');
    await workbench.quickInput.accept();
    await untilTitle('Save “asha as sent”');
    await workbench.quickInput.pick('Personal');
    await workbench.waitForEditorText('"customer_name": "Asha"');
    await row('Add Customer, asha as sent').waitFor();
    await row(/^Personal, 1 request$/).waitFor();
    await selected('Add Customer, asha as sent').waitFor();
  });

  it('Rename and Delete by keyboard → the file is renamed and deleted', async () => {
    await row('Add Customer, asha, .kapture').click();
    await workbench.tab('asha.kapture-add.json').waitFor();
    // Enter moves the focus to the editor. A click leaves it in the view.
    await workbench.press('Enter');
    await workbench.editor().locator(':focus').waitFor({ state: 'attached' });
    await row('Add Customer, asha, .kapture').click();
    await workbench.press('F2');
    await untilTitle('Rename Request “asha”');
    await workbench.quickInput.type('new asha');
    await workbench.quickInput.accept();
    await row('Add Customer, new asha, .kapture').waitFor();
    await workbench.tab('new asha.kapture-add.json').waitFor();
    assert.ok(await exists(inWorkspace('.kapture', 'new asha.kapture-add.json')));
    await row('Add Customer, new asha, .kapture').click();
    await workbench.press('Delete');
    await workbench.answerDialog('Delete the request “new asha”?', 'Delete');
    await row('Add Customer, new asha, .kapture').waitFor({ state: 'detached' });
    assert.ok(!(await exists(inWorkspace('.kapture', 'new asha.kapture-add.json'))));
    await workbench.screenshot('snippet-deleted', 'Light Modern');
  });

  it('a narrow side bar → rows fit into it', async () => {
    const box = await workbench.page.locator('.part.sidebar').boundingBox();
    assert.ok(box);
    await workbench.page.mouse.move(box.x + box.width, box.y + box.height / 2);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(box.x + 180, box.y + box.height / 2, { steps: 5 });
    await workbench.page.mouse.up();
    await row(/^Example Phone Taken/).hover();
    await workbench.screenshot('requests-narrow');
    const narrow = await workbench.page.locator('.part.sidebar').boundingBox();
    assert.ok(narrow && narrow.width < box.width, JSON.stringify([narrow, box]));
    const send = await row(/^Example Phone Taken/)
      .getByRole('button', { name: 'Send' })
      .boundingBox();
    assert.ok(send && send.x + send.width <= narrow.x + narrow.width, JSON.stringify([send, narrow]));
  });
});
