import assert from 'node:assert/strict';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { SandboxHost } from '../../src/editor/sandbox/sandboxHost.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, run, fixture } from './support/fixture.ts';

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
