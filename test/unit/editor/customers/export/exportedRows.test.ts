import assert from 'node:assert/strict';
import { exportFileName, exportedIds } from '../../../../../src/editor/customers/export/exportedRows.ts';
import type {
  ContactNode,
  CustomerNode,
  CustomersNode,
  TicketNode,
} from '../../../../../src/editor/customers/tree/customersNodes.ts';

describe('exportFileName', () => {
  const range = { start: '2021-03-14', end: '2021-03-15' };
  const names: Readonly<Record<string, string>> = {
    'Acme India (live)': 'customers Acme India (live) 2021-03-14 2021-03-15.csv',
    'Prod?': 'customers Prod- 2021-03-14 2021-03-15.csv',
    '<a>:"b"/c\\d|e*': 'customers -a---b--c-d-e- 2021-03-14 2021-03-15.csv',
  };
  it('filtered or selected customers → the name says so', () =>
    assert.deepEqual(
      (['filtered', 'selected'] as const).map((part) =>
        exportFileName({ module: 'customer', connection: 'Acme', range }, 'csv', part),
      ),
      ['customers Acme 2021-03-14 2021-03-15 filtered.csv', 'customers Acme 2021-03-14 2021-03-15 selected.csv'],
    ));
  for (const [connection, name] of Object.entries(names))
    it(`the connection ${connection} → ${name}`, () =>
      assert.equal(exportFileName({ module: 'customer', connection, range }, 'csv'), name));
});

const own = 'https://acme.example';
const row = (id: string, tenant = own): CustomerNode => ({ kind: 'customer', tenant, id }) as CustomerNode;
const contact = (parent: CustomerNode): ContactNode => ({ kind: 'contact', parent }) as ContactNode;
const ticket = (id: string): TicketNode => ({ kind: 'ticket', tenant: own, id }) as TicketNode;
const other = (id: string): CustomerNode => row(id, 'https://other.example');
const group = { kind: 'group', by: 'day', key: '2026-11-01', count: 2 } as const;

describe('exportedIds', () => {
  const cases: readonly (readonly [
    what: string,
    selection: readonly CustomersNode[],
    clicked: CustomersNode | undefined,
    ids: readonly string[] | undefined,
  ])[] = [
    ['nothing selected', [], undefined, undefined],
    ['a customer that was opened', [row('1')], undefined, undefined],
    ['a customer that was opened, and its contact', [row('1'), contact(row('1'))], undefined, undefined],
    ['groups', [group, group], undefined, undefined],
    [
      'several rows, also of contacts and groups',
      [row('1'), contact(row('1')), group, row('2')],
      undefined,
      ['1', '2'],
    ],
    ['the menu of a row outside of the selection', [row('1'), row('2')], row('3'), ['3']],
    ['the menu of a row of the selection', [row('1'), row('2')], contact(row('2')), ['1', '2']],
    ['a customer that was opened in a tenant that is no longer shown', [other('1')], undefined, undefined],
    ['rows of a tenant that is no longer shown', [other('1'), other('2')], undefined, []],
    ['rows of the list of tickets', [ticket('1'), ticket('2')], undefined, []],
    ['the menu of such a row, whose ID a selected customer has too', [row('1'), row('2')], other('1'), []],
  ];
  for (const [what, selection, clicked, ids] of cases)
    it(`${what} → ${ids?.map((id) => `customer ${id}`).join(', ') ?? 'no selection'}`, () =>
      assert.deepEqual(exportedIds({ tenant: own, module: 'customer' }, selection, clicked), ids));
});
