import assert from 'node:assert/strict';
import { teamCollection } from '../unit/kapture/postman/collections.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

describe('Postman collections', () => {
  const vscode = useWorkbench({ workspace: demoWorkspace });
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  it('a collection on the clipboard → request files and a summary', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Personal').waitFor();
    // A change of the theme would type into the open question.
    await workbench.setTheme('Dark Modern');
    await workbench.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(JSON.stringify(teamCollection))})`);
    await workbench.runCommand('Kapture: Import Postman Collection…');
    await workbench.waitFor('the sources', async () =>
      (await workbench.quickInput.labels()).some((label) => label.includes('Collection on the Clipboard')),
    );
    await workbench.screenshot('postman-sources');
    await workbench.quickInput.pick('Collection on the Clipboard');
    await workbench.waitFor('the folders', async () =>
      (await workbench.quickInput.labels()).some((label) => label.includes('Personal')),
    );
    await workbench.quickInput.pick('Personal');
    const summary = workbench.webview().locator('body', { hasText: 'Import of Kapture: staging' });
    await summary.waitFor();
    const text = await summary.innerText();
    assert.match(text, /Not imported \(\d+\)/);
    assert.doesNotMatch(text, /`/);
    await workbench.treeItem('Kapture staging - Customers - Add a customer').waitFor();
    await workbench.screenshot('postman-summary', 'Dark Modern');
    await workbench.screenshot('postman-summary-light', 'Light Modern');
  });
});
