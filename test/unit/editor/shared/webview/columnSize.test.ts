import assert from 'node:assert/strict';
import { columnSize } from '../../../../../src/editor/shared/webview/columnSize.ts';

describe('columnSize', () => {
  const email = { header: 60, least: 120, share: 2, content: undefined, width: undefined, isEmpty: false };

  it('with values → at least their width, and a share of what remains', () =>
    assert.deepEqual(columnSize(email), { least: 120, track: 'minmax(120px,2fr)' }));
  it('without values → only as wide as its header', () =>
    assert.deepEqual(columnSize({ ...email, isEmpty: true }), { least: 60, track: '60px' }));
  it('a header that is wider than the values → not truncated', () =>
    assert.deepEqual(columnSize({ ...email, header: 130 }), { least: 130, track: 'minmax(130px,2fr)' }));
  it('as wide as its values → no share; in a narrow table, down to its minimum width', () => {
    assert.deepEqual(columnSize({ ...email, content: 150 }), { least: 120, track: 'minmax(120px,150px)' });
    assert.deepEqual(columnSize({ ...email, content: 90 }), { least: 90, track: 'minmax(90px,90px)' });
    assert.deepEqual(columnSize({ ...email, content: 20 }), { least: 60, track: 'minmax(60px,60px)' });
  });
  it('resized → the width that was chosen, also without values, but not less than the header', () => {
    assert.deepEqual(columnSize({ ...email, width: 90, isEmpty: true }), { least: 90, track: '90px' });
    assert.deepEqual(columnSize({ ...email, width: 20 }), { least: 60, track: '60px' });
  });
});
