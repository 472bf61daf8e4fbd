import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { PlanError } from '../../../../../src/kapture/bulk/plans/planError.ts';
import type { Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';
import { newOwner } from '../../../../../src/kapture/bulk/plans/planOwner.ts';
import type { PlanStart } from '../../../../../src/kapture/bulk/plans/planHead.ts';
import type { RowDecision } from '../../../../../src/kapture/bulk/plans/rowDecision.ts';
import {
  failuresCsv,
  mappingOfFailures,
  planCsv,
  resultCsv,
  writeCsv,
} from '../../../../../src/kapture/bulk/results/resultFiles.ts';
import { problemsInEnglish } from '../../../../../src/kapture/bulk/results/problemsInEnglish.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';
import { rowOf, temporaryStore, type TemporaryStore } from '../support.ts';
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

  /** A plan with one row of each outcome. */
  function plan(columns?: readonly string[], cells?: readonly string[]): number {
    const { store } = files;
    const id = store.create({ ...start, ...(columns && { columns }) }, owner);
    const decisions: readonly Omit<RowDecision, 'row'>[] = [
      { kind: 'add' },
      { kind: 'update', customerId: '2', customerName: '=Ravi', changes: [{ field: 'city', from: '"A"', to: '"B"' }] },
      { kind: 'update', customerId: '3', changes: [{ field: 'city', from: undefined, to: '"B"' }] },
      { kind: 'update', customerId: '4', changes: [{ field: 'city', from: '"A"', to: '"B"' }] },
      { kind: 'unchanged', customerId: '5' },
      { kind: 'taken', reason: problem('Taken by {0}.', 'Asha, "A"') },
      { kind: 'update', customerId: '7', changes: [{ field: 'city', from: '"A"', to: '"B"' }] },
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
      store.beginWrite({ plan: id, row, before: new Map(), after: new Map() }, owner.token);
      store.endWrite({ plan: id, row, outcome: state, state, ...more }, owner.token);
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

  it('a plan as CSV → a row for each, with what would change and the reason', async () => {
    assert.deepEqual((await text(planCsv(files.store, plan()))).slice(0, 4), [
      'row,line,key,kind,included,customer_id,customer_name,changes,reason',
      '1,2,984500001,add,yes,99,,city: B,',
      `2,3,984500002,update,yes,2,"'=Ravi",city: A → B,`,
      '3,4,984500003,update,yes,3,,city: (not in the record) → B,Kapture rejected the row (HTTP 400).',
    ]);
  });

  it('the results → an outcome for each row, and no formula', async () => {
    assert.deepEqual(await text(resultCsv(files.store, plan())), [
      'row,line,key,outcome,customer_id,customer_name,server_message,reason',
      '1,2,984500001,added,99,,,',
      `2,3,984500002,updated,2,"'=Ravi",,`,
      '3,4,984500003,failed,3,,"Invalid, sorry.",Kapture rejected the row (HTTP 400).',
      '4,5,984500004,unknown,4,,,',
      '5,6,984500005,unchanged,5,,,',
      '6,7,984500006,taken,,,,"Taken by Asha, ""A""."',
      '7,8,984500007,excluded,7,,,',
    ]);
  });

  it('a row that is done without some of its values → updated in part', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const changes = [{ field: 'city', from: '"A"', to: '"B"' }];
    const updates = [{ omitted: ['phone'] }, {}].map((more) => ({ kind: 'update', changes, ...more }) as const);
    store.addRows(
      id,
      owner.token,
      updates.map((decision, index) => ({ input: rowOf(index + 1, '7', {}), decision })),
    );
    for (const [row, ignored] of [
      [1, []],
      [2, ['state']],
    ] as const) {
      store.beginWrite({ plan: id, row, before: new Map(), after: new Map() }, owner.token);
      store.endWrite({ plan: id, row, outcome: 'done', state: 'done', ignored }, owner.token);
    }
    const outcomes = (await text(resultCsv(store, id))).slice(1).map((line) => line.split(',')[3]);
    assert.deepEqual(outcomes, ['updated-in-part', 'updated-in-part']);
  });

  it('an added customer → the name that the row gives it, in the plan and the results', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const input = rowOf(1, '9845000001', { customer_name: 'Asha' });
    store.addRows(id, owner.token, [{ input, decision: { kind: 'add' } }]);
    assert.equal((await text(planCsv(store, id)))[1], '1,2,9845000001,add,yes,,Asha,customer_name: Asha,');
    assert.equal((await text(resultCsv(store, id)))[1], '1,2,9845000001,not-sent,,Asha,,');
  });

  it('a gender in a dialect that writes Female → Female in the plan', async () => {
    const { store } = files;
    const id = store.create({ ...start, dialect: 'nested' }, owner);
    const changes = [{ field: 'gender', from: '"M"', to: '"F"' }];
    store.addRows(id, owner.token, [
      { input: rowOf(1, '9845000001', { gender: 'F' }), decision: { kind: 'add' } },
      { input: rowOf(2, '9845000002', { gender: 'F' }), decision: { kind: 'update', changes } },
    ]);
    const [, add, update] = await text(planCsv(store, id));
    assert.equal(add, '1,2,9845000001,add,yes,,,gender: Female,');
    assert.equal(update, '2,3,9845000002,update,yes,,,gender: Male → Female,');
  });

  it('a value that only the contact of the record shows → so in the plan', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const changes = [{ field: 'email_id', from: undefined, to: '"b@x.example"', contact: '"a@x.example"' }];
    store.addRows(id, owner.token, [{ input: rowOf(1, '9845000001', {}), decision: { kind: 'update', changes } }]);
    assert.match(
      (await text(planCsv(store, id)))[1]!,
      /,email_id: \(only in the contact: a@x\.example\) → b@x\.example,/,
    );
  });

  it('a row that was refused as a whole → its cells, which are all that identifies it, with the reason', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const problems = [{ text: "'=Paid 5\n later", problem: problem('Too many cells.') }];
    store.addRows(id, owner.token, [{ input: { ...rowOf(1, '', {}), problems } }]);
    const reason = `"Too many cells. Its cells: ""'=Paid 5"", "" later"""`;
    assert.equal((await text(planCsv(store, id)))[1], `1,2,,invalid,no,,,,${reason}`);
    assert.equal((await text(resultCsv(store, id)))[1], `1,2,,invalid,,,,${reason}`);
  });

  it('a row with a repaired cell and a masked one → both in the plan, after the reason', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const repairs = [
      { column: 'Mobile', field: 'phone', from: '+91 98450-11103', to: '9845011103', why: problem('+91 was removed.') },
      { column: 'Email', field: 'email_id', from: 'a***@x.example', to: '', why: problem('The value is masked.') },
    ];
    const input = { ...rowOf(1, '9845011103', {}), repairs };
    store.addRows(id, owner.token, [{ input, decision: { kind: 'taken', reason: problem('It belongs to another.') } }]);
    const details =
      'It belongs to another. Mobile: “+91 98450-11103” is read as “9845011103”. +91 was removed. Email: The value is masked.';
    assert.equal((await text(planCsv(store, id)))[1]!.split(',').at(-1), details);
  });

  it('a name that the run changed → the new one if it is stored, else the one before', async () => {
    const { store } = files;
    const id = store.create(start, owner);
    const changes = [{ field: 'customer_name', from: '"Asha"', to: '"Asha Rao"' }];
    const decision = { kind: 'update', customerId: '2', customerName: 'Asha', changes } as const;
    const inputs = [1, 2].map((row) => rowOf(row, `984500000${row}`, { customer_name: 'Asha Rao' }));
    store.addRows(
      id,
      owner.token,
      inputs.map((input) => ({ input, decision })),
    );
    store.beginWrite({ plan: id, row: 1, before: new Map(), after: new Map() }, owner.token);
    store.endWrite({ plan: id, row: 1, outcome: 'done', state: 'done' }, owner.token);
    assert.deepEqual((await text(resultCsv(store, id))).slice(1), [
      '1,2,9845000001,updated,2,Asha Rao,,',
      '2,3,9845000002,not-sent,2,Asha,,',
    ]);
  });

  const rejected = '"Kapture rejected the row (HTTP 400). Invalid, sorry."';
  const taken = '"Taken by Asha, ""A"". [#1d2c9d8d]"';

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
    store.addRows(id, owner.token, [{ input, decision: { kind: 'invalid', reason: problem('Bad.') } }]);
    assert.match((await text(failuresCsv(store, id)))[1]!, /,9845000001,''=1$/);
  });

  it('the failures of a file with an exact column → its cells unchanged, and the mapping without an encoding', async () => {
    const mapping: Mapping = {
      identifyBy: 'phone',
      columns: [
        { column: 'Handy', field: 'phone' },
        { column: 'Ort', field: 'city', isExact: true },
      ],
      constants: [{ field: 'state', value: 'MH' }],
      encoding: 'windows-1252',
      delimiter: ';',
    };
    const id = plan(['Handy', 'Ort'], ['=1', '=2,"x"']);
    const escaped = `"'=1","'=2,""x"""`;
    const header = 'Reason (Kapture),Handy,Ort';
    const rows = (cells: string): string[] => [header, `${rejected},${cells}`, `${taken},${cells}`];
    assert.deepEqual(await text(failuresCsv(files.store, id)), rows(escaped));
    const csv = await text(failuresCsv(files.store, id, { mapping }));
    const exact = `"'=1","=2,""x"""`;
    assert.deepEqual(csv, rows(exact));
    const { encoding: _encoding, delimiter: _delimiter, ...rest } = mapping;
    assert.deepEqual(mappingOfFailures(mapping), rest);
    const [row] = await inputsOf(csv.join('\r\n'), { ...rest, identifyBy: 'email' });
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
      inputs.map((input) => ({ input, decision: { kind: 'invalid' } })),
    );
    const omitted: number[] = [];
    const csv = await text(failuresCsv(store, id, { mapping, onOmitted: ({ row }) => omitted.push(row) }));
    return { csv, omitted };
  }

  const clearing: Mapping = {
    identifyBy: 'phone',
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
    const problems = (await inputsOf(csv.join('\r\n'), clearing)).map(problemsInEnglish);
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
        '"Phone: The number 9.8E+09 is shortened, so digits are missing. Format the column as text. [#727f82c1]",9.8E+09,,',
      ],
      omitted: [2, 3, 4],
    });
  });

  it('results written to a file → complete, and only their owner can read them', async () => {
    const path = join(files.path, '..', 'results.csv');
    await writeCsv(path, resultCsv(files.store, plan()));
    assert.match(readFileSync(path, 'utf8'), /^\uFEFFrow,line,[\s\S]*excluded,7,,,\r\n$/);
    // It has data of customers.
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
