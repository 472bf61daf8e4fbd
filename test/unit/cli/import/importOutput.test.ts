import assert from 'node:assert/strict';
import {
  changesLine,
  mappingLines,
  omittingLine,
  repairLines,
  rowLine,
} from '../../../../src/cli/import/importOutput.ts';
import type { PlanRow } from '../../../../src/kapture/bulk/plans/planRow.ts';
import type { Mapping } from '../../../../src/kapture/bulk/mappings/mapping.ts';
import type { Table } from '../../../../src/kapture/bulk/tables/table.ts';
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

describe('repairLines', () => {
  it('a masked cell → why it is not sent, and no blank value', () => {
    const why = problem('The value is masked, so it is not sent.');
    const repairs = [{ column: 'Email', field: 'email_id', from: 'a***@example.com', to: '', why }];
    const row: PlanRow = { ...empty, kind: 'invalid', key: '', state: 'not-sent', repairs };
    assert.deepEqual(repairLines(row), ['  row 1, Email: The value is masked, so it is not sent.']);
  });
});

describe('omittingLine', () => {
  it('a field that Kapture masks, and a cell that is not sent → both, each with its reason', () => {
    const why = problem('A secret in the value was redacted, so the value is not sent.');
    const repairs = [{ column: 'Address', field: 'address', from: 'token ‹auth key›', to: '', why }];
    const omitted = ['phone', 'address'];
    const row: PlanRow = { ...empty, kind: 'update', key: '7', state: 'not-sent', repairs, omitted };
    assert.equal(
      omittingLine(row),
      '  row 1: Kapture masks these fields, so they are not sent: phone. The cells of these fields are masked or redacted, so they are not sent: address.',
    );
  });
});

describe('mappingLines', () => {
  for (const [count, last] of [
    [10, '  Own 9: ignored'],
    [11, '  … and 1 more column: ignored'],
    [140, '  … and 130 more columns: ignored'],
  ] as const)
    it(`${count} ignored columns → ${last.trim()}`, () => {
      const columns = ['Phone', ...Array.from({ length: count }, (_, index) => `Own ${index}`)].map((name) => ({
        name,
      }));
      const mapping: Mapping = { identifyBy: 'phone', columns: [{ column: 'Phone', field: 'phone' }], constants: [] };
      const forms = { add: formOf('add', 'flat'), update: formOf('update', 'flat') };
      const lines = mappingLines(mapping, { columns } as unknown as Table, forms, 'suggested');
      assert.deepEqual(
        [lines.length, lines[1], lines.at(-1)],
        [Math.min(count, 11) + 2, '  Phone → phone (identifies customers)', last],
      );
    });
});

describe('rowLine', () => {
  it('a row that was refused as a whole → its place and the reason, without its cells, which end up in logs', () => {
    const problems = [{ text: 'Asha\n9845000001\nPune', problem: problem('Too many cells.') }];
    const row: PlanRow = { ...empty, line: 2, kind: 'invalid', key: '', state: 'not-sent', problems };
    assert.equal(rowLine(row), '  row 1 (line 2), invalid: Too many cells.');
  });
});
