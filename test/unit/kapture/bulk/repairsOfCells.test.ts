import assert from 'node:assert/strict';
import { repairsOfCells } from '../../../../src/kapture/bulk/mappings/repairsOfCells.ts';
import { problem } from '../../../../src/kapture/problem/problem.ts';

describe('repairsOfCells', () => {
  it('several repairs of a cell → one, from the cell to the value that is sent, with each reason', () => {
    const [spaces, prefix, mark] = [problem('Spaces.'), problem('A prefix.'), problem('An apostrophe.')];
    assert.deepEqual(
      repairsOfCells([
        { column: 'Mobile', from: '+91 98450-11111', to: '+919845011111', why: spaces },
        { column: 'City', from: "'=Pune", to: '=Pune', why: mark },
        { column: 'Mobile', from: '+919845011111', to: '9845011111', why: prefix },
      ]),
      [
        { column: 'Mobile', from: '+91 98450-11111', to: '9845011111', why: [spaces, prefix] },
        { column: 'City', from: "'=Pune", to: '=Pune', why: [mark] },
      ],
    );
  });
});
