import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { looks } from './looks.ts';

describe('set-up of a connection', () => {
  const vscode = useWorkbench({ workspace: demoWorkspace });
  let workbench: Workbench;
  let tenant: Sandbox;

  before(async () => {
    workbench = vscode.workbench;
    tenant = await startSandbox();
  });

  after(() => tenant.close());

  /** Takes a picture in both themes and two widths. `show` opens what is pictured, and Escape closes it. */
  async function picture(name: string, show: () => Promise<void>): Promise<void> {
    for (const [theme, width] of looks) {
      await workbench.setTheme(theme);
      await workbench.page.setViewportSize({ width, height: 900 });
      await show();
      await workbench.screenshot(`${name}-${width}-${theme.split(' ')[0]!.toLowerCase()}`);
      await workbench.quickInput.cancel();
    }
  }

  const command = (): string => {
    const key = Buffer.from('kapdemo:kap123').toString('base64');
    const body = JSON.stringify([
      { name: 'Asha Rao', phone: '9000000001', email: 'asha@example.com', customer_code: '7' },
    ]);
    return `curl '${tenant.url}/api/customers' -H 'Authorization: Basic ${key}' -H 'x-api-key: Basic ${key}' -H 'x-client-token: 8f14e45fceea167a' -H 'x-api-type: TICKET' -d '${body}'`;
  };

  async function pasteCommand(): Promise<void> {
    await workbench.runCommand('Kapture: Add Connection…');
    await workbench.quickInput.pick('Paste a curl Command');
    await workbench.waitFor('the box for the command', async () =>
      /Paste a curl command/.test(await workbench.quickInput.message()),
    );
    await workbench.quickInput.type(command());
    await workbench.quickInput.accept();
    await workbench.quickInput.row('Auth key').waitFor();
  }

  it('a pasted curl command → a summary without secrets; confirmed → the connection works, and the request is open', async function () {
    this.timeout(180_000);
    await picture('set-up-curl', pasteCommand);
    assert.equal(tenant.requests, 0);
    await pasteCommand();
    const summary = await workbench.page.locator('.quick-input-widget:visible').innerText();
    assert.ok(
      summary.includes(new URL(tenant.url).host) && summary.includes('/api/customers') && summary.includes('TICKET'),
    );
    assert.doesNotMatch(summary, /8f14e45fceea167a|a2FwZGVtb/);
    await workbench.quickInput.pick('Name');
    await workbench.quickInput.type('Acme');
    await workbench.quickInput.accept();
    await workbench.quickInput.row('Add Connection').click();
    await workbench.notification(/Acme works: .* responded in .* and accepted the auth key/).waitFor();
    await workbench.waitForEditorText(/@connection Acme[^]*"Asha Rao"/);
    await workbench.screenshot('set-up-curl-done', 'Light Modern');
  });
});
