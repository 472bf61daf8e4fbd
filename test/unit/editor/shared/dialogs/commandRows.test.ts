import assert from 'node:assert/strict';
import { commandRows } from '../../../../../src/editor/shared/dialogs/commandRows.ts';

describe('commandRows', () => {
  const view = { selection: ['a', 'b'] };

  it('no row, as with a keybinding → the selection, not explicit', () => {
    assert.deepEqual(commandRows(view, undefined), { rows: ['a', 'b'], isExplicit: false });
  });

  it('the row of a menu → that row, or the rows passed with it, whatever is selected', () => {
    assert.deepEqual(commandRows(view, 'c'), { rows: ['c'], isExplicit: true });
    assert.deepEqual(commandRows(view, 'a', ['a', 'b']), { rows: ['a', 'b'], isExplicit: true });
  });

  it('no row and nothing selected → none', () => {
    assert.deepEqual(commandRows({ selection: [] }, undefined), { rows: [], isExplicit: false });
  });
});
