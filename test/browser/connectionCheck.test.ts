import assert from 'node:assert/strict';
import { nestedPullOnly, serveSandbox } from '../unit/kapture/connectionCheck/serveSandbox.ts';
import { closeServers, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { typeUserAndPassword } from './typeUserAndPassword.ts';

describe('the report of Test Connection', () => {
  let tenant: LocalServer;
  let workbench: Workbench;
  const vscode = useWorkbench(async () => {
    tenant = await serveSandbox(nestedPullOnly);
    const connection = { name: 'Acme', baseUrl: tenant.origin, role: 'development' };
    return { settings: { 'kapture.connections': [connection], 'kapture.defaultConnection': 'Acme' } };
  });

  before(() => {
    workbench = vscode.workbench;
  });
  after(closeServers);

  it('Test Connection → asks for the key, and opens a report', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Acme').waitFor();
    await workbench.runCommand('Kapture: Test Connection…');
    await workbench.quickInput.pick('Acme');
    await typeUserAndPassword(workbench, 'kap123');
    await workbench.notification('Not everything works on Acme').waitFor();
    await workbench.codeLens('Test with a Customer…').waitFor();
    await workbench.dismissNotifications();
    await workbench.screenshot('check-report', 'Light Modern');
  });

  it('Test with a Customer… → the tenant ID and the dialect are proposed', async () => {
    await workbench.codeLens('Test with a Customer…').click();
    await workbench.quickInput.shown();
    await workbench.quickInput.type('61371820');
    await workbench.screenshot('check-customer');
    await workbench.quickInput.accept();
    await workbench.codeLens(/^.?Apply$/).waitFor();
    await workbench.dismissNotifications();
    for (const theme of ['Dark Modern', 'Light Modern'] as const) {
      await workbench.page.setViewportSize({ width: 1440, height: 900 });
      await workbench.screenshot('check-proposals-1440', theme);
      await workbench.page.setViewportSize({ width: 1280, height: 720 });
      await workbench.screenshot('check-proposals-1280', theme);
    }
  });

  it('Apply → that proposal is applied; Apply Proposals in the title bar → all are', async () => {
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
    await workbench.clickTopCodeLens(/^.?Apply$/);
    await workbench.anyCodeLens('Applied').waitFor();
    assert.match(await workbench.waitForEditorText('· applied'), /"dialects": \{"pull":"nested"\} · applied/);
    await workbench.screenshot('check-applied', 'Light Modern');
    await workbench.page.getByRole('button', { name: 'Apply Proposals' }).click();
    await workbench.waitForEditorText('"cmId": "2469" · applied');
    await workbench.screenshot('check-all-applied', 'Dark Modern');
    assert.ok(tenant.requests.every(({ path }) => !/add|update/.test(path)));
  });

  it('Test Again → works, and only a message is shown', async () => {
    await workbench.dismissNotifications();
    await workbench.codeLens('Test Again').click();
    await workbench.notification(/Acme works: .* accepted the auth key/).waitFor();
    await workbench.screenshot('check-works', 'Light Modern');
  });
});
