import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { SandboxHost } from '../../src/editor/sandbox/sandboxHost.ts';
import { SandboxError, startSandbox } from '../../src/sandbox/index.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, run, fixture } from './support/fixture.ts';
import { until } from './support/until.ts';

// Runs last because of its file name: afterward the window uses the sandbox that it started itself.
describe('the sandbox of a window', () => {
  it('a running sandbox of another window → its simulated fault is reported at each start', async () => {
    const { sandbox, log } = fixture();
    const [here, otherWindow] = [new SandboxHost(log), new SandboxHost(log)];
    const reported: string[] = [];
    here.onDidReadFault((fault) => reported.push(fault));
    try {
      await otherWindow.setFault('slow');
      assert.equal(await here.start(), sandbox.url);
      await otherWindow.reset();
      await here.start();
      assert.deepEqual(reported, ['slow', 'none']);
    } finally {
      here.dispose();
      otherWindow.dispose();
    }
  });

  it('its URL → the sandbox in use, else the one on the port from the settings, which was used before a reload', async () => {
    const { sandbox, log } = fixture();
    const [used, reloaded] = [new SandboxHost(log), new SandboxHost(log)];
    await used.start();
    const urls = async (): Promise<unknown> => [await used.url, await reloaded.url];
    try {
      assert.deepEqual(await urls(), [sandbox.url, sandbox.url]);
      await changeSetting('sandbox.port', 1);
      assert.deepEqual(await urls(), [sandbox.url, 'http://127.0.0.1:1']);
      await changeSetting('sandbox.port', undefined);
      assert.deepEqual(await urls(), [sandbox.url, undefined], 'each window has its own one on a free port');
    } finally {
      used.dispose();
      reloaded.dispose();
      await changeSetting('sandbox.port', sandbox.port);
    }
  });

  describe('a sandbox of another window that is slow', () => {
    const present = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout')!;
    const received = new vscode.EventEmitter<never>();
    /** The limits of waits, which end only when a test aborts them. */
    let limits: { readonly milliseconds: number; readonly abort: AbortController }[];
    let responses: ServerResponse[];
    let here: SandboxHost;

    const requested = (count: number): Promise<boolean> =>
      until(`request ${count}`, received.event, () => responses.length === count);
    const waits = (): number[] => limits.map(({ milliseconds }) => milliseconds);

    beforeEach(async () => {
      [limits, responses] = [[], []];
      const { origin } = await serveHttp((response) => {
        responses.push(response);
        received.fire(undefined as never);
      });
      here = new SandboxHost(fixture().log);
      await changeSetting('sandbox.port', Number(new URL(origin).port));
      Object.defineProperty(AbortSignal, 'timeout', {
        ...present,
        value: (milliseconds: number) => {
          const abort = new AbortController();
          limits.push({ milliseconds, abort });
          return abort.signal;
        },
      });
    });
    afterEach(async () => {
      Object.defineProperty(AbortSignal, 'timeout', present);
      here.dispose();
      await changeSetting('sandbox.port', fixture().sandbox.port);
    });

    it('each of its responses is waited for 10 seconds, from its own request on', async () => {
      const setting = here.setFault('none');
      await requested(1);
      assert.deepEqual(waits(), [10_000]);
      responses[0]!.end('{"kapture-sandbox": true}');
      await requested(2);
      assert.deepEqual(waits(), [10_000, 10_000]);
      responses[1]!.end('{}');
      await setting;
    });

    it('no status in that time → its port cannot be used', async () => {
      const starting = here.start();
      await requested(1);
      limits[0]!.abort.abort();
      // Another window could have started a sandbox on the port.
      await requested(2);
      limits[1]!.abort.abort();
      await assert.rejects(starting, (error) => SandboxError.is(error) && error.reason === 'port-in-use');
    });
  });

  it('several faults in a row → no notification, because the status bar shows the current one', async () => {
    for (const fault of ['Slow', '500 Server Error', 'No Fault']) {
      user.picks(fault);
      await run('kapture.setSandboxFault');
    }
    assert.deepEqual(user.messages, []);
  });

  it('the sandbox of another window has ended, and two requests start at once → one sandbox, which both use', async () => {
    const { sandbox, log, logged } = fixture();
    const here = new SandboxHost(log);
    const other = await startSandbox();
    await changeSetting('sandbox.port', other.port);
    try {
      assert.equal(await here.start(), other.url);
      await other.close();
      const before = logged.length;
      assert.deepEqual(await Promise.all([here.start(), here.start(), here.start()]), [
        other.url,
        other.url,
        other.url,
      ]);
      assert.equal(logged.slice(before).filter((line) => line.startsWith('The sandbox is running at')).length, 1);
    } finally {
      here.dispose();
      await changeSetting('sandbox.port', sandbox.port);
    }
  });

  it('two windows start at once → one sandbox, which both use', async () => {
    const { sandbox, log } = fixture();
    const free = await startSandbox();
    await free.close();
    const windows = [new SandboxHost(log), new SandboxHost(log)];
    await changeSetting('sandbox.port', free.port);
    try {
      assert.deepEqual(await Promise.all(windows.map((one) => one.start())), [free.url, free.url]);
    } finally {
      for (const one of windows) one.dispose();
      await changeSetting('sandbox.port', sandbox.port);
    }
  });

  it('a request to its own sandbox → a line in the output channel, without the key', async () => {
    const { sandbox, log } = fixture();
    const create = Object.getOwnPropertyDescriptor(vscode.window, 'createOutputChannel')!;
    const appended = new vscode.EventEmitter<never>();
    const lines: string[] = [];
    let isShown = false;
    const channel = {
      appendLine(line: string) {
        lines.push(line);
        (appended as vscode.EventEmitter<unknown>).fire(undefined);
      },
      show: () => (isShown = true),
      dispose: () => undefined,
    };
    Object.defineProperty(vscode.window, 'createOutputChannel', { configurable: true, value: () => channel });
    await changeSetting('sandbox.port', undefined);
    const host = new SandboxHost(log);
    try {
      const url = await host.start();
      const headers = { authorization: `Basic ${host.key}` };
      await fetch(`${url}/search-customer-by-customer-id.html`, { method: 'POST', headers, body: '{}' });
      const [line] = await until('a line', appended.event, () => lines.length > 0 && lines);
      assert.match(
        line!,
        /^[\d:.]{12} {2}\d+ {2}.* {2}Get Customer \(flat\) {2}POST \/search-customer-by-customer-id\.html/,
      );
      assert.ok(!line!.includes(host.key));
      await host.showRequests();
      assert.ok(isShown);
    } finally {
      host.dispose();
      appended.dispose();
      Object.defineProperty(vscode.window, 'createOutputChannel', create);
      await changeSetting('sandbox.port', sandbox.port);
    }
  });

  it('no port is set and no sandbox is running → starts on first use', async () => {
    const { sandbox, logged } = fixture();
    await run('kapture.useSandbox');
    await changeSetting('sandbox.port', undefined);
    await sandbox.close();
    const before = logged.length;
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
    assert.match(logged.slice(before).join('\n'), /The sandbox is running at http:\/\/127\.0\.0\.1:\d+\./);
  });
});
