import assert from 'node:assert/strict';
import { changesLine, rowLine } from '../../../../src/cli/import/importOutput.ts';
import type { PlanRow } from '../../../../src/kapture/bulk/plans/planRow.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { problem } from '../../../../src/kapture/problem/problem.ts';

const empty = { row: 1, fields: new Map(), changes: [], repairs: [], problems: [], isIncluded: true } as const;

describe('changesLine', () => {
  it('a value that only the contact has, and one with a line separator → said, in one line', () => {
    const row: PlanRow = {
      ...empty,
      kind: 'update',
      key: '7',
      state: 'not-sent',
      changes: [
        { field: 'phone', from: undefined, to: '"9845000001"', contact: '"9845000002"' },
        { field: 'city', from: '"Pune"', to: '"New\\u2028Delhi"' },
      ],
    };
    assert.equal(
      changesLine(row, formOf('update', 'flat')),
      '  row 1: phone: (only in the contact: 9845000002) → 9845000001, city: Pune → New↵Delhi',
    );
    const named: PlanRow = { ...row, line: 2, customerName: 'Asha\nRao', changes: row.changes.slice(1) };
    assert.equal(changesLine(named, formOf('update', 'flat')), '  row 1 (line 2), Asha↵Rao: city: Pune → New↵Delhi');
  });
});

describe('rowLine', () => {
  it('a row that was refused as a whole → its place and the reason, without its cells, which end up in logs', () => {
    const problems = [{ text: 'Asha\n9845000001\nPune', problem: problem('Too many cells.') }];
    const row: PlanRow = { ...empty, line: 2, kind: 'invalid', key: '', state: 'not-sent', problems };
    assert.equal(rowLine(row), '  row 1 (line 2), invalid: Too many cells.');
  });
});
