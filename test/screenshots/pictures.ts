import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/index.ts';
import type { Theme, Workbench } from '../browser/harness.ts';
import { nameTests } from '../browser/nameTests.ts';

/** A picture of the documents: the steps until it can be taken. */
export interface Picture {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /**
   * The height of the window that the picture shows, from the top. A higher window has longer lists and all icons of
   * its bar.
   */
  readonly croppedHeight?: number;
  readonly show: (workbench: Workbench, sandboxUrl: string) => Promise<void>;
}

/** A tenant for pictures of confirmations. No request is sent to it. */
export const tenant = { name: 'Acme', baseUrl: 'https://your-tenant.kapturecrm.com', role: 'production' } as const;

/** The pictures by file name. Each starts with no editor open and the sandbox as the active connection. */
export const pictures: Readonly<Record<string, Picture>> = {
  overview: {
    theme: 'Light Modern',
    width: 1220,
    height: 640,
    async show(workbench) {
      await showCustomers(workbench, 'Last 7 days');
      await workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customers"]').first().click();
      await workbench.openFile('5 rejected.kapture-add.json');
      await workbench.runCommand('Kapture: Send Request');
      await workbench.anyCodeLens('failed · HTTP').waitFor();
      await workbench.dismissNotifications();
      await workbench.page.mouse.move(0, 0);
    },
  },

  customers: {
    theme: 'Dark Modern',
    width: 900,
    height: 560,
    async show(workbench) {
      await showCustomers(workbench, 'Last 30 days');
      await workbench.runCommand('Kapture: Group and Sort Records…');
      await workbench.quickInput.pick('City');
      await workbench.runCommand('Kapture: Filter Records…');
      await workbench.quickInput.type('neem');
      await workbench.quickInput.accept();
      await workbench.page.getByText('Filter “neem”').first().waitFor();
      await workbench.page.locator('.pane-body .monaco-list-row[aria-level="1"][aria-expanded]').first().click();
      await workbench.page.locator('.pane-body .monaco-list-row[aria-level="2"]').first().click();
      await workbench.waitForEditorText('"contacts"');
    },
  },

  requests: {
    theme: 'Light Modern',
    width: 900,
    height: 700,
    async show(workbench) {
      await workbench.openFile('3 add.kapture-add.json');
      await workbench.codeLens('Send to').waitFor();
      await workbench.clickActivityBar('Kapture');
      await collapseView(workbench, 'Customers');
      await workbench.expandTreeItem('Examples');
      await workbench.page.mouse.move(0, 0);
    },
  },

  history: {
    theme: 'Dark Modern',
    width: 900,
    height: 560,
    croppedHeight: 400,
    async show(workbench) {
      await workbench.clickActivityBar('Kapture');
      await workbench.openFile('2 get.kapture-get.json');
      await workbench.codeLens('Send to').click();
      await workbench.anyCodeLens('success · HTTP 200').waitFor();
      await workbench.openFile('5 rejected.kapture-add.json');
      await workbench.codeLens('Send to').click();
      await workbench.anyCodeLens('failed · HTTP').waitFor();
      await workbench.runCommand('View: Close All Editors');
      await workbench.clickActivityBar('Kapture');
      for (const view of ['Customers', 'Requests']) await collapseView(workbench, view);
      await workbench.runCommand('Kapture: Focus on History View');
      await workbench.treeItem('Get Customer').waitFor();
      await workbench.treeItem('Add Customer').click();
      await workbench.waitForEditorText('Invalid email id.');
      await workbench.page.mouse.move(0, 0);
    },
  },

  conflict: {
    theme: 'Light Modern',
    width: 1000,
    height: 520,
    async show(workbench, sandboxUrl) {
      await hideSideBar(workbench);
      const id = '65033646';
      await workbench.runCommand('Kapture: Edit Customer…');
      await workbench.quickInput.type(id);
      await workbench.quickInput.accept();
      await workbench.typeOver('city', 'Delhi');
      await updateAsOtherUser(sandboxUrl, { kapture_customer_id: id, city: 'Goa' });
      await workbench.press('Control+S');
      await workbench.answerNotification(/The content of the file is newer/, 'Compare');
      await workbench.page.locator('.monaco-diff-editor .original').getByText('Goa').first().waitFor();
      await workbench.dismissNotifications();
      await workbench.page.mouse.move(0, 0);
    },
  },

  production: {
    theme: 'Dark Modern',
    width: 900,
    height: 480,
    async show(workbench) {
      await hideSideBar(workbench);
      await workbench.runCommand('Kapture: Select Connection…');
      await workbench.quickInput.pick(tenant.name);
      await workbench.statusBarItem(tenant.name).waitFor();
      await workbench.openFile('3 add.kapture-add.json');
      await workbench.codeLens(`Send to ${tenant.name} (production)`).click();
      await workbench.quickInput.pick('Auth key');
      await workbench.quickInput.type('not-a-key');
      await workbench.quickInput.accept();
      await workbench.dialog(`to ${tenant.name} (production)?`).waitFor();
    },
  },

  insights: {
    theme: 'Dark Modern',
    width: 1080,
    height: 740,
    async show(workbench) {
      await showCustomers(workbench, 'Last 30 days');
      await workbench.runCommand('Kapture: Show Insights');
      const insights = workbench.webview();
      await insights
        .locator('.bar')
        .and(insights.getByRole('button', { name: /^Pune: / }))
        .click();
      await workbench.page.getByText('City: Pune · ').waitFor();
      await workbench.page.mouse.move(0, 0);
    },
  },

  plan: {
    theme: 'Light Modern',
    width: 1080,
    height: 710,
    async show(workbench) {
      await hideSideBar(workbench);
      const table = [
        'Name,Mobile,City',
        'Nishchal,9845765226,Pune',
        'Test One,9000000101,Goa',
        'Test Two,9000000102,Kochi',
        'Test Three,+91 90000 00103,Jaipur',
        'Test One again,9000000101,Goa',
        'Test Four,9.87E+09,Delhi',
      ];
      const file = 'customers.csv';
      await writeFile(path.join(workbench.folder, file), `${table.join('\n')}\n`);
      await workbench.runCommand('View: Show Explorer');
      await workbench.page.locator('.explorer-viewlet .monaco-list-row', { hasText: file }).click({ button: 'right' });
      await workbench.chooseFromMenu('Add or Update Customers from File…');
      await workbench.quickInput.pick('Create Plan');
      await workbench.webview().locator('.body .row').first().waitFor();
      await hideSideBar(workbench);
    },
  },

  tests: {
    theme: 'Light Modern',
    width: 1080,
    height: 500,
    async show(workbench) {
      const file = '7 names.kapture-test.json';
      await writeFile(path.join(workbench.folder, file), nameTests('Nischal'));
      await workbench.openFile(file);
      await workbench.runCommand('Testing: Focus on Test Explorer View');
      await workbench.treeItem(file).waitFor();
      await workbench.runCommand('Test: Run All Tests');
      await workbench.page.getByText('expected "Nischal", was "Nishchal"').first().waitFor();
      await workbench.runCommand('View: Hide Panel');
      for (const each of ['6 customers.kapture-test.json', file]) await workbench.expandTreeItem(each);
      await workbench.treeItem('Nishchal is there').click();
    },
  },
};

async function showCustomers(workbench: Workbench, range: string): Promise<void> {
  await workbench.clickActivityBar('Kapture');
  await workbench.runCommand('Kapture: Pull Customers by Date Range…');
  await workbench.quickInput.pick(range);
  await workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customers"]').first().waitFor();
}

async function collapseView(workbench: Workbench, name: string): Promise<void> {
  const header = workbench.page.locator('.sidebar .pane-header', { hasText: name });
  if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
}

async function hideSideBar(workbench: Workbench): Promise<void> {
  if (await workbench.page.locator('.part.sidebar').isVisible())
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
}

async function updateAsOtherUser(sandboxUrl: string, fields: object): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;
  await fetch(sandboxUrl + operations.update.path, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify(fields),
  });
}
