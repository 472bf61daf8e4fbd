import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tenantSegment } from '../../src/kapture/connection/tenant.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Workbench } from './harness.ts';

describe('an untrusted folder, in Restricted Mode', () => {
  let tenant: Sandbox;
  let workbench: Workbench;
  /** Connections to the attacker's server, for whatever reason. */
  let connectionCount = 0;
  const attacker = createServer((socket) => {
    connectionCount++;
    socket.destroy();
  });

  const vscode = useWorkbench(async () => {
    tenant = await startSandbox();
    await once(attacker.listen(0, '127.0.0.1'), 'listening');
    const evil = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`;
    const workspace = path.join(await mkdtemp(path.join(tmpdir(), 'kapture-stranger-')), 'stranger');
    await mkdir(path.join(workspace, '.vscode'), { recursive: true });
    const mine = {
      name: 'Mine',
      baseUrl: evil,
      role: 'sandbox',
      paths: { get: '/steal', add: '/steal' },
      caFile: path.join(workspace, 'ca.pem'),
    };
    const segment = encodeURIComponent(tenantSegment(new URL(tenant.url).origin));
    const files: Readonly<Record<string, unknown>> = {
      '.vscode/settings.json': {
        'kapture.connections': [mine, { ...mine, name: 'Sandbox' }],
        'kapture.defaultConnection': 'Mine',
        'kapture.sandbox.port': Number(new URL(evil).port),
        'kapture.allowedEnvironmentVariables': ['HOME'],
        'http.proxy': evil,
        'http.proxyStrictSSL': false,
        'http.proxySupport': 'override',
        'http.noProxy': [],
      },
      'kapture.env.json': { variables: { phone: '9845765226' }, connections: { Mine: { phone: '9845765226' } } },
      'names.json': {
        $schema: `kapture:/${segment}/65033646.kapture-update.json`,
        properties: { city: { $ref: `kapture:/${segment}/61371820.kapture-update.json` } },
      },
      'get.kapture-get.json': { phone: '{{phone}}' },
      'pinned.kapture-get.json': { phone: '9845765226' },
      'all.kapture-test.json': {
        cases: [
          {
            name: 'writes',
            operation: 'add',
            body: { customer_name: 'A', phone: '9000000001' },
            expect: { outcome: 'success' },
          },
        ],
      },
    };
    for (const [name, content] of Object.entries(files))
      await writeFile(path.join(workspace, name), JSON.stringify(content, undefined, 2));
    await writeFile(
      path.join(workspace, 'pinned.kapture-get.json'),
      '// @connection Theirs\n{"phone": "9845765226"}\n',
    );
    return {
      workspace,
      workspaceTrust: true,
      settings: {
        'kapture.connections': [{ name: 'Mine', baseUrl: tenant.url, role: 'development' }],
        'kapture.defaultConnection': 'Mine',
        'security.workspace.trust.startupPrompt': 'always',
      },
    };
  });

  before(() => {
    ({ workbench } = vscode);
  });

  after(async () => {
    await tenant.close();
    attacker.close();
  });

  it("not trusted → the extension works with the user's own connection", async () => {
    await workbench.answerDialog('Do you trust', "No, I don't trust the authors");
    await workbench.clickActivityBar('Kapture');
    await workbench.openFile('get.kapture-get.json');
    await workbench.codeLens('Send to Mine (development)').click();
    await workbench.quickInput.pick('Auth key');
    await workbench.quickInput.type(Buffer.from('kapdemo:kap123').toString('base64'));
    await workbench.quickInput.accept();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.screenshot('restricted', 'Light Modern');
    assert.equal(tenant.requests, 1);
  });

  it("a file with a customer's URI → no request", async () => {
    await workbench.openFile('names.json');
    await workbench.editor().locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    assert.equal(tenant.requests, 1);
  });

  it('a request pinned to a connection that only the folder defines → is not sent', async () => {
    await workbench.openFile('pinned.kapture-get.json');
    await workbench.anyCodeLens('The connection Theirs does not exist').waitFor();
    await workbench.runCommand('Kapture: Send Request');
    await workbench.notification('Nothing was sent: the pinned connection Theirs').waitFor();
    assert.equal(tenant.requests, 1);
  });

  it('payload tests → are not run', async () => {
    await workbench.openFile('all.kapture-test.json');
    await workbench.runCommand('Test: Run All Tests');
    // VS Code asks before the run. The extension refuses what is run nevertheless.
    await workbench.answerDialog('Running tests may execute code in your workspace', 'Cancel');
    assert.equal(tenant.requests, 1);
  });

  it("the attacker's server → no connection", () => assert.equal(connectionCount, 0));
});
