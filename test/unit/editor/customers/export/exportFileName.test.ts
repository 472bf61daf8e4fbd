import assert from 'node:assert/strict';
import { exportFileName } from '../../../../../src/editor/customers/export/exportedRows.ts';

describe('exportFileName', () => {
  const range = { start: '2021-03-14', end: '2021-03-15' };
  const names: Readonly<Record<string, string>> = {
    'Acme India (live)': 'customers Acme India (live) 2021-03-14 2021-03-15.csv',
    'Prod?': 'customers Prod- 2021-03-14 2021-03-15.csv',
    '<a>:"b"/c\\d|e*': 'customers -a---b--c-d-e- 2021-03-14 2021-03-15.csv',
  };
  it('filtered or selected customers → the name says so', () =>
    assert.deepEqual(
      (['filtered', 'selected'] as const).map((part) => exportFileName('Acme', range, 'csv', part)),
      ['customers Acme 2021-03-14 2021-03-15 filtered.csv', 'customers Acme 2021-03-14 2021-03-15 selected.csv'],
    ));
  for (const [connection, name] of Object.entries(names))
    it(`the connection ${connection} → ${name}`, () => assert.equal(exportFileName(connection, range, 'csv'), name));
});
