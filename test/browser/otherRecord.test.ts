import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../../src/sandbox/sandboxResponse.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { looks } from './looks.ts';

/** A server that returns customer 777 when customer 65033646 is requested. */
const override = ({ body }: SandboxRequest): SandboxResponse | undefined =>
  body.includes('65033646')
    ? jsonResponse(200, {
        'Customer Details': { id: 777, name: 'Asha', companyPhone: '9845765226' },
        status: 'success',
      })
    : undefined;

describe('a response about another customer than the requested one', () => {
  let sandbox: Sandbox;
  const settings: Record<string, unknown> = { 'kapture.defaultConnection': 'Sandbox' };
  before(async () => {
    sandbox = await startSandbox({ override });
    settings['kapture.sandbox.port'] = sandbox.port;
  });
  after(() => sandbox.close());
  const vscode = useWorkbench(async () => {
    const workspace = path.join(await mkdtemp(path.join(tmpdir(), 'kapture-other-')), 'customers');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'get.kapture-get.json'), '[{ "kapture_customer_id": "65033646" }]\n');
    return { workspace, settings };
  });
  let workbench: Workbench;
  before(() => {
    workbench = vscode.workbench;
  });

  it('Get → a warning, the first words above the response, and the row of the history', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Workspace').waitFor();
    await workbench.page.locator('.pane-header').filter({ hasText: 'History' }).click();
    await workbench.openFile('get.kapture-get.json');
    await workbench.codeLens('Send Get Customer').click();
    await workbench.notification('Sandbox returned customer 777 when customer 65033646 was requested.').waitFor();
    const first = workbench.anyCodeLens('Customer 777, not 65033646');
    await first.waitFor();
    const row = workbench.treeItem(/Get Customer.*Customer 777, not 65033646/);
    await row.waitFor();
    assert.match((await row.getAttribute('aria-label')) ?? '', /success, .*Customer 777, not 65033646/);
    for (const [theme, width] of looks) {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.screenshot(`other-record-${width}`, theme);
    }
  });

  it('the tooltip of the row → names both customers', async () => {
    await workbench.treeItem(/Get Customer.*Customer 777, not 65033646/).hover();
    const tooltip = workbench.page.locator('.workbench-hover-container').filter({ hasText: 'was requested' }).first();
    await tooltip.waitFor();
    assert.match(await tooltip.innerText(), /Sandbox returned customer 777 when customer 65033646 was requested\./);
    await workbench.screenshot('other-record-tooltip');
  });
});
