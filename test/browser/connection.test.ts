import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { typeUserAndPassword } from './typeUserAndPassword.ts';

describe('a connection to a tenant', () => {
  const vscode = useWorkbench({ workspace: demoWorkspace });
  let workbench: Workbench;
  let tenant: Sandbox;

  before(async () => {
    workbench = vscode.workbench;
    // The tenant: a second sandbox, at a base URL that the extension did not choose.
    tenant = await startSandbox();
  });

  after(() => tenant.close());

  it('no connection → one is requested, and invalid base URLs are rejected', async () => {
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.codeLens('Send ').click();
    await workbench.quickInput.pick('Add Connection…');
    await workbench.quickInput.pick('Enter the Base URL');
    for (const [typed, refusal] of [
      ['http://kapture.example.com', /Use https/],
      ['https://user:secret@kapture.example.com', /Remove the user name and password/],
    ] as const) {
      await workbench.quickInput.type(typed);
      await workbench.waitFor('the refusal', async () => refusal.test(await workbench.quickInput.message()));
    }
    await workbench.screenshot('bad-address');
  });

  it('Add Connection → one input after the other, and then the request continues with the key', async () => {
    await workbench.quickInput.type(tenant.url);
    await workbench.quickInput.accept();
    await workbench.waitFor('the box for the name', async () =>
      /A name for the connection/.test(await workbench.quickInput.message()),
    );
    await workbench.quickInput.type('Tenant');
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('production');
    await workbench.quickInput.pick('Asia/Kolkata');
    await workbench.quickInput.pick("I don't know");
    await typeUserAndPassword(workbench, 'wrong');
    await workbench.notification('Kapture rejected the auth key for Tenant.').waitFor();
    await workbench.screenshot('key-refused', 'Dark Modern');
    assert.equal(tenant.requests, 1);
  });

  it('Set Auth Key in the message → accepts a pasted header with quotes, and Test Connection works', async () => {
    await workbench.answerNotification('Kapture rejected the auth key for Tenant.', 'Set Auth Key');
    await workbench.quickInput.pick('All operations');
    await workbench.quickInput.pick('Auth key');
    await workbench.quickInput.type(`"Basic ${Buffer.from('kapdemo:kap123').toString('base64')}"`);
    await workbench.quickInput.accept();
    await workbench.answerNotification('Saved for Tenant', 'Test Connection');
    await workbench.notification(/Tenant works: .* responded in \d+ ms and accepted the auth key/).waitFor();
    await workbench.screenshot('connection-works', 'Light Modern');
  });

  it('a production connection → the response opens, and the status bar shows a warning color', async () => {
    await workbench.dismissNotifications();
    await workbench.codeLens('Send to Tenant').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.screenshot('production', 'Dark Modern');
    assert.match((await workbench.statusBarItem('Tenant').getAttribute('class')) ?? '', /warning-kind/);
  });

  it('a write to production → a dialog with every field; Enter → nothing is sent', async () => {
    const before = tenant.requests;
    await workbench.openFile('3 add.kapture-add.json');
    await workbench.codeLens('Send to Tenant (production)').click();
    await workbench.dialog('to Tenant (production)?').waitFor();
    await workbench.screenshot('production-asks-dark');
    assert.match(
      await workbench.dialog('to Tenant (production)?').innerText(),
      new RegExp(`Host: ${new URL(tenant.url).host}[^]*Operation: Add Customer[^]*customer_name: "`),
    );
    await workbench.waitFor('the focus on the safe button', async () =>
      (await workbench.page.locator(':focus').innerText()).includes("Don't Send"),
    );
    // Enter clicks the focused button.
    await workbench.press('Enter');
    await workbench.dialog('to Tenant (production)?').waitFor({ state: 'detached' });
    assert.equal(tenant.requests, before);
    await workbench.codeLens('Send to Tenant (production)').click();
    await workbench.dialog('to Tenant (production)?').waitFor();
    await workbench.screenshot('production-asks-light');
    await workbench.answerDialog('to Tenant (production)?', 'Add to Tenant');
    await workbench.waitFor('the one request', () => tenant.requests > before);
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
  });

  it('Dry Run → the request without the key, and nothing is sent', async () => {
    const before = tenant.requests;
    await workbench.codeLens('Dry Run').click();
    await workbench.anyCodeLens('Nothing was sent.').waitFor();
    await workbench.screenshot('dry-run', 'Dark Modern');
    assert.equal(tenant.requests, before);
  });
});
