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

  describe('the table of the insights in 846 pixels', () => {
    const whole = { least: undefined };
    const table = (status: number, email: number): Partial<ColumnNeeds>[] => [
      { header: 53, content: 111, least: 90, share: 1.2 },
      { header: 68, content: 120, ...whole },
      { header: 56, content: 95, ...whole, share: 0.8 },
      { header: 51, content: email, least: 100, share: 2 },
      { header: 43, content: 92, least: 70, share: 0.9 },
      { header: 56, content: 117, least: 100 },
      { header: 60, content: 80, least: 70, share: 0.9 },
      { header: status, content: 22, least: 62, share: 0.4 },
      { header: 30, content: 74, ...whole, share: 0.7 },
    ];
    const isTruncated = (columns: Partial<ColumnNeeds>[]): boolean[] => {
      const given = widths(columns, 846);
      return columns.map(({ header, content }, index) => given[index]! < Math.max(header!, content!));
    };

    it('long emails → only they are truncated', () =>
      assert.deepEqual(
        isTruncated(table(56, 210)).flatMap((is, index) => (is ? [index] : [])),
        [3],
      ));
    it('short emails → nothing is truncated', () => assert.ok(!isTruncated(table(56, 101)).includes(true)));
    it('a header with the sort arrow → all is still wide enough for it', () =>
      assert.ok(widths(table(69, 210), 846)[7]! >= 69));
  });
});
