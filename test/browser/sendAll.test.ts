import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

/** Requests that are sent together. The third one fails. */
const setUpRequests: Readonly<Record<string, string>> = {
  '1 add.kapture-add.json': '{"customer_name": "Asha", "phone": "{{$phone}}"}',
  '2 get.kapture-get.json': '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}"}',
  '3 add again.kapture-add.json': '{"customer_name": "Asha", "phone": "12"}',
  '4 city.kapture-update.json': '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}", "city": "Pune"}',
};

describe('Send All in Folder', () => {
  const vscode = useWorkbench({
    workspace: demoWorkspace,
    settings: {
      'kapture.defaultConnection': 'Sandbox',
      'kapture.connections': [
        { name: 'Acme', baseUrl: 'https://your-tenant.kapturecrm.com', role: 'production' },
        { name: 'Staging', baseUrl: 'https://staging.kapturecrm.com', role: 'development' },
      ],
    },
  });
  let workbench: Workbench;
  before(() => {
    workbench = vscode.workbench;
  });

  const row = (label: string | RegExp): Locator => workbench.page.getByRole('treeitem', { name: label }).first();
  const untilTitle = (title: string): Promise<boolean> =>
    workbench.waitFor(title, async () => (await workbench.quickInput.title()) === title);
  const put = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
    await mkdir(path.join(workbench.folder, folder), { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(workbench.folder, folder, file), text);
  };
  it('from the Command Palette, by keyboard → asks for the folder, and stops at the failure', async () => {
    await workbench.clickActivityBar('Kapture');
    await row('Pull Customers, 1 pull').waitFor();
    await put('test data', setUpRequests);
    await row('Add Customer, 1 add, test data').waitFor();
    await workbench.runCommand('Kapture: Send All…');
    await untilTitle('Send All in Folder');
    await workbench.screenshot('send-all-folder');
    await workbench.quickInput.type('test data');
    await workbench.press('Enter');
    await workbench.notification(/Stopped at request 3 of 4, “3 add again”/).waitFor();
    await workbench.tab('3 add again.kapture-add.json').waitFor();
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await workbench.screenshot('send-all-stopped', 'Light Modern');
    await workbench.screenshot('send-all-stopped-dark', 'Dark Modern');
  });

  it('writes to two connections, from the row of a group → a confirmation lists each, and cancels with Enter', async () => {
    await workbench.dismissNotifications();
    await put('test data', {
      '1 add.kapture-add.json': '// @connection Acme\n{"customer_name": "Asha", "phone": "9812345670"}',
      '4 city.kapture-update.json': '// @connection Staging\n{"kapture_customer_id": "61371820", "city": "Pune"}',
    });
    await workbench.openFile('1 add.kapture-add.json');
    await workbench.waitForEditorText('@connection Acme');
    await workbench.openFile('4 city.kapture-update.json');
    await workbench.waitForEditorText('@connection Staging');
    const group = row(/^Workspace, /);
    await group.hover();
    await workbench.screenshot('send-all-row');
    await group.getByRole('button', { name: 'Send All…' }).dispatchEvent('click');
    await untilTitle('Send All in Folder');
    await workbench.quickInput.type('test data');
    await workbench.press('Enter');
    const dialog = workbench.dialog('Send 4 requests to 3 connections?');
    await dialog.waitFor();
    await workbench.screenshot('send-all-confirmation');
    assert.match(await dialog.innerText(), /Host: your-tenant\.kapturecrm\.com\s+Role: production\s+Adds: 1/);
    await workbench.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await workbench.notification(/Stopped|sent/).count(), 0);
  });
});
