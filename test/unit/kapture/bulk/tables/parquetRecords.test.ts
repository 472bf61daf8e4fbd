import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { repairCell } from '../../../../../src/kapture/bulk/tables/repairCell.ts';
import { inspectTable, tableRows } from '../../../../../src/kapture/bulk/tables/readTable.ts';
import { rowsOf, tableErrorOf } from '../tableSupport.ts';

const run = promisify(execFile);

describe('Parquet as a table', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-parquet-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The file that DuckDB writes for a query. */
  async function fileOf(query: string, options = ''): Promise<string> {
    const file = path.join(folder, 'customers.parquet');
    const duckdb = await DuckDBInstance.create();
    const connection = await duckdb.connect();
    await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet${options})`);
    connection.closeSync();
    duckdb.closeSync();
    return file;
  }

  const values = `SELECT * FROM (VALUES
    ('Asha', 9845011111, true, 1.5::DOUBLE, DATE '2026-11-28', TIMESTAMP '2026-11-28 10:00:00', 12.50::DECIMAL(8,2), '{"a": 1}'::JSON, [1, 2]),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('Zoë', 9845022222, false, 1e21::DOUBLE, DATE '1999-01-01', TIMESTAMP '1999-01-01 00:00:00', 0.05::DECIMAL(8,2), NULL, [])
  ) AS t("Name", "Phone", "Active", "Score", "Day", "Time", "Price", "Own", "List")`;

  it('a file of rows to correct that was converted → its reasons are not in a column', async () => {
    const query = `SELECT 'Asha' AS "Name", 'City: Wrong. [#00000000]' AS "Reason (Kapture)", 7 AS "Number"`;
    const table = await inspectTable({ path: await fileOf(query) });
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['Name', 'Number'],
    );
    assert.deepEqual(await rowsOf(table), [{ row: 1, cells: ['Asha', '7'], literals: new Set([1]) }]);
  });

  for (const codec of ['snappy', 'gzip', 'brotli', 'uncompressed'])
    it(`${codec} → the values as cells; a blank row is skipped, and a list is not a column`, async () => {
      const table = await inspectTable({ path: await fileOf(values, `, COMPRESSION ${codec}`) });
      assert.deepEqual(
        [table.format, table.rows, table.columns.map(({ name }) => name), table.columns[1]!.samples],
        [
          'parquet',
          2,
          ['Name', 'Phone', 'Active', 'Score', 'Day', 'Time', 'Price', 'Own'],
          ['9845011111', '9845022222'],
        ],
      );
      assert.deepEqual(
        (await rowsOf(table)).map(({ row, cells, literals }) => [row, cells, [...(literals ?? [])]]),
        [
          [
            1,
            ['Asha', '9845011111', 'true', '1.5', '2026-11-28', '2026-11-28 10:00:00', '12.5', '{"a": 1}'],
            [1, 2, 3, 6],
          ],
          [2, ['Zoë', '9845022222', 'false', '1E+21', '1999-01-01', '1999-01-01 00:00:00', '0.05', ''], [1, 2, 3, 6]],
        ],
      );
    });

  const exactValues: readonly (readonly [sql: string, cell: string, isLiteral: boolean])[] = [
    ['4.35::DECIMAL(4,2)', '4.35', true],
    ['4.35::DECIMAL(10,2)', '4.35', true],
    ['1234.567::DECIMAL(18,3)', '1234.567', true],
    ['-0.05::DECIMAL(38,2)', '-0.05', true],
    ['12345::DECIMAL(38,10)', '12345', true],
    ['98450111112345678901::DECIMAL(38,0)', '98450111112345678901', true],
    ['0.1::FLOAT', '0.1', true],
    ['16777215::FLOAT', '16777215', true],
    ['9845011111::DOUBLE', '9845011111', true],
    ["TIME '10:20:30'", '10:20:30', false],
    ["TIME '00:00:00.05'", '00:00:00.05', false],
    ["TIMESTAMP '1990-05-01 00:00:00'", '1990-05-01 00:00:00', false],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", '1969-12-31 23:59:59.999999', false],
    ["'2026-11-28 10:00:00.5'::TIMESTAMP_MS", '2026-11-28 10:00:00.5', false],
    ["'2026-11-28 10:00:00.123456789'::TIMESTAMP_NS", '2026-11-28 10:00:00.123456789', false],
    ["TIMESTAMPTZ '2026-11-28 10:00:00+05:30'", '2026-11-28T04:30:00Z', false],
  ];

  it('decimals, times and numbers of 32 bits → exactly their values; only a moment has a zone', async () => {
    const columns = exactValues.map(([sql], index) => `${sql} AS "c${index}"`).join(', ');
    const [row] = await rowsOf(await inspectTable({ path: await fileOf(`SELECT ${columns}`) }));
    assert.deepEqual(
      exactValues.map(([sql], index) => [sql, row!.cells[index], row!.literals!.has(index)]),
      exactValues,
    );
  });

  it('a number that is too large to be exact → has an exponent, so that it is refused', async () => {
    const query = 'SELECT 9845011111::FLOAT AS "a", 12345678901234567890::DOUBLE AS "b"';
    const [row] = await rowsOf(await inspectTable({ path: await fileOf(query) }));
    assert.deepEqual(row!.cells, ['9.845011E+09', '1.2345678901234567E+19']);
    for (const cell of row!.cells) assert.ok(repairCell(cell, 'city').problem, cell);
  });

  it('zstd → refused with what to do', async () => {
    const source = { path: await fileOf(values, ', COMPRESSION zstd') };
    assert.equal(
      await tableErrorOf(inspectTable(source)),
      'format: The Parquet file is compressed with ZSTD, which is not supported. Use Snappy or gzip.',
    );
  });

  it('cut off, or not Parquet behind its mark → refused', async () => {
    const file = await fileOf(values);
    await truncate(file, 200);
    const refusal = 'format: The Parquet file is damaged, or uses a format that is not supported.';
    assert.equal(await tableErrorOf(inspectTable({ path: file })), refusal);
    await writeFile(file, `PAR1${'x'.repeat(100)}PAR1`);
    assert.equal(await tableErrorOf(inspectTable({ path: file })), refusal);
  });

  it('a small page that decompresses to more than its header states → refused before it is in memory', async () => {
    const file = await fileOf(
      'SELECT string_agg(md5(i::VARCHAR), \'\') AS "Name" FROM range(20000) AS r(i)',
      ', COMPRESSION gzip',
    );
    const bytes = await readFile(file);
    const bomb = gzipSync(Buffer.alloc(64_000_000));
    bomb.copy(bytes, bytes.indexOf(Buffer.from([0x1f, 0x8b])));
    await writeFile(file, bytes);
    await assert.rejects(inspectTable({ path: file }), (error: Error) => {
      assert.equal(error.message, 'The Parquet file is damaged, or uses a format that is not supported.');
      const limit = ((error.cause as Error).cause as Error).cause as NodeJS.ErrnoException;
      assert.equal(limit.code, 'ERR_BUFFER_TOO_LARGE');
      return true;
    });
  });

  it('changed after it was inspected → refused at the end', async () => {
    const file = await fileOf(values);
    const table = await inspectTable({ path: file });
    await appendFile(file, 'PAR1');
    assert.match(await tableErrorOf(rowsOf(table)), /^(changed|format): /);
  });

  it('canceled → the file is closed, and reading rejects', async () => {
    const file = await fileOf('SELECT i AS "Phone" FROM range(1000) AS r(i)');
    const table = await inspectTable({ path: file });
    for await (const { row } of tableRows(table)) if (row === 3) break;
    assert.match(await tableErrorOf(inspectTable({ path: file }, { signal: AbortSignal.abort() })), /^canceled: /);
  });

  it('100,000 rows in row groups → read in bounded memory', async function () {
    this.timeout(60_000);
    const file = await fileOf(
      `SELECT 'Customer ' || i AS "Name", 9000000000 + i AS "Phone", 'Pune' AS "City", md5(i::VARCHAR) AS "Note" FROM range(100000) AS r(i)`,
      ', ROW_GROUP_SIZE 2048',
    );
    const { stdout } = await run(process.execPath, [
      '--expose-gc',
      path.join(import.meta.dirname, 'measuredTable.ts'),
      file,
    ]);
    const { count, grownMegabytes } = JSON.parse(stdout) as Record<'count' | 'grownMegabytes', number>;
    assert.equal(count, 100_000);
    assert.ok(grownMegabytes < 64, stdout);
  });
});
