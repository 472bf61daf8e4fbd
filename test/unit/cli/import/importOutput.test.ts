import assert from 'node:assert/strict';
import { changesLine } from '../../../../src/cli/import/importOutput.ts';
import type { PlanRow } from '../../../../src/kapture/bulk/plans/planRow.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';

describe('changesLine', () => {
  it('a value that only the contact has, and one with a line separator → said, in one line', () => {
    const row: PlanRow = {
      ...{ row: 1, kind: 'update', key: '7', fields: new Map(), repairs: [], problems: [], state: 'not-sent' },
      isIncluded: true,
      changes: [
        { field: 'phone', from: undefined, to: '"9845000001"', contact: '"9845000002"' },
        { field: 'city', from: '"Pune"', to: '"New\\u2028Delhi"' },
      ],
    };
    assert.equal(
      changesLine(row, formOf('update', 'flat')),
      '  row 1: phone: (only in the contact: 9845000002) → 9845000001, city: Pune → New↵Delhi',
    );
  });
});
