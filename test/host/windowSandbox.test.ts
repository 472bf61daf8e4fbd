import assert from 'node:assert/strict';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { SandboxHost } from '../../src/editor/sandbox/sandboxHost.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { changeSetting, run, fixture } from './support/fixture.ts';

// Runs last because of its file name: afterwards the window uses the sandbox that it started itself.
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
