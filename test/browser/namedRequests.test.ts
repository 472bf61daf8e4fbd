import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { demoWithSandbox } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const fileName = 'reception.kapture-requests.json';

/** Requests; the third one is refused. */
const requests = `// The calls at the reception
{
  "requests": [
    {
      "name": "New caller",
      "operation": "add",
      "body": { "customer_name": "Asha", "phone": "{{$phone}}" }
    },
    {
      "name": "Find the caller",
      "operation": "get",
      "body": { "kapture_customer_id": "{{$last.add.kapture_customer_id}}" }
    },
    {
      "name": "Wrong phone",
      "operation": "add",
      "body": { "customer_name": "Asha", "phone": "12" }
    }
  ]
}
`;

describe('a file with several requests', () => {
  const vscode = useWorkbench(demoWithSandbox);
  let workbench: Workbench;
  before(async () => {
    workbench = vscode.workbench;
    await writeFile(path.join(workbench.folder, fileName), requests);
  });

  it('a request found by its name and sent by key → its response opens beside the file', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('1 pull').waitFor();
    await workbench.openFile(fileName);
    await workbench.codeLens('Send All').waitFor();
    await workbench.runCommand('Go to Symbol in Editor...');
    await workbench.quickInput.type('@New caller');
    await workbench.screenshot('named-requests-symbols');
    await workbench.press('Enter');
    await workbench.press('Control+Alt+Enter');
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.screenshot('named-requests', 'Light Modern');
    await workbench.screenshot('named-requests', 'Dark Modern');
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
    await workbench.screenshot('named-requests-wide');
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('Send All by its lens → stops at the third request, whose phone is marked', async () => {
    await workbench.openFile(fileName);
    await workbench.codeLens('Send All').click();
    await workbench.notification(/Stopped at request 3 of 3, “Wrong phone”/).waitFor();
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await workbench.screenshot('named-requests-stopped');
    await workbench.dismissNotifications();
  });

  it('the Requests view → a row for the file; completions in it follow each operation', async () => {
    const row = workbench.treeItem('reception');
    await row.waitFor();
    assert.match((await row.getAttribute('aria-label')) ?? '', /Several Requests, reception/);
    await workbench.openFile(fileName);
    await workbench.replaceEditorText('{"requests": [{"name": "A", "operation": "get", "body": {');
    await workbench.type('"');
    const labels = await workbench.suggestions();
    assert.ok(labels.includes('kapture_customer_id') && !labels.includes('city'), labels.join(', '));
    await workbench.screenshot('named-requests-completions');
  });
});
