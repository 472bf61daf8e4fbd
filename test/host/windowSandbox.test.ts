import assert from 'node:assert/strict';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { SandboxHost } from '../../src/editor/sandbox/sandboxHost.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { change, run, stage } from './support/stage.ts';

// Runs last, by its name: from then on the window keeps to the sandbox that it started.
describe('the sandbox of a window', () => {
  it('one that runs already → what it plays is told each time that it is about to be used', async () => {
    const { sandbox, log } = stage();
    const [here, elsewhere] = [new SandboxHost(log), new SandboxHost(log)];
    const told: string[] = [];
    here.onDidMeet((fault) => told.push(fault));
    try {
      await elsewhere.setFault('slow');
      assert.equal(await here.start(), sandbox.url);
      await elsewhere.reset();
      await here.start();
      assert.deepEqual(told, ['slow', 'none']);
    } finally {
      here.dispose();
      elsewhere.dispose();
    }
  });

  it('starts when it is first used, where no port is set and none runs any more', async () => {
    const { sandbox, logged } = stage();
    await run('kapture.useSandbox');
    await change('sandbox.port', undefined);
    await sandbox.close();
    const before = logged.length;
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
    assert.match(logged.slice(before).join('\n'), /The sandbox is running at http:\/\/127\.0\.0\.1:\d+\./);
  });
});
