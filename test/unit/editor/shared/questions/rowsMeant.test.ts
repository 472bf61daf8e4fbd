import assert from 'node:assert/strict';
import { rowsMeant } from '../../../../../src/editor/shared/questions/rowsMeant.ts';

describe('rowsMeant', () => {
  const view = { selection: ['a', 'b'] };

  it('no row, as by key → the selection, which nobody named', () => {
    assert.deepEqual(rowsMeant(view, undefined), { rows: ['a', 'b'], areNamed: false });
  });

  it('the row of a menu → that row, or all that come with it, whatever is selected', () => {
    assert.deepEqual(rowsMeant(view, 'c'), { rows: ['c'], areNamed: true });
    assert.deepEqual(rowsMeant(view, 'a', ['a', 'b']), { rows: ['a', 'b'], areNamed: true });
  });

  it('no row and nothing selected → none', () => {
    assert.deepEqual(rowsMeant({ selection: [] }, undefined), { rows: [], areNamed: false });
  });
});
