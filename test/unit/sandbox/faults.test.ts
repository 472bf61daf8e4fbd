import assert from 'node:assert/strict';
import { FaultSwitch, faults, readFaultSettings } from '../../../src/sandbox/faults.ts';

describe('sandbox faults', () => {
  it('every fault → a unique id, a title and a description', () => {
    assert.equal(new Set(faults.map(({ id }) => id)).size, faults.length);
    assert.ok(faults.every(({ title, description }) => title && description.endsWith('.')));
    assert.equal(faults[0].id, 'none');
  });

  for (const settings of [
    { fault: '429', times: 2 },
    { fault: 'slow', seconds: 0 },
    { fault: 'none' },
    { fault: 'hang', times: 1, seconds: 3600 },
  ]) {
    it(`${JSON.stringify(settings)} → valid`, () => assert.deepEqual(readFaultSettings(settings), { settings }));
  }

  const wrong: readonly unknown[] = [
    undefined,
    null,
    'slow',
    [],
    {},
    { fault: 429 },
    { fault: 'toString' },
    { fault: 'slow', times: 0 },
    { fault: 'slow', times: 1.5 },
    { fault: 'slow', times: '2' },
    { fault: 'slow', seconds: -1 },
    { fault: 'slow', seconds: 1e9 },
  ];
  for (const value of wrong) {
    it(`${JSON.stringify(value)} → a problem`, () =>
      assert.match(readFaultSettings(value).problem ?? '', /\.$|"times": 2\}\.$/));
  }

  it('FaultSwitch → the fault for the given number of requests, or for all', () => {
    const twice = new FaultSwitch({ fault: '429', times: 2, seconds: 3 });
    assert.deepEqual(
      [1, 2, 3].map(() => twice.take().fault),
      ['429', '429', 'none'],
    );
    const always = new FaultSwitch({ fault: '500' });
    assert.deepEqual(
      [1, 2, 3].map(() => always.take().fault),
      ['500', '500', '500'],
    );
    always.clear();
    assert.equal(always.take().fault, 'none');
  });
});
