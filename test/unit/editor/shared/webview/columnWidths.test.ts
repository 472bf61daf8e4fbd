import assert from 'node:assert/strict';
import { columnWidths, type ColumnNeeds } from '../../../../../src/editor/shared/webview/columnWidths.ts';

describe('columnWidths', () => {
  const column = (needs: Partial<ColumnNeeds>): ColumnNeeds => ({
    header: 60,
    content: 100,
    least: 80,
    share: 1,
    chosen: undefined,
    isEmpty: false,
    ...needs,
  });
  const widths = (columns: readonly Partial<ColumnNeeds>[], available: number): readonly number[] =>
    columnWidths(columns.map(column), available).widths;

  it('less room than the minimum widths → the minimum widths, and how much is needed', () =>
    assert.deepEqual(columnWidths([column({}), column({ least: 70 })], 100), { widths: [80, 70], needed: 150 }));
  it('values that are never truncated → their whole width before others get room', () => {
    assert.deepEqual(widths([{ least: undefined, content: 130 }, {}], 100), [130, 80]);
    assert.deepEqual(widths([{ least: undefined, content: 130 }, {}], 220), [130, 90]);
  });
  it('room for some values → those that lack least are not truncated, and the others get the same room', () =>
    assert.deepEqual(widths([{ content: 200 }, { content: 85 }, { content: 300, share: 2 }], 305), [110, 85, 110]));
  it('more room than the values need → by share', () => assert.deepEqual(widths([{}, { share: 3 }], 240), [110, 130]));
  it('values that are narrower than the minimum → only as wide as the values, but not less than the header', () => {
    assert.deepEqual(widths([{ content: 65 }], 10), [65]);
    assert.deepEqual(widths([{ content: 20 }], 10), [60]);
  });
  it('before a value was measured → the minimum width, and a share of what remains', () =>
    assert.deepEqual(widths([{ content: undefined }, { content: undefined, share: 2 }], 190), [90, 100]));
  it('without values → only as wide as its header', () =>
    assert.deepEqual(widths([{ isEmpty: true }, {}], 200), [60, 140]));
  it('resized → the width that was chosen, also without values, but not less than the header', () => {
    assert.deepEqual(widths([{ chosen: 90, isEmpty: true }, {}], 200), [90, 110]);
    assert.deepEqual(widths([{ chosen: 20 }], 200), [60]);
  });
  it('a column without a share → only as wide as its values', () =>
    assert.deepEqual(widths([{ share: 0 }, {}], 300), [100, 200]));
});
