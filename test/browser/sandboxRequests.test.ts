import assert from 'node:assert/strict';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser, startSandbox, type FaultId, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const settings: Record<string, unknown> = { 'kapture.defaultConnection': 'Sandbox' };
const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;

describe('the requests that the sandbox received', () => {
  let sandbox: Sandbox;
  let workbench: Workbench;

  before(async () => {
    sandbox = await startSandbox();
    settings['kapture.sandbox.port'] = sandbox.port;
  });
  after(() => sandbox.close());

  const vscode = useWorkbench({ settings });
  before(() => {
    workbench = vscode.workbench;
  });

  /** Sends a request as another client, while the sandbox simulates a fault. */
  const send = async (path: string, body: string, fault: FaultId = 'none'): Promise<void> => {
    sandbox.setFault({ fault, times: 1 });
    await fetch(sandbox.url + path, { method: 'POST', body, headers: { authorization } }).then(
      (response) => response.text().catch(() => undefined),
      () => undefined,
    );
  };

  it('the tooltip of the status bar → a link to the list, which is empty at first', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Sandbox').hover();
    const link = workbench.page.getByRole('link', { name: 'Show Sandbox Requests' });
    await link.waitFor();
    await workbench.screenshot('sandbox-requests-tooltip');
    await link.click();
    await workbench.waitForEditorText('The sandbox has not received any requests');
  });

  it('requests of any client → appear while the list is open', async () => {
    await send(operations.get.path, '[{"kapture_customer_id":"61371820"}]');
    await send(operations.pull.path, '{"cm_id":"1","createStartDate":"2024-03-01","createEndDate":"2024-03-02"}');
    await send(operations.add.path, '{"customer_name":"Asha Rao","phone":"12345"}', '429');
    await send(operations.get.path, '[{"phone":"9845765226"}]', 'broken');
    await send('/unknown.html', '');
    await workbench.waitForEditorText('/unknown.html');
    await workbench.waitForEditorText('fault: 429 Too Many Requests');
    await workbench.screenshot('sandbox-requests', 'Dark Modern');
    await workbench.screenshot('sandbox-requests', 'Light Modern');
  });

  it('Enter on a request → its bodies, beside the list', async () => {
    await workbench.focusEditor();
    await workbench.press('Control+Home');
    await workbench.press('ArrowDown');
    await workbench.press('ArrowDown');
    await workbench.press('Enter');
    await workbench.tab('sandbox-request-1.kapture-bodies').waitFor();
    await workbench.waitForEditorText('Nishchal');
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    await workbench.screenshot('sandbox-request-1280', 'Dark Modern');
  });

  it('Clear Sandbox Requests in the title bar → an empty list', async () => {
    await workbench.page.locator('.tab').filter({ hasText: 'sandbox.kapture-requests' }).click();
    await workbench.page.getByRole('button', { name: 'Clear Sandbox Requests' }).click();
    assert.match(
      await workbench.waitForEditorText('The sandbox has not received any requests'),
      /^The sandbox has not/,
    );
  });
});
