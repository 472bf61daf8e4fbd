import assert from 'node:assert/strict';
import { replyScheme } from '../../src/editor/ids.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { change, run, stage } from './support/stage.ts';

// Runs last, by its name: from then on the window keeps to the sandbox that it started.
describe('the sandbox of a window', () => {
  it('starts when it is first used, where no port is set and none runs any more', async () => {
    const { sandbox, logged } = stage();
    await run('kapture.useSandbox');
    await change('sandbox.port', undefined);
    await sandbox.close();
    const before = logged.length;
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    assert.match(shownDocument(replyScheme)!.getText(), /Nishchal/);
    assert.match(logged.slice(before).join('\n'), /The sandbox runs at http:\/\/127\.0\.0\.1:\d+\./);
  });
});
