import assert from 'node:assert/strict';
import { windowsOf, halvesOf } from '../../../../src/kapture/pull/windows.ts';
import { WindowsDone } from '../../../../src/kapture/pull/windowsDone.ts';

describe('WindowsDone', () => {
  const days = windowsOf({ start: '2021-03-01', end: '2021-03-05' }, 24);

  it('each window in turn → one more done', () => {
    const windows = new WindowsDone(days);
    const counts = days.map((window) => (windows.add(window), windows.done));
    assert.deepEqual([counts, windows.total], [[1, 2, 3, 4, 5], 5]);
  });

  it('a window that covers several → all of them are done', () => {
    const windows = new WindowsDone(days);
    windows.add({ start: '2021-03-02', end: '2021-03-04' });
    assert.equal(windows.done, 3);
  });

  it('both halves of a window → it is done after the second', () => {
    const windows = new WindowsDone(days);
    const counts = halvesOf(days[0]!)!.map((half) => (windows.add(half), windows.done));
    assert.deepEqual(counts, [0, 1]);
  });
});
