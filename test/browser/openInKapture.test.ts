import assert from 'node:assert/strict';
import { sandboxPassword, sandboxUser, startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const recordUrl = 'https://crm.example.com/customer/{id}?from=vs%20code';
const settings: Record<string, unknown> = { 'kapture.defaultConnection': 'Tenant', 'files.autoSave': 'off' };

describe('Open in Kapture', () => {
  let tenant: Sandbox;
  let workbench: Workbench;

  // The tenant: a sandbox at a base URL that the extension did not choose.
  before(async () => {
    tenant = await startSandbox();
    settings['kapture.connections'] = [{ name: 'Tenant', baseUrl: tenant.url, role: 'development', recordUrl }];
  });
  after(() => tenant.close());

  const vscode = useWorkbench({ settings });
  before(() => {
    workbench = vscode.workbench;
  });

  const customerRow = () => workbench.page.locator('.pane-body .monaco-list-row[aria-label^="Customer "]').first();
  const titleButton = () =>
    workbench.page.locator('.editor-group-container.active .editor-actions').getByRole('button', {
      name: 'Open in Kapture',
    });

  /** Accepts VS Code's question about the website. Returns the URL that the browser opens. */
  const opened = async (): Promise<string> => {
    const page = workbench.page.context().waitForEvent('page');
    await workbench.answerDialog('crm.example.com', 'Open');
    const other = await page;
    await other.waitForURL('https://crm.example.com/**');
    const url = other.url();
    await other.close();
    return url;
  };

  it('a customer in the view → its menu opens the page of the customer, without the key', async () => {
    await workbench.page
      .context()
      .route('https://crm.example.com/**', (route) => route.fulfill({ body: 'A customer' }));
    await workbench.clickActivityBar('Kapture');
    await workbench.page.getByRole('button', { name: 'Pull Customers by Date Range' }).first().click();
    await workbench.quickInput.pick('User name and password');
    await workbench.quickInput.type(sandboxUser);
    await workbench.quickInput.accept();
    await workbench.waitFor('the box for the password', async () =>
      /Password for/.test(await workbench.quickInput.message()),
    );
    await workbench.quickInput.type(sandboxPassword);
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('Last 7 days');
    await workbench.listFocused();
    // While customers arrive, rows are replaced, and a menu opens on another row or closes.
    const days = workbench.page.locator('.pane-body .monaco-list-row[aria-level="1"][aria-label*=" customer"]');
    await workbench.waitFor('all days', async () => (await days.count()) === 7, 30_000);
    await workbench.page.locator('.sidebar .monaco-progress-container.active').waitFor({ state: 'detached' });
    await days.nth(1).click();
    await customerRow().waitFor();
    await customerRow().click({ button: 'right' });
    await workbench.page.locator('.monaco-menu').getByText('Open in Kapture').waitFor();
    await workbench.screenshot('open-in-kapture-menu');
    await workbench.chooseFromMenu('Open in Kapture');
    await workbench.dialog('crm.example.com').waitFor();
    await workbench.screenshot('open-in-kapture-question');
    assert.match(await opened(), /^https:\/\/crm\.example\.com\/customer\/\d+\?from=vs%20code$/);
  });

  it('its record and the edited customer → a button in the title bar', async () => {
    await customerRow().click();
    await workbench.waitForEditorText('"generationDate"');
    await titleButton().waitFor();
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    await workbench.screenshot('open-in-kapture-record', 'Light Modern');
    await workbench.focusEditor();
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.waitForEditorText('kapture_customer_id');
    await titleButton().click();
    assert.match(await opened(), /\/customer\/\d+\?/);
    await workbench.screenshot('open-in-kapture-edited', 'Dark Modern');
  });

  it('a record of the sandbox, which has no such URL → no button', async () => {
    await workbench.runCommand('Kapture: Use Sandbox');
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type('65033646');
    await workbench.quickInput.accept();
    await workbench.tab('65033646').waitFor();
    await workbench.waitForEditorText('"65033646"');
    assert.equal(await titleButton().count(), 0);
  });
});
