import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, serveProxy, serveTls, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { certificateAuthority } from '../unit/kapture/http/selfSigned.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { connect, run, fixture } from './support/fixture.ts';
import { until } from './support/until.ts';

const host = 'acme.kapture.invalid';
const customer = '{"Customer Details": {"id": 61371820}, "status": "success"}';

describe('requests through proxies and with certificates', () => {
  const authority = certificateAuthority('An authority of these tests');
  let folder: string;
  let caFile: string;
  let tenant: LocalServer;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-networks-'));
    caFile = path.join(folder, 'ca.pem');
    await writeFile(caFile, authority.cert);
  });
  beforeEach(async () => {
    tenant = await serveTls((response) => response.end(customer), authority.issue(host));
  });
  afterEach(async () => {
    for (const name of ['proxy', 'noProxy', 'proxySupport']) await setHttp(name, undefined);
  });
  after(() => rm(folder, { recursive: true }));

  const setHttp = (name: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('http').update(name, value, vscode.ConfigurationTarget.Global);
  async function get(): Promise<void> {
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    await run('kapture.sendRequest');
  }

  it("http.proxy and the connection's caFile → are used as they are set at each request", async () => {
    const [first, second] = [await serveProxy(tenant), await serveProxy(tenant)];
    await connect({ name: 'Behind', baseUrl: `https://${host}`, role: 'development', caFile });
    await setHttp('proxy', first.origin);
    await get();
    assert.match(shownDocument(responseScheme)!.getText(), /61371820/);
    await setHttp('proxy', second.origin);
    await get();
    assert.deepEqual([first.tunnels.length, second.tunnels.length], [1, 1]);
    await setHttp('proxySupport', 'off');
    await get();
    assert.match(user.messages.at(-1)!.text, /^The host acme\.kapture\.invalid was not found/);
    assert.equal(second.tunnels.length, 1);
  });

  it('a proxy that wants credentials → the message names the proxy, and a write is not called uncertain', async () => {
    const proxy = await serveProxy(tenant, (_tunnel, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
    await setHttp('proxy', proxy.origin.replace('://', '://canary:s3cret@'));
    await connect({ name: 'Behind', baseUrl: `https://${host}`, role: 'development', caFile });
    await openInEditor('.kapture-add.json', '{"customer_name": "x", "phone": "9000000001"}');
    await run('kapture.sendRequest');
    assert.equal(
      user.messages.at(-1)!.text,
      `The proxy requires a password for ${host} (${proxy.host}: HTTP 407). Set http.proxy or HTTPS_PROXY.`,
    );
    assert.doesNotMatch(fixture().logged.join('\n'), /s3cret|canary/);
  });

  it('a caFile that does not exist → the message names it, and nothing is sent', async () => {
    await connect({
      name: 'Behind',
      baseUrl: tenant.origin,
      role: 'development',
      caFile: path.join(folder, 'gone.pem'),
    });
    await get();
    assert.match(
      user.messages.at(-1)!.text,
      /^Nothing was sent: the CA file of the connection cannot be used \(.*gone\.pem: ENOENT\)\.$/,
    );
    assert.equal(tenant.requests.length, 0);
  });

  it('a proxy in workspace settings → is ignored', async () => {
    const [mine, hostile] = [await serveProxy(tenant), await serveProxy(tenant)];
    await setHttp('proxy', mine.origin);
    await connect({ name: 'Behind', baseUrl: `https://${host}`, role: 'development', caFile });
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.vscode', 'settings.json');
    const changed = vscode.workspace.onDidChangeConfiguration as vscode.Event<never>;
    const seen = (): unknown => vscode.workspace.getConfiguration('editor').inspect('tabSize')?.workspaceValue;
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from(
        JSON.stringify({
          'editor.tabSize': 3,
          'http.proxy': hostile.origin,
          'http.noProxy': ['*'],
          'http.proxySupport': 'off',
        }),
      ),
    );
    try {
      await until('the settings of the workspace', changed, () => seen() === 3);
      await get();
      assert.deepEqual([mine.tunnels.length, hostile.tunnels.length], [1, 0]);
    } finally {
      await vscode.workspace.fs.delete(file);
      await until('the workspace without settings', changed, () => seen() === undefined);
    }
  });
});

describe('the network of other extensions', () => {
  const dispatcher = Symbol.for('undici.globalDispatcher.1');
  const globals = (): readonly unknown[] => [
    globalThis.fetch,
    (globalThis as Record<symbol, unknown>)[dispatcher],
    Object.getOwnPropertySymbols(globalThis)
      .map(String)
      .filter((name) => name.includes('undici'))
      .join(),
  ];

  it('a request of Kapture → leaves global fetch and its dispatcher unchanged', async () => {
    const server = await serveHttp((response, { headers }) =>
      response.writeHead(200, { 'x-agent': headers['user-agent'] ?? '' }).end('hello'),
    );
    const fetchAsOthersDo = async (): Promise<readonly unknown[]> => {
      const response = await fetch(server.origin, { method: 'POST', body: '{}' });
      return [response.status, response.headers.get('x-agent'), await response.text()];
    };
    const [before, fetched] = [globals(), await fetchAsOthersDo()];
    // Node creates its dispatcher at the first fetch of any extension.
    const afterFetch = globals();
    assert.equal(before[0], afterFetch[0]);
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '{"phone": "9845765226"}');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
    globals().forEach((value, index) => assert.equal(value, afterFetch[index]));
    assert.deepEqual(await fetchAsOthersDo(), fetched);
    const { headers: ours } = server.requests.at(-1)!;
    assert.deepEqual(ours, server.requests[0]!.headers);
  });
});
