import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { PlanError, type PlanStart } from '../../../../../src/kapture/bulk/plans/plan.ts';
import type { Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';
import { newOwner } from '../../../../../src/kapture/bulk/plans/planHeads.ts';
import type { RowDecision } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import { failuresCsv, resultCsv, writeCsv } from '../../../../../src/kapture/bulk/results/planCsv.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';
import { reasonsOf, rowOf, temporaryStore, type TemporaryStore } from '../support.ts';
import { inputsOf, tableOf } from '../tableSupport.ts';

const start: PlanStart = {
  title: 'customers.csv',
  tenant: 'https://acme.example',
  connection: 'Acme',
  identifier: 'phone',
  dialect: 'flat',
  binding: '[]',
};
const owner = newOwner();

describe('result files', () => {
  let files: TemporaryStore;
  beforeEach(() => {
    files = temporaryStore();
  });
  afterEach(() => files.remove());

  function plan(columns?: readonly string[], cells?: readonly string[]): number {
    const { store } = files;
    const id = store.create({ ...start, ...(columns && { columns }) }, owner);
    const decisions: readonly Omit<RowDecision, 'row'>[] = [
      { state: 'add' },
      { state: 'update', customerId: '2', customerName: '=Ravi', changes: [{ field: 'city', from: '"A"', to: '"B"' }] },
      { state: 'update', customerId: '3', changes: [{ field: 'city', from: undefined, to: '"B"' }] },
      { state: 'update', customerId: '4', changes: [{ field: 'city', from: '"A"', to: '"B"' }] },
      { state: 'unchanged', customerId: '5' },
      { state: 'in-use', reasons: [{ problem: problem('In use by {0}.', 'Asha, "A"') }] },
      { state: 'update', customerId: '7', changes: [{ field: 'city', from: '"A"', to: '"B"' }] },
    ];
    store.addRows(
      id,
      owner.token,
      decisions.map((decision, index) => ({
        input: rowOf(
          index + 1,
          `98450000${index + 1}`,
          { city: index === 5 ? '+1' : 'B' },
          columns ? { cells: cells ?? [`0${index + 1}`, 'B'] } : {},
        ),
        decision,
      })),
    );
    store.endRows(id, owner.token);
    store.endLookUp(id, owner.token);
    const write = (row: number, state: 'done' | 'failed' | 'unknown', more: object): void => {
      store.beginWrite(id, owner.token, row, { before: new Map(), after: new Map() });
      store.endWrite(id, owner.token, row, { outcome: state, state, ...more });
    };
    write(1, 'done', { customerId: '99' });
    write(2, 'done', {});
    write(3, 'failed', {
      serverMessage: 'Invalid, sorry.',
      reason: problem('Kapture rejected the row (HTTP {0}).', 400),
    });
    write(4, 'unknown', {});
    store.release(id, owner.token);
    store.include({ plan: id, rows: [7] }, false);
    return id;
  }

  async function text(parts: AsyncIterable<string>): Promise<string[]> {
    let all = '';
    for await (const part of parts) all += part;
    assert.ok(all.startsWith('\uFEFF') && all.endsWith('\r\n'));
    return all.slice(1).trimEnd().split('\r\n');
  }

  it('the results → an outcome for each row, and no formula', async () => {
    assert.deepEqual(await text(resultCsv(files.store, plan())), [
      'row,line,key,outcome,customer_id,customer_name,changes,server_message,reason',
      '1,2,984500001,added,99,,city: B,,',
      `2,3,984500002,updated,2,"'=Ravi",city: A → B,,`,
      '3,4,984500003,failed,3,,city: (not in the record) → B,"Invalid, sorry.",Kapture rejected the row (HTTP 400).',
      '4,5,984500004,unknown,4,,city: A → B,,',
      '5,6,984500005,unchanged,5,,city: B,,',
      `6,7,984500006,in-use,,,city: +1,,"In use by Asha, ""A""."`,
      '7,8,984500007,excluded,7,,city: A → B,,',
    ]);
  });

  it('an added customer → the name that the row gives it, in the plan and the results', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const input = rowOf(1, '9845000001', { customer_name: 'Asha' });
    store.addRows(id, owner.token, [{ input, decision: { state: 'add' } }]);
    assert.equal((await text(resultCsv(store, id)))[1], '1,2,9845000001,add,,Asha,customer_name: Asha,,');
  });

  it('a row that was refused as a whole → its cells, which are all that identifies it, with the reason', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const reasons = [{ text: "'=Paid 5\n later", problem: problem('Too many cells.') }];
    store.addRows(id, owner.token, [{ input: { ...rowOf(1, '', {}), reasons } }]);
    assert.equal((await text(resultCsv(store, id)))[1], `1,2,,invalid,,,"“'=Paid 5”; “ later”",,Too many cells.`);
  });

  it('a row with a repaired cell and a masked one → both in the plan, after the reason', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const repairs = [
      { column: 'Mobile', field: 'phone', from: '+91 98450-11103', to: '9845011103', why: problem('+91 was removed.') },
      { column: 'Email', field: 'email_id', from: 'a***@x.example', to: '', why: problem('The value is masked.') },
    ];
    const input = { ...rowOf(1, '9845011103', {}), repairs };
    store.addRows(id, owner.token, [
      { input, decision: { state: 'in-use', reasons: [{ problem: problem('It belongs to another.') }] } },
    ]);
    const details =
      'It belongs to another. Mobile: “+91 98450-11103” is read as “9845011103”. +91 was removed. Email: The value is masked.';
    assert.equal((await text(resultCsv(store, id)))[1]!.split(',').at(-1), details);
  });

  it('a message with what a terminal runs → without it; the value of its row → unchanged', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const input = rowOf(1, '9845000011', { city: 'P\u202eune' });
    const serverMessage = '\u001b[31mNo\u0007\u009b\u202e.';
    store.addRows(id, owner.token, [{ input, decision: { state: 'add' } }]);
    store.endRows(id, owner.token);
    store.endLookUp(id, owner.token);
    store.beginWrite(id, owner.token, 1, { before: new Map(), after: new Map() });
    store.endWrite(id, owner.token, 1, { outcome: 'failed', state: 'failed', serverMessage });
    const cleaned = '\ufffd[31mNo\ufffd\ufffd\ufffd.';
    assert.equal((await text(resultCsv(store, id)))[1]!.split(',').at(-2), cleaned);
    assert.equal((await text(failuresCsv(store, id)))[1], `${cleaned},9845000011,P\u202eune`);
  });
  it('a name that the run changed → the new one if it is stored, else the one before', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const changes = [{ field: 'customer_name', from: '"Asha"', to: '"Asha Rao"' }];
    const decision = { state: 'update', customerId: '2', customerName: 'Asha', changes } as const;
    const inputs = [1, 2].map((row) => rowOf(row, `984500000${row}`, { customer_name: 'Asha Rao' }));
    store.addRows(
      id,
      owner.token,
      inputs.map((input) => ({ input, decision })),
    );
    store.beginWrite(id, owner.token, 1, { before: new Map(), after: new Map() });
    store.endWrite(id, owner.token, 1, { outcome: 'done', state: 'done' });
    assert.deepEqual((await text(resultCsv(store, id))).slice(1), [
      '1,2,9845000001,updated,2,Asha Rao,customer_name: Asha → Asha Rao,,',
      '2,3,9845000002,update,2,Asha,customer_name: Asha → Asha Rao,,',
    ]);
  });

  const rejected = '"Kapture rejected the row (HTTP 400). Invalid, sorry."';
  const taken = '"In use by Asha, ""A""."';

  it('the failures → the identifier and the fields of the rows to correct', async () => {
    assert.deepEqual(await text(failuresCsv(files.store, plan())), [
      'Reason (Kapture),phone,city',
      `${rejected},984500003,B`,
      `${taken},984500006,"'+1"`,
    ]);
  });

  it('the failures of a file whose cells are stored → its own columns and cells', async () => {
    assert.deepEqual(await text(failuresCsv(files.store, plan(['Handy', 'Ort']))), [
      'Reason (Kapture),Handy,Ort',
      `${rejected},03,B`,
      `${taken},06,B`,
    ]);
  });

  it('apostrophes in cells of the file → as they are, because they can be marks; in its fields → doubled', async () => {
    const cells = ["'041", "a;'@b"];
    const [, row] = await text(failuresCsv(files.store, plan(['Handy', 'Ort'], cells)));
    assert.equal(row, `${rejected},'041,"a;'@b"`);
    const { store } = files;
    const id = store.create(start, owner);
    const input = rowOf(1, '9845000001', { customer_name: "'=1" });
    store.addRows(id, owner.token, [
      { input, decision: { state: 'invalid', reasons: [{ problem: problem('Bad.') }] } },
    ]);
    assert.match((await text(failuresCsv(store, id)))[1]!, /,9845000001,''=1$/);
  });

  it('the failures of a file with an exact column → its cells unchanged', async () => {
    const mapping: Mapping = {
      matchBy: 'phone',
      columns: [
        { column: 'Handy', field: 'phone' },
        { column: 'Ort', field: 'city', isExact: true },
      ],
      constants: [{ field: 'state', value: 'MH' }],
    };
    const id = plan(['Handy', 'Ort'], ['=1', '=2,"x"']);
    const escaped = `"'=1","'=2,""x"""`;
    const header = 'Reason (Kapture),Handy,Ort';
    const rows = (cells: string): string[] => [header, `${rejected},${cells}`, `${taken},${cells}`];
    assert.deepEqual(await text(failuresCsv(files.store, id)), rows(escaped));
    const csv = await text(failuresCsv(files.store, id, { mapping }));
    const exact = `"'=1","=2,""x"""`;
    assert.deepEqual(csv, rows(exact));
    const [row] = await inputsOf(csv.join('\r\n'), { ...mapping, matchBy: 'email' });
    assert.equal(row?.fields.get('city'), JSON.stringify('=2,"x"'));
  });

  /** The file of the rows to correct of a table whose rows all have a problem, and its omitted rows. */
  async function failuresOf(table: string, mapping: Mapping): Promise<{ csv: string[]; omitted: number[] }> {
    const { store } = files;
    const { columns } = await tableOf(table);
    const id = store.create({ ...start, columns: columns.map(({ name }) => name) }, owner);
    const inputs = await inputsOf(table, mapping);
    store.addRows(
      id,
      owner.token,
      inputs.map((input) => ({ input, decision: { state: 'invalid', reasons: input.reasons } })),
    );
    const omitted: number[] = [];
    const csv = await text(failuresCsv(store, id, { mapping, onOmitted: ({ row }) => omitted.push(row) }));
    return { csv, omitted };
  }

  const clearing: Mapping = {
    matchBy: 'phone',
    columns: [
      { column: 'Phone', field: 'phone' },
      { column: 'City', field: 'city', blank: 'clear' },
      { column: 'State', field: 'state', blank: 'clear' },
    ],
    constants: [],
  };

  it('the failures of rows with other numbers of cells → refused by the next import too', async () => {
    const table = 'Phone,City,State\r\n9845000001,Pune,Old,MH\r\n9845000002,Pune';
    const { csv, omitted } = await failuresOf(table, clearing);
    const reasons = csv.map((line) => /^("[^"]*"|[^,]*),/.exec(line)![0]);
    assert.deepEqual([csv.map((line, index) => line.slice(reasons[index]!.length)).join('\r\n'), omitted], [table, []]);
    const problems = (await inputsOf(csv.join('\r\n'), clearing)).map(reasonsOf);
    assert.deepEqual(problems, [
      'The row has 4 cells, but the header has 3.',
      'State: The row ends before this column.',
    ]);
  });

  it('the failures of JSON Lines → without rows that would be skipped or would clear a field, which are reported', async () => {
    const rows = [
      '{"Phone": "9.8E+09", "City": "", "State": null}',
      '{"Phone": }',
      '{"Phone": "2", "City": "Pune"}',
      '{}',
    ];
    assert.deepEqual(await failuresOf(rows.join('\n'), clearing), {
      csv: [
        'Reason (Kapture),Phone,City,State',
        '"Phone: The number 9.8E+09 is shortened, so digits are missing. Format the column as text.",9.8E+09,,',
      ],
      omitted: [2, 3, 4],
    });
  });

  it('the failures of cells that may lack zeros → without them, because the next import would accept them', async () => {
    const mapping: Mapping = {
      matchBy: 'code',
      columns: [
        { column: 'Code', field: 'customer_code' },
        { column: 'Pin', field: 'pincode' },
      ],
      constants: [],
    };
    const table = 'Code,Pin\r\n0042,0411\r\n43,0412\r\n0044,413';
    const { csv, omitted } = await failuresOf(table, mapping);
    assert.deepEqual(
      [csv, omitted],
      [
        ['Reason (Kapture),Code,Pin', ',0042,0411'],
        [2, 3],
      ],
    );
  });

  it('results written to a file → complete, and only their owner can read them', async () => {
    const path = join(files.path, '..', 'results.csv');
    await writeCsv(path, resultCsv(files.store, plan()));
    assert.match(readFileSync(path, 'utf8'), /^\uFEFFrow,line,[\s\S]*excluded,7,,city: A → B,,\r\n$/);
    // The file is readable only by its owner, because it has data of customers.
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('canceled → the file of an earlier result stays', async () => {
    const path = join(files.path, '..', 'results.csv');
    await writeFile(path, 'earlier');
    const controller = new AbortController();
    const rows = Readable.from(
      (function* (): Generator<string> {
        yield 'a';
        controller.abort();
        yield 'b';
      })(),
    );
    await assert.rejects(writeCsv(path, rows, controller.signal), (error) => PlanError.is(error, 'canceled'));
    assert.equal(readFileSync(path, 'utf8'), 'earlier');
    assert.deepEqual(
      readdirSync(dirname(path)).filter((name) => name.endsWith('.part')),
      [],
    );
  });
});
