import assert from 'node:assert/strict';
import { repairsOfCells } from '../../../../../src/kapture/bulk/plans/repairsOfCells.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';

describe('repairsOfCells', () => {
  const [spaces, prefix, mark] = [problem('Spaces.'), problem('A prefix.'), problem('An apostrophe.')];
  const row = {
    key: '9845011111',
    problems: [],
    repairs: [
      { column: 'Mobile', field: 'phone', from: '+91 98450-11111', to: '+919845011111', why: spaces },
      { column: 'City', field: 'city', from: "'=Pune", to: '=Pune', why: mark },
      { column: 'Mobile', field: 'phone', from: '+919845011111', to: '9845011111', why: prefix },
    ],
  };
  const mobile = {
    ...{ column: 'Mobile', field: 'phone', from: '+91 98450-11111', to: '9845011111' },
    why: [spaces, prefix],
  };
  const city = { column: 'City', field: 'city', from: "'=Pune", to: '=Pune', why: [mark] };

  it('several repairs of a cell → one, from the cell to the value that it is read as, with each reason', () =>
    assert.deepEqual(repairsOfCells({ ...row, kind: 'add', changes: [] }), [mobile, city]));

  it('a refused cell → none, because its reason is about the cell in the file', () => {
    const problems = [{ column: 'City', field: 'city', text: "'=Pune", problem: problem('Refused.') }];
    assert.deepEqual(repairsOfCells({ ...row, kind: 'invalid', changes: [], problems }), [mobile]);
  });

  it('an update → those of values that it changes, and of the one that identifies the customer', () => {
    const changes = [{ field: 'city', from: '"Pune"', to: '"=Pune"' }];
    assert.deepEqual(repairsOfCells({ ...row, kind: 'update', changes }), [mobile, city]);
    assert.deepEqual(repairsOfCells({ ...row, kind: 'unchanged', changes: [] }), [mobile]);
    assert.deepEqual(repairsOfCells({ ...row, kind: 'update', key: '101', changes }), [city]);
  });
});
