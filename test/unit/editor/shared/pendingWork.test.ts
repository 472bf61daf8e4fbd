import assert from 'node:assert/strict';
import { PendingWork } from '../../../../src/editor/shared/pendingWork.ts';

describe('PendingWork', () => {
  it('two pending pieces of work → end waits for both', async () => {
    const pending = new PendingWork();
    const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    pending.add(one.promise);
    pending.add(other.promise);
    let hasEnded = false;
    const ending = pending.end().then(() => (hasEnded = true));
    one.resolve();
    await one.promise;
    assert.equal(hasEnded, false);
    other.resolve();
    await ending;
  });

  it('100 pieces of work that have ended → none is retained', async () => {
    const pending = new PendingWork();
    for (let count = 0; count < 100; count++) pending.add(Promise.resolve(count));
    assert.equal(pending.size, 100);
    await pending.end();
    assert.equal(pending.size, 0);
  });

  it('work that fails → end rejects once', async () => {
    const pending = new PendingWork();
    pending.add(Promise.reject(new Error('the disk is full')));
    await assert.rejects(pending.end(), /the disk is full/);
    await pending.end();
  });
});
