import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { exportTexts, makeFolder, sandboxRecords, type Folder } from './support.ts';

/** The queries of the manual. */
const queries = [
  ...readFileSync(new URL('../../../../docs/exports.md', import.meta.url), 'utf8').matchAll(
    /^```sql\n([\s\S]*?)^```$/gm,
  ),
].map(([, sql]) => sql!);

describe('exports in DuckDB', () => {
  const records = sandboxRecords(300);
  let folder: Folder;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  before(async () => {
    folder = makeFolder();
    const target = (name: string) => ({ target: join(folder.path, name) });
    await exportTexts('parquet', folder, records, target('customers.parquet'));
    await exportTexts('jsonl', folder, records, target('customers.jsonl'));
    await exportTexts('csv', folder, records, { ...target('customers.csv'), bom: true });
    // No extension is fetched from the network, because DuckDB has built in everything that the queries need.
    instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
    connection = await instance.connect();
    await connection.run(`SET file_search_path = '${folder.path.replaceAll("'", "''")}'`);
  });
  after(() => {
    connection.closeSync();
    instance.closeSync();
    folder.remove();
  });

  const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson();

  it('the queries in the manual → at least five', () => assert.ok(queries.length >= 5));
  for (const sql of queries)
    it(`${sql.split('\n').slice(0, 2).join(' ')} → rows`, async () => {
      const rows = await rowsOf(sql);
      assert.ok(rows.length > 1);
      assert.ok(rows.some((row) => Object.values(row).every((value) => value !== null)));
      // A query that counts must have counted all customers.
      if ('customers' in rows[0]!)
        assert.equal(
          rows.reduce((sum, { customers }) => sum + Number(customers), 0),
          records.length,
        );
    });
  it('each format → all customers, with the same ids', async () => {
    const [{ same, all } = {}] = await rowsOf(
      `SELECT count(*) AS all, count(*) FILTER (p.id = j.id::VARCHAR AND p.id = c.id) AS same
       FROM (SELECT id, row_number() OVER () AS n FROM 'customers.parquet') p
       JOIN (SELECT id, row_number() OVER () AS n FROM read_json('customers.jsonl', format = 'newline_delimited')) j USING (n)
       JOIN (SELECT id, row_number() OVER () AS n FROM read_csv('customers.csv', all_varchar = true)) c USING (n)`,
    );
    assert.deepEqual([Number(all), Number(same)], [records.length, records.length]);
  });
});
