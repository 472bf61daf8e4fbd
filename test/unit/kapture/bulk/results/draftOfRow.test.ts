import assert from 'node:assert/strict';
import { draftOfRow } from '../../../../../src/kapture/bulk/results/draftOfRow.ts';
import type { Identifier } from '../../../../../src/kapture/bulk/plans/identifiers.ts';
import type { PlanRow } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import { readConnection } from '../../../../../src/kapture/connection/connection.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';
import { variablesIn } from '../../../../../src/kapture/variables/variables.ts';

const row: PlanRow = {
  row: 1,
  state: 'add',
  write: 'add',
  key: '9000000101',
  fields: new Map([
    ['customer_name', '"Test {{$secret.token}}"'],
    ['pincode', '411001'],
  ]),
  changes: [],
  repairs: [],
  invalidCells: [],
  reasons: [],
};

function draft(
  planned: PlanRow,
  dialect = 'flat',
  identifier: Identifier = 'phone',
): NonNullable<ReturnType<typeof draftOfRow>> {
  const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example', dialect });
  assert.ok(connection);
  const found = draftOfRow(planned, connection, identifier);
  assert.ok(found);
  return found;
}

describe('draftOfRow', () => {
  it('an added customer → its fields, with numbers as they are and without variables', () => {
    const { operation, body } = draft(row);
    assert.deepEqual(
      [operation, JSON.parse(body)],
      ['add', { customer_name: 'Test {{$secret.token}}', pincode: 411001 }],
    );
    assert.deepEqual(variablesIn(body), []);
  });

  it('a refused cell → in the request unchanged', () => {
    const refused = { field: 'phone', text: '12345', column: 'Mobile', problem: problem('Wrong.') };
    const { operation, body } = draft({ ...row, state: 'invalid', key: '', reasons: [refused] }, 'nested');
    assert.equal(operation, 'add');
    assert.match(body, /"phone":"12345"/);
    const id = { ...refused, field: 'kapture_customer_id', text: 'x1' };
    assert.deepEqual(draft({ ...row, state: 'invalid', fields: new Map(), reasons: [id] }), {
      operation: 'update',
      body: '{"kapture_customer_id":"x1"}',
    });
  });

  it('a row that was refused as a whole → no request, because its cells can be under wrong columns', () => {
    const refused = { text: 'Paid 5\n later\n7', problem: problem('The row has 3 cells, but the header has 2.') };
    const planned: PlanRow = { ...row, state: 'invalid', key: '', fields: new Map(), reasons: [refused] };
    const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example', dialect: 'flat' });
    assert.equal(draftOfRow(planned, connection!, 'id'), undefined);
  });

  it('a row that was not looked up, in a plan by ID → an update of that customer, not an add', () => {
    const refused = { field: 'phone', text: '9.87E+09', column: 'Phone', problem: problem('Wrong.') };
    const invalid: PlanRow = { ...row, state: 'invalid', key: '101', fields: new Map(), reasons: [refused] };
    assert.deepEqual(draft(invalid, 'flat', 'id'), {
      operation: 'update',
      body: '{"kapture_customer_id":"101","phone":"9.87E+09"}',
    });
  });

  it('an update → the ID and the changed fields, in the dialect of the connection', () => {
    const update: PlanRow = {
      ...row,
      state: 'update',
      write: 'update',
      customerId: '101',
      changes: [{ field: 'city', from: '"Pune"', to: '"Goa"' }],
    };
    assert.deepEqual(draft(update), { operation: 'update', body: '{"kapture_customer_id":"101","city":"Goa"}' });
    assert.match(draft(update, 'nested').body, /"customer_info":\{.*"Goa"/);
  });
});
