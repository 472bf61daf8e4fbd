import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runExport, type ExportJob } from '../../../../src/kapture/exports/exportThread.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';

const script = new URL('../../../../src/kapture/exports/exportWorker.ts', import.meta.url);

describe('runExport', function () {
  this.timeout(20_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'kapture-export-'));
  const database = path.join(folder, 'kapture.db');
  const target = path.join(folder, 'out', 'customers');
  const records = Array.from(
    { length: 3000 },
    (_, index) => `{"id":${index + 1},"name":"Name ${index + 1}","city":"${index % 3 ? 'Pune' : 'Goa'}","n":0.0}`,
  );
  let pull: number;

  before(() => {
    const opened = openDatabase(database, customerTables);
    const store = new CustomerStore(opened.database, folder);
    const period = { start: '2021-03-14', end: '2021-03-14' };
    const begun = store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, period, [period]);
    const writer = store.openPeriod(begun, period);
    for (let index = 0; index < records.length; index += 500) {
      const spans: number[] = [];
      const part = records.slice(index, index + 500);
      let at = 0;
      for (const record of part) spans.push(at, (at += record.length));
      writer.append(Buffer.from(part.join('')), spans);
    }
    writer.end();
    store.end(begun.id);
    store.put(begun, '{"id":9001,"name":"Put","city":"Goa"}');
    store.close();
    opened.database.close();
    pull = begun.id;
  });
  beforeEach(() => rmSync(path.dirname(target), { recursive: true, force: true }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (
    job: Partial<ExportJob>,
    signal = new AbortController().signal,
    onRows: (rows: number) => void = () => undefined,
  ) =>
    runExport(
      script,
      {
        database,
        pull,
        module: 'customer',
        format: 'jsonl',
        target: path.join(folder, 'customers'),
        timeZone: 'Asia/Kolkata',
        ...job,
      },
      signal,
      onRows,
    );
  const lines = (): string[] => readFileSync(path.join(folder, 'customers'), 'utf8').trimEnd().split(/\r?\n/);

  it('a pull as JSON Lines → its unchanged records, including one stored separately', async () => {
    const { result } = await run({});
    assert.equal(result?.rows, 3001);
    assert.deepEqual(lines().toSorted(), [...records, '{"id":9001,"name":"Put","city":"Goa"}'].toSorted());
  });
  it('a filter or selected ids → only these customers', async () => {
    assert.equal((await run({ filter: 'goa' })).result?.rows, 1001);
    assert.equal((await run({ ids: ['7', '9001', 'nobody'] })).result?.rows, 2);
    assert.deepEqual(
      lines()
        .map((line) => (JSON.parse(line) as { id: number }).id)
        .toSorted((a, b) => a - b),
      [7, 9001],
    );
  });
  it('a grouping and a sorting → the order of the view', async () => {
    const ids = async (order: ExportJob['order'], some?: readonly string[]): Promise<number[]> => {
      await run({ order, ...(some && { ids: some }) });
      return lines().map((line) => (JSON.parse(line) as { id: number }).id);
    };
    const all = await ids({ by: 'city', sort: 'name' });
    const byName = (one: string, other: string): number => (one.toLowerCase() < other.toLowerCase() ? -1 : 1);
    const goa = ['Put', ...records.flatMap((_, index) => (index % 3 ? [] : [`Name ${index + 1}`]))].sort(byName);
    const pune = records.flatMap((_, index) => (index % 3 ? [`Name ${index + 1}`] : [])).sort(byName);
    const nameOf = (id: number): string => (id === 9001 ? 'Put' : `Name ${id}`);
    assert.deepEqual(all.map(nameOf), [...goa, ...pune]);
    // Sorting by the grouped column in descending order also reverses the groups.
    assert.deepEqual(await ids({ by: 'city', sort: 'cityDescending' }, ['1', '2', '9001', '3']), [3, 2, 9001, 1]);
    assert.deepEqual(await ids({ by: 'day', sort: 'nameDescending' }, ['1', '2', '9001', '3']), [9001, 3, 2, 1]);
  });
  it('selected columns as CSV → header and cells, including a custom field', async () => {
    await run({ format: 'csv', ids: ['7'], columns: ['id', 'city', 'n'] });
    assert.deepEqual(lines(), ['id,city,n', '7,Goa,0.0']);
  });
  it('Parquet → a file with the Parquet signature', async () => {
    assert.equal((await run({ format: 'parquet' })).result?.rows, 3001);
    assert.equal(readFileSync(path.join(folder, 'customers')).subarray(0, 4).toString(), 'PAR1');
  });
  it('canceled → neither a file nor a partial one', async () => {
    rmSync(path.join(folder, 'customers'), { force: true });
    const { failure } = await run({}, AbortSignal.abort());
    assert.equal(failure?.reason, 'canceled');
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('customers') && !name.includes('spool')),
      [],
    );
  });
  it('a pull that was removed → gone, and no file', async () => {
    const { result, failure } = await run({ pull: pull + 1 });
    assert.deepEqual([result, failure?.reason], [undefined, 'gone']);
    assert.equal(existsSync(path.join(folder, 'customers')), false);
  });
  it('a folder that does not exist → gone', async () => {
    assert.equal((await run({ target })).failure?.reason, 'gone');
    assert.ok(!existsSync(target));
  });
});
