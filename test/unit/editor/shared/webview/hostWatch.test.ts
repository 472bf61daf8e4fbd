import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { HostWatch } from '../../../../../src/editor/shared/webview/hostWatch.ts';

describe('HostWatch', () => {
  let asked = 0;
  let changes: boolean[] = [];
  let isHidden = false;
  let watch: HostWatch;
  beforeEach(() => {
    [asked, changes, isHidden] = [0, [], false];
    mock.timers.enable({ apis: ['setInterval'] });
    watch = new HostWatch({
      ask: () => asked++,
      isHidden: () => isHidden,
      onChange: (isLost) => changes.push(isLost),
    });
    watch.isActive = true;
  });
  afterEach(() => {
    watch.isActive = false;
    mock.timers.reset();
  });
  const pass = (seconds: number): void => mock.timers.tick(seconds * 1000);

  it('no answer for 15 s → not lost; for longer → lost, once', () => {
    pass(15);
    assert.deepEqual([asked, changes], [5, []]);
    pass(30);
    assert.deepEqual(changes, [true]);
  });
  it('answers, some after 12 s → never lost', () => {
    for (let count = 0; count < 10; count++) {
      pass(12);
      watch.hear();
    }
    assert.deepEqual(changes, []);
  });
  it('an answer after it was lost → no longer lost', () => {
    pass(60);
    watch.hear();
    assert.deepEqual(changes, [true, false]);
    pass(60);
    assert.deepEqual(changes, [true, false, true]);
  });
  it('a hidden page → asks nothing', () => {
    isHidden = true;
    pass(600);
    assert.deepEqual([asked, changes], [0, []]);
  });
  it('nothing in progress → asks nothing, and counts from zero later', () => {
    pass(12);
    watch.isActive = false;
    watch.hear();
    pass(600);
    watch.isActive = true;
    pass(15);
    assert.deepEqual([asked, changes], [9, []]);
  });
});
