import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useWorkbench, type Workbench } from './harness.ts';
import { nameTests } from './nameTests.ts';

const file = 'customers.kapture-test.json';

const shortPhone = `    {
      "name": "a short phone is refused",
      "operation": "add",
      "body": { "customer_name": "Asha", "phone": "12345" },
      "expect": { "status": 400, "outcome": "failed", "message": { "contains": "10 digits" } }
    }`;

describe('payload tests in the Test Explorer', () => {
  const vscode = useWorkbench();
  let workbench: Workbench;

  before(async function () {
    this.timeout(60_000);
    workbench = vscode.workbench;
    await writeFile(path.join(workbench.folder, file), nameTests('Nischal', shortPhone));
    await workbench.clickActivityBar('Kapture');
    await workbench.page.getByRole('button', { name: 'Use Sandbox' }).click();
    await workbench.statusBarItem('Sandbox').waitFor();
  });

  it('a test file → its cases are listed and run', async () => {
    await workbench.openFile(file);
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    await workbench.treeItem(file).waitFor();
    await workbench.expandTreeItem(file);
    await workbench.treeItem('Nishchal is there').waitFor();
    await workbench.screenshot('tests-found', 'Light Modern');
    await workbench.runCommand('Test: Run All Tests');
    await workbench.page.locator('.sidebar').getByText('1/2').first().waitFor();
  });

  it('a failed expectation → the expected and the actual value at its line', async () => {
    const shown = workbench.page.getByText('expected "Nischal", was "Nishchal"').first();
    await shown.waitFor();
    await workbench.screenshot('test-failed', 'Light Modern');
    await workbench.screenshot('test-failed', 'Dark Modern');
  });

  it('the expectation is corrected, Rerun Failed Tests → passes', async () => {
    await workbench.runCommand('View: Hide Panel');
    await workbench.openFile(file);
    await workbench.replaceEditorText(nameTests('Nishchal', shortPhone));
    await workbench.save();
    await workbench.runCommand('Test: Rerun Failed Tests');
    await workbench.page.locator('.sidebar').getByText('1/1').first().waitFor();
    await workbench.screenshot('test-passed', 'Dark Modern');
    await workbench.screenshot('test-passed', 'Light Modern');
  });

  it('a response that differs from its snapshot → both side by side; Update Snapshots → passes', async () => {
    const expect = { response: { matchesSnapshot: true } };
    const get = { name: 'found', operation: 'get', body: { kapture_customer_id: '61371820' }, expect };
    const stored = path.join(workbench.folder, 'customers.kapture-snapshots.json');
    await writeFile(stored, '{"found": {"status": "other"}}');
    await workbench.openFile(file);
    await workbench.replaceEditorText(JSON.stringify({ cases: [get] }, undefined, 2));
    await workbench.save();
    await workbench.runCommand('Test: Run Tests in Current File');
    const label = workbench.page.locator('.test-error-content-widget').getByText('!= "status": "other"');
    await label.click();
    const peek = workbench.page.locator('.test-output-peek');
    await peek.locator('.original .view-line').filter({ hasText: '"other"' }).waitFor();
    await peek.locator('.modified .view-line').filter({ hasText: '"Customer Details"' }).waitFor();
    const messages = workbench.page.locator('.part.panel .test-output-peek-tree').getByText('/status was "success"');
    assert.equal(await messages.count(), 1);
    await workbench.screenshot('snapshot-differs', 'Light Modern');
    await workbench.runCommand('Kapture: Update Snapshots');
    await workbench.page.getByText('The snapshot was updated in customers.kapture-snapshots.json.').first().waitFor();
    await workbench.runCommand('Test: Run Tests in Current File');
    await workbench.page.locator('.sidebar').getByText('1/1').first().waitFor();
  });

  it('New Payload Test → a template with hovers', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Kapture: New Payload Test');
    await workbench.waitForEditorText('a new customer can be fetched');
    await workbench.press('Escape');
    const explained = await workbench.hover('"withinMs"');
    assert.match(explained, /maximum response time/);
    await workbench.screenshot('test-template', 'Light Modern');
  });
});
