import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { importCollection } from '../../../../src/kapture/postman/importCollection.ts';
import { PostmanThread } from '../../../../src/kapture/postman/postmanThread.ts';
import { readPostman } from '../../../../src/kapture/postman/readPostman.ts';
import { stagingEnvironment, teamCollection } from './collections.ts';

describe('PostmanThread', function () {
  this.timeout(30_000);
  const thread = new PostmanThread(new URL('../../../../src/kapture/postman/postmanWorker.ts', import.meta.url));

  it('a collection and its environment → the same as without a thread', async () => {
    const [collectionText, environmentText] = [JSON.stringify(teamCollection), JSON.stringify(stagingEnvironment)];
    const { collection } = await thread.read(collectionText);
    const { environment } = await thread.read(environmentText);
    assert.deepEqual(collection, readPostman(collectionText).collection);
    assert.deepEqual(
      await thread.importCollection({ collection: collection!, environments: [environment!], own: [] }),
      importCollection(collection!, [environment!]),
    );
  });

  it('canceled → ends with the reason', async () => {
    const abort = new AbortController();
    const { collection } = readPostman(JSON.stringify(teamCollection));
    const importing = thread.importCollection({ collection: collection!, environments: [], own: [] }, abort.signal);
    abort.abort(new Error('canceled'));
    await assert.rejects(importing, /^Error: canceled$/);
  });

  it('canceled before the start → ends with the reason', async () => {
    const { collection } = readPostman(JSON.stringify(teamCollection));
    const signal = AbortSignal.abort(new Error('canceled'));
    const importing = thread.importCollection({ collection: collection!, environments: [], own: [] }, signal);
    await assert.rejects(importing, /^Error: canceled$/);
  });

  it('a complete import → no longer listens to its signal', async () => {
    const { signal } = new AbortController();
    const { collection } = readPostman(JSON.stringify(teamCollection));
    await thread.importCollection({ collection: collection!, environments: [], own: [] }, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('a file that is not JSON → its problem', async () => {
    assert.deepEqual(await thread.read('{'), { problem: 'not-json' });
  });

  it('9 MB with 1,000 requests → imported, without blocking this thread', async () => {
    const raw = JSON.stringify({ customer_name: '{{v1}}', remarks: 'x{{v3}}'.repeat(1200) });
    const url = 'https://a.example/add-update-customer-from-other-source.html';
    const request = { method: 'POST', url, body: { mode: 'raw', raw } };
    const text = JSON.stringify({
      variable: Array.from({ length: 9000 }, (_, index) => ({ key: `v${index}`, value: `{{v${index + 1}}}` })),
      item: Array.from({ length: 1000 }, (_, index) => ({ name: `r${index}`, request })),
    });
    let turns = 0;
    const counting = setInterval(() => turns++, 20);
    const { collection } = await thread.read(text);
    const before = turns;
    const { requests } = await thread.importCollection({ collection: collection!, environments: [], own: [] });
    clearInterval(counting);
    assert.equal(requests.length, 1000);
    assert.ok(turns - before > 1, `${turns - before} turns of this thread`);
  });
});
