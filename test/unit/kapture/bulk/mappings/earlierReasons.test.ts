import assert from 'node:assert/strict';
import { checkMapping } from '../../../../../src/kapture/bulk/mappings/checkMapping.ts';
import { csvRecords } from '../../../../../src/kapture/bulk/tables/csvRecords.ts';
import { reasonToCorrect } from '../../../../../src/kapture/bulk/mappings/earlierReasons.ts';
import { reasonColumn } from '../../../../../src/kapture/bulk/tables/reasonColumn.ts';
import type { RowDecision } from '../../../../../src/kapture/bulk/plans/rowDecision.ts';
import type { Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';
import type { PlanRow } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import { newOwner } from '../../../../../src/kapture/bulk/plans/planOwner.ts';
import { failuresCsv } from '../../../../../src/kapture/bulk/results/resultFiles.ts';
import type { RowInput } from '../../../../../src/kapture/bulk/plans/rowInput.ts';
import { problemsInEnglish } from '../../../../../src/kapture/bulk/results/problemsInEnglish.ts';
import { suggestMapping } from '../../../../../src/kapture/bulk/mappings/suggestMapping.ts';
import { inEnglish, problem } from '../../../../../src/kapture/problem/problem.ts';
import { temporaryStore, type TemporaryStore } from '../support.ts';
import { flat, inputsOf, tableOf } from '../tableSupport.ts';

const owner = newOwner();
const mapping: Mapping = {
  identifyBy: 'code',
  columns: [
    { column: 'Code', field: 'customer_code' },
    { column: 'Name', field: 'customer_name' },
    { column: 'Phone', field: 'phone' },
    { column: 'City', field: 'city', blank: 'clear' },
  ],
  constants: [],
};
/** Each row but the first has something that nothing in the row itself shows, or that a spreadsheet hides. */
const table = [
  'Code,Name,Phone,City',
  '0041,Asha,9845000001,Pune',
  '42,Ravi,9845000002,Pune',
  '0043,=A2&B2,9845000003,Goa',
  '0041,Kiran,9845000004,Goa',
  '0044,Meena,9845000005,Goa,x',
  '0045,Tara,9845000006',
].join('\n');
const reasons = [
  'Code: The value 42 has fewer digits than 0041 in the same column, so its leading zeros may be missing.',
  'Name: The cell contains the formula “=A2&B2” instead of its value. Copy only the values in the spreadsheet.',
  'In customers.csv: Row 1 has the same customer code, 0041.',
  'The row has 5 cells, but the header has 4.',
  'City: The row ends before this column.',
];

/** The reason of a row, which is the earlier one if the row itself does not show it. */
function reasonIn(input: RowInput): string {
  return problemsInEnglish(input)
    .replace('Not corrected yet: ', '')
    .replace(' To import the row unchanged, clear its reason in the file.', '')
    .replace('0043 in', '0041 in');
}

describe('the reasons in a file of rows to correct', () => {
  let files: TemporaryStore;
  beforeEach(() => {
    files = temporaryStore();
  });
  afterEach(() => files.remove());

  /** The file of the rows to correct of a table whose other rows are to add. */
  async function fileOf(
    text: string,
    title = 'customers.csv',
    decision: Omit<RowDecision, 'row'> = { kind: 'add' },
    own = mapping,
  ): Promise<string> {
    const { store } = files;
    const columns = (await tableOf(text)).columns.map(({ name }) => name);
    const head = { title, tenant: 'https://acme.example', connection: 'Acme', binding: '[]', columns } as const;
    const plan = store.create({ ...head, identifier: 'code', dialect: 'flat' }, owner);
    const inputs = await inputsOf(text, own);
    store.addRows(
      plan,
      owner.token,
      inputs.map((input) => ({ input })),
    );
    store.endRows(plan, owner.token);
    store.decide(
      plan,
      owner.token,
      inputs.map(({ row }) => ({ row, ...decision })),
    );
    let file = '';
    for await (const part of failuresCsv(store, plan, { mapping: own })) file += part;
    return file;
  }

  async function cellsOf(file: string): Promise<string[][]> {
    const rows: string[][] = [];
    for await (const { cells } of csvRecords([file.slice(1)], ',')) rows.push([...cells]);
    return rows;
  }

  it('the first column of each row → what was wrong with it', async () => {
    const [header, ...rows] = await cellsOf(await fileOf(table));
    assert.deepEqual(header, [reasonColumn, 'Code', 'Name', 'Phone', 'City']);
    assert.deepEqual(
      rows.map(([reason = '']) => reason.replace(/ \[#(?:[0-9a-f]{8}){1,2}\]$/, '')),
      reasons,
    );
  });

  /** Objects with the cells of a file, as a program that converts CSV makes them. */
  const objectsOf = ([header = [], ...rows]: string[][]): object[] =>
    rows
      .filter(({ length }) => length <= header.length)
      .map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
  const quoted = (cells: readonly string[]): string =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join('\t');
  const csv = (rows: readonly string[][]): string => rows.map(quoted).join('\n').replaceAll('\t', ',');
  const forms: Readonly<Record<string, (rows: string[][]) => string>> = {
    CSV: csv,
    TSV: (rows) => rows.map(quoted).join('\n'),
    JSON: (rows) => JSON.stringify(objectsOf(rows)),
    'JSON Lines': (rows) =>
      objectsOf(rows)
        .map((row) => JSON.stringify(row))
        .join('\n'),
    // All rows have the same number of cells, and no value has leading zeros.
    'a file that a spreadsheet saved': (rows) => {
      const width = Math.max(...rows.map(({ length }) => length));
      const cells = rows.map((row) =>
        Array.from({ length: width }, (_, at) => (row[at] ?? '').replace(/^0+(?=\d)/, '')),
      );
      return cells.map(quoted).join('\r\n');
    },
    'a file with the reasons in the last column': ([header = [], ...rows]) => {
      const last = ([reason = '', ...cells]: string[]): string => quoted([...cells, reason]);
      // A damaged row cannot keep its shape.
      return [last(header), ...rows.slice(0, 3).map((cells) => last(cells))].join('\n');
    },
  };
  for (const [form, write] of Object.entries(forms))
    it(`imported uncorrected as ${form} → no row can be written`, async () => {
      const file = await fileOf(table);
      const inputs = await inputsOf(write(await cellsOf(file)), mapping);
      // An object cannot have more cells than there are columns.
      const expected = form.startsWith('JSON') ? reasons.filter((reason) => !reason.includes('5 cells')) : reasons;
      assert.ok(inputs.length >= 3);
      assert.deepEqual(
        inputs.map((input) => reasonIn(input)),
        expected.slice(0, inputs.length),
      );
    });

  it('imported uncorrected → the next file of rows to correct has the same reasons', async () => {
    const file = await fileOf(table);
    const next = await fileOf(file.slice(1), 'customers (to correct).csv');
    assert.deepEqual(await cellsOf(next.replace('0043 in', '0041 in')), await cellsOf(file));
  });

  it('corrected, or its reason cleared → the row can be written', async () => {
    const [header, ...rows] = await cellsOf(await fileOf(table));
    const corrected = [
      [rows[0]![0]!, '0042', 'Ravi', '9845000002', 'Pune'],
      [rows[1]![0]!, '0043', 'Divya', '9845000003', 'Goa'],
      [rows[2]![0]!, '0046', 'Kiran', '9845000004', 'Goa'],
      [rows[3]![0]!, '0044', 'Meena', '9845000005', 'Goa'],
      [rows[4]![0]!, '0045', 'Tara', '9845000006', 'Agra'],
      ['', '0041', 'Kiran', '9845000004', 'Goa'],
      [' ', '0043', "'=A2&B2", '9845000003', 'Goa'],
    ];
    const inputs = await inputsOf([header!, ...corrected].map(quoted).join('\n'), mapping);
    assert.deepEqual(
      inputs.map((input) => problemsInEnglish(input)),
      corrected.map(() => ''),
    );
    assert.equal(inputs.at(-1)?.fields.get('customer_name'), '"=A2&B2"');
  });

  it('only one of two refused cells is corrected → the other one is still refused', async () => {
    const [header, row] = await cellsOf(await fileOf('Code,Name,Phone,City\n1,=A1,9.85E+09,=B1'));
    const next = [header!, [row![0]!, '1', 'Asha', '9845000001', "'=B1"]].map(quoted).join('\n');
    const [input] = await inputsOf(next, mapping);
    assert.match(
      problemsInEnglish(input!),
      /^City: Not corrected yet: The cell contains the formula “=B1” instead of its value\.[^:]* clear its reason in the file\.$/,
    );
  });

  for (const kind of ['taken', 'ambiguous', 'invalid'] as const)
    it(`a row that is ${kind} because of the customers in Kapture → refused until a value changes, also after they have`, async () => {
      const reason = problem('Because of {0}.', 'Nishchal');
      const constants = (value: string): Mapping => ({ ...mapping, constants: [{ field: 'state', value }] });
      const row = '1,Asha,9845000001,Goa';
      const file = await fileOf(`Code,Name,Phone,City\n${row}`, 'a.csv', { kind, reason }, constants('Day 1'));
      const problemOf = async (text: string): Promise<string> =>
        problemsInEnglish((await inputsOf(text, constants('Day 2')))[0]!);
      const refused =
        'Not corrected yet: Because of Nishchal. To import the row unchanged, clear its reason in the file.';
      assert.equal(await problemOf(file), refused);
      assert.equal(await problemOf(file.replace('9845000001', '+91 98450 00001')), refused);
      assert.equal(await problemOf(file.replace('9845000001', '9845000002')), '');
      assert.equal(await problemOf(file.replace('Asha', 'Asha Rao')), '');
    });

  for (const [kind, isRefused] of [
    ['add', true],
    ['update', false],
  ] as const)
    it(`an ${kind} with a conflict during the run → ${isRefused ? 'refused until a value changes' : 'planned again'}`, async () => {
      const text = 'Code,Name,Phone,City\n1,Asha,9845000001,Goa';
      await fileOf(text, 'a.csv', { kind });
      const [row] = files.store.rows({ plan: files.store.plans()[0]!.id, limit: 1 });
      const conflict: PlanRow = { ...row!, state: 'conflict', reason: problem('It belongs to {0}', 'Ravi') };
      const cell = reasonToCorrect(conflict, { title: 'a.csv', textOf: inEnglish, constants: [] });
      const problemOf = async (name: string): Promise<string> => {
        const file = `${reasonColumn},Code,Name,Phone,City\n${cell},1,${name},9845000001,Goa`;
        return problemsInEnglish((await inputsOf(file, mapping))[0]!);
      };
      const refused =
        'Not corrected yet: It belongs to Ravi. To import the row unchanged, clear its reason in the file.';
      assert.equal(await problemOf('Asha'), isRefused ? refused : '');
      assert.equal(await problemOf('Asha Rao'), '');
    });

  it('a row with a cell too many, in its middle → accepted without the cell', async () => {
    const [header, row] = await cellsOf(await fileOf('Code,Name,Phone,City\n1,Asha,,9845000001,Goa'));
    const corrected = [row![0]!, '1', 'Asha', '9845000001', 'Goa'];
    const [input] = await inputsOf([header!, corrected].map(quoted).join('\n'), mapping);
    assert.equal(problemsInEnglish(input!), '');
  });

  it('a row that is invalid because of a masked cell → refused until the cell is changed or blank', async () => {
    const emails = { ...mapping, columns: [...mapping.columns, { column: 'Email', field: 'email_id' }] };
    const reason = problem('These values are masked.');
    const row = '1,Asha,9845000001,Goa,a***@example.com';
    const file = await fileOf(`Code,Name,Phone,City,Email\n${row}`, 'a.csv', { kind: 'invalid', reason }, emails);
    const problemOf = async (email: string): Promise<string> =>
      problemsInEnglish((await inputsOf(file.replace('a***@example.com', email), emails))[0]!);
    assert.match(await problemOf('a***@example.com'), /^Not corrected yet: These values are masked\./);
    assert.equal(await problemOf(''), '');
    assert.equal(await problemOf('asha@example.com'), '');
    assert.equal(await problemOf('b***@example.com'), '');
  });

  for (const cells of [
    ' "Asha",9845000001,Goa',
    '"Asha" ,9845000001,Goa',
    'Asha,9845000001, "Goa"',
    'Asha,9845000001,"Goa" ',
  ])
    it(`a row with ${cells} → refused until the blank beside the quotes is removed`, async () => {
      const file = await fileOf(`Code,Name,Phone,City\n1,${cells}`);
      const problemOf = async (text: string): Promise<string> => problemsInEnglish((await inputsOf(text, mapping))[0]!);
      assert.match(await problemOf(file), /^Not corrected yet: A cell has a blank before or after its quotes/);
      assert.equal(await problemOf(file.replace('" ""', '"""').replace('"" "', '"""')), '');
    });

  const reason = problem('Because of {0}.', 'Nishchal');
  for (const [kind, row, corrected, isAccepted] of [
    ['invalid', '42,Asha', '0042,Asha', true],
    ['invalid', '42,Asha', '42,asha', true],
    ['duplicate', '42,Asha', '0042,Asha', true],
    ['duplicate', '42,Asha', '42,Asha Rao', false],
    // What a spreadsheet makes of the row.
    ['invalid', '0042,Asha', '42,Asha', false],
    ['duplicate', '0042,Asha', '42,Asha', false],
    ['invalid', '42,007', '42,7', false],
    ['invalid', '042,Asha', '0042,Asha', true],
  ] as const)
    it(`a row with ${row} that is ${kind}, changed to ${corrected} → ${isAccepted ? 'accepted' : 'refused, also the next time'}`, async () => {
      const title = 'a.csv';
      const file = await fileOf(`Code,Name,Phone,City\n${row},9845000001,Goa`, title, { kind, reason });
      const changed = file.slice(1).replace(row, corrected);
      const problemOf = async (text: string): Promise<string> =>
        problemsInEnglish((await inputsOf(text, mapping))[0]!).replace(/(?<=Nishchal\.).*/, '');
      const refused = `Not corrected yet: ${kind === 'duplicate' ? 'In a.csv: ' : ''}Because of Nishchal.`;
      assert.equal(await problemOf(changed), isAccepted ? '' : refused);
      if (!isAccepted) assert.equal(await problemOf((await fileOf(changed, title)).slice(1)), refused);
    });

  it('a row whose lookup failed → looked up again', async () => {
    const reason = problem('No response.');
    const file = await fileOf('Code,Name,Phone,City\n1,Asha,9845000001,Goa', 'a.csv', {
      kind: 'not-looked-up',
      reason,
    });
    assert.match(file, /\nNo response\.,1,Asha,/);
    assert.deepEqual((await inputsOf(file, mapping)).map(problemsInEnglish), ['']);
  });

  it('a column that the mapping now imports exactly → its cells are accepted', async () => {
    const file = await fileOf('Code,Name,Phone,City\n0041,Asha,9845000001,Goa\n42,Ravi,9845000002,Goa');
    const columns = mapping.columns.map((column) => ({ ...column, isExact: column.column === 'Code' }));
    const [input] = await inputsOf(file, { ...mapping, columns });
    assert.deepEqual([input?.key, input?.problems], ['42', []]);
  });

  it('the column → in no list of columns and no mapping, and the saved mapping still fits', async () => {
    const { columns } = await tableOf(await fileOf(table));
    const names = columns.map(({ name }) => name);
    assert.deepEqual(names, ['Code', 'Name', 'Phone', 'City']);
    assert.deepEqual(checkMapping(mapping, flat, { columns: names }), []);
    assert.deepEqual(
      suggestMapping(columns, flat).columns.map(({ column }) => column),
      names,
    );
  });

  it('notes in the column that are not ours → nothing is refused', async () => {
    const [input] = await inputsOf(`${reasonColumn},Code,Name,Phone,City\nWhy?,1,Asha,9845000001,Goa`, mapping);
    assert.deepEqual([input?.key, input?.problems], ['1', []]);
  });
});
