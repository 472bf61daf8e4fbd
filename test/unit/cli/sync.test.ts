import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { addDays, todayIn, defaultTimeZone } from '../../../src/kapture/dates/calendar.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts';
import { closeServers, serveHttp } from '../kapture/http/localServer.ts';
import { runInProcess, type EndedCommand } from './runKapture.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const page = new URL('../../../docs/sync.md', import.meta.url);
const env = { KAPTURE_KEY: 'a2FwZGVtbzprYXAxMjM=' };
const today = todayIn(defaultTimeZone);
const from = addDays(today, -20);

describe('kapture sync', function () {
  this.timeout(60_000);
  let folder: string;
  let sandbox: Sandbox;
  let instance: DuckDBInstance;
  let duckdb: DuckDBConnection;
  before(async () => {
    sandbox = await startSandbox({ port: 0 });
    instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
    duckdb = await instance.connect();
  });
  after(async () => {
    duckdb.closeSync();
    instance.closeSync();
    await Promise.all([sandbox.close(), closeServers()]);
  });
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'kapture-sync-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const sync = (url: string, ...args: string[]): Promise<EndedCommand> =>
    runInProcess(['sync', '--to', 'data', '--url', url, ...args], { cwd: folder, env: { ...env, TMPDIR: folder } });
  const dataset = (): string =>
    `read_parquet('${folder}/data/**/*.parquet', hive_partitioning = true, union_by_name = true)`;
  const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
  const idsIn = async (): Promise<string[]> =>
    (await rows(`SELECT id FROM ${dataset()}`)).map(({ id }) => String(id)).sort();
  /** The IDs that a pull of the same range prints. */
  const pulledIds = async (first = from): Promise<string[]> => {
    const args = ['pull', '--url', sandbox.url, '--from', first, '--to', today];
    const { out } = await runInProcess(args, { cwd: folder, env });
    return out
      .split('\n')
      .flatMap((line) => (line ? String((JSON.parse(line) as { id: unknown }).id) : []))
      .sort();
  };
  /** A tenant that returns these records for each day, and the days that it was asked for. */
  const tenantOf = async (recordsOf: (day: string) => readonly object[] | string) => {
    const asked: string[] = [];
    const { origin } = await serveHttp((response, { body }) => {
      const [{ start_date: moment }] = JSON.parse(body) as [{ start_date: string }];
      const day = moment.slice(0, 10);
      asked.push(day);
      const records = recordsOf(day);
      response.end(typeof records === 'string' ? records : JSON.stringify({ status: 'success', message: records }));
    });
    return { origin, asked };
  };

  it('a new dataset → each record once, by day; the engine reads only the days of a query', async () => {
    const ended = await sync(sandbox.url, '--from', from);
    assert.deepEqual([ended.code, ended.out], [0, ''], ended.err);
    assert.match(ended.err, /^Days written: 21 of 21\.$/m);
    assert.deepEqual(await idsIn(), await pulledIds());
    const [day] = await rows(
      `SELECT count(*) AS n, any_value(tenant) AS tenant, any_value(module) AS module FROM ${dataset()}
       WHERE CAST(date AS VARCHAR) <> strftime(created_at AT TIME ZONE 'Asia/Kolkata', '%Y-%m-%d')`,
    );
    assert.equal(Number(day!['n']), 0);
    const [first] = await rows(`SELECT tenant, module, record FROM ${dataset()} LIMIT 1`);
    assert.deepEqual([first!['tenant'], first!['module']], [sandbox.url, 'customer']);
    assert.ok('contacts' in (JSON.parse(String(first!['record'])) as object));
    const manual = /^```sql\n([^]*?)^```$/m.exec(readFileSync(page, 'utf8'))![1]!;
    const days = await rows(manual.replace("'data/", `'${folder}/data/`).replace('2026-01-01', from));
    assert.equal(
      days.reduce((sum, { customers }) => sum + Number(customers), 0),
      (await pulledIds()).length,
    );
    const explained = await rows(`EXPLAIN SELECT count(id) FROM ${dataset()} WHERE date = DATE '${today}'`);
    assert.match(JSON.stringify(explained), /Scanning Files: 1\/21/);
  });

  it('the next run → only days that had not ended and the trailing ones; all others stay', async () => {
    const { origin, asked } = await tenantOf((day) => [{ id: Number(day.replaceAll('-', '')) }]);
    await sync(origin, '--from', from);
    assert.equal(new Set(asked).size, 21);
    asked.length = 0;
    assert.equal((await sync(origin, '--trailing-days', '2')).code, 0);
    assert.deepEqual(asked.sort(), [addDays(today, -2), addDays(today, -1), today]);
    asked.length = 0;
    assert.equal((await sync(origin, '--trailing-days', '0', '--from', addDays(from, -1))).code, 0);
    assert.deepEqual(asked.sort(), [addDays(from, -1), today]);
  });

  it('a day that fails → exit code 1, and the next run requests it; an empty day → a partition', async () => {
    const failing = addDays(today, -10);
    let isFailing = true;
    const { origin, asked } = await tenantOf((day) =>
      isFailing && day === failing ? '{"status":"failed","message":"Try later"}' : [],
    );
    const ended = await sync(origin, '--from', from);
    assert.equal(ended.code, 1);
    assert.match(ended.err, /^Days written: 20 of 21\.$/m);
    isFailing = false;
    asked.length = 0;
    assert.equal((await sync(origin, '--trailing-days', '0')).code, 0);
    assert.deepEqual(asked.sort(), [failing, today]);
    assert.equal(
      readdirSync(path.join(folder, 'data'), { recursive: true }).filter((name) => String(name).endsWith('.parquet'))
        .length,
      21,
    );
    assert.deepEqual(await idsIn(), []);
  });

  it('fields that are not documented → columns; names that are taken → another name', async () => {
    const { origin } = await tenantOf((day) =>
      day === today ? [{ id: 1, loyalty: { tier: 2 }, AGENT: 'own', date: 'x' }] : [{ id: 2 }],
    );
    assert.equal((await sync(origin, '--from', addDays(today, -1))).code, 0);
    const found = await rows(`SELECT id, loyalty, AGENT_field, date_field, record FROM ${dataset()} ORDER BY id`);
    assert.deepEqual(found, [
      {
        id: '1',
        loyalty: '{"tier":2}',
        AGENT_field: 'own',
        date_field: 'x',
        record: '{"id":1,"loyalty":{"tier":2},"AGENT":"own","date":"x"}',
      },
      { id: '2', loyalty: null, AGENT_field: null, date_field: null, record: '{"id":2}' },
    ]);
  });

  it('--check → the IDs of each day that differ, exit code 1, and nothing is written', async () => {
    let ids = [1, 2];
    const { origin } = await tenantOf((day) => (day === today ? ids.map((id) => ({ id })) : []));
    await sync(origin, '--from', addDays(today, -1));
    const same = await sync(origin, '--check');
    assert.deepEqual([same.code, /Days that differ: 0\. Compared: 2 of 2\./.test(same.err)], [0, true], same.err);
    ids = [2, 3, 3];
    const different = await sync(origin, '--check');
    assert.equal(different.code, 1);
    assert.ok(
      different.err.includes(
        `${today}: 2 records in the dataset, 3 in the tenant. Missing: 3, 3. No longer in the tenant: 1.\n`,
      ),
      different.err,
    );
    assert.deepEqual(await idsIn(), ['1', '2']);
  });

  it('two runs at once → the second one ends with exit code 2', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const { origin } = await serveHttp((response) => {
      arrived();
      void held.then(() => response.end('{"status":"success","message":[]}'));
    });
    const child = spawn(process.execPath, [cli, 'sync', '--to', 'data', '--from', today, '--url', origin], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await arrival;
    const second = await sync(origin, '--from', today);
    assert.deepEqual([second.code, /Another kapture sync is using/.test(second.err)], [2, true], second.err);
    release();
    assert.deepEqual(await ended, [0, null]);
  });

  for (const [what, args, sentence] of [
    ['a new dataset without a first day', [], /--from is required/],
    ['--check of a folder without days', ['--check'], /has no days/],
    ['a first day after today', ['--from', '2999-01-01'], /Option --from: The range ends/],
    ['an unknown module', ['--from', today, '--module', 'order'], /customer or ticket/],
  ] as const)
    it(`${what} → exit code 2`, async () => {
      const ended = await sync(sandbox.url, ...args);
      assert.deepEqual([ended.code, sentence.test(ended.err)], [2, true], ended.err);
    });

  it('another time zone than that of the dataset → exit code 2', async () => {
    await sync(sandbox.url, '--from', today);
    const ended = await sync(sandbox.url, '--time-zone', 'UTC');
    assert.deepEqual([ended.code, /are in the time zone Asia\/Kolkata/.test(ended.err)], [2, true], ended.err);
  });

  it('killed at 20 moments → the dataset is readable each time, and the next run completes it exactly', async () => {
    const first = addDays(today, -60);
    // Each run requests all days, so that none is over before it is killed.
    const args = [cli, 'sync', '--to', 'data', '--from', first, '--trailing-days', '60', '--url', sandbox.url];
    const expected = await pulledIds(first);
    let wasKilled = 0;
    for (let run = 0; run < 20; run++) {
      const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
      const ended = once(child, 'exit');
      // The moment is what varies: from the start of the program to the end of the run.
      await Promise.race([ended, setTimeout(150 + run * 30)]);
      child.kill('SIGKILL');
      const [, signal] = (await ended) as [number | null, string | null];
      if (signal === 'SIGKILL') wasKilled++;
      const ids = hasPartitions(folder) ? await idsIn() : [];
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.every((id) => expected.includes(id)));
    }
    assert.ok(wasKilled >= 10, `${wasKilled} of 20 runs were killed`);
    const ended = await sync(sandbox.url, '--from', first);
    assert.equal(ended.code, 0, ended.err);
    assert.deepEqual(await idsIn(), expected);
    assert.equal(allFiles(folder).filter((name) => /incoming|jsonl/.test(name)).length, 0);
  });

  it('a key → in no file of the dataset, and in no output', async () => {
    const ended = await sync(sandbox.url, '--from', today);
    assert.equal(ended.code, 0);
    for (const file of allFiles(folder).filter((name) => /\.(parquet|sqlite)$/.test(name)))
      assert.ok(!readFileSync(path.join(folder, file)).includes(env.KAPTURE_KEY), file);
    assert.ok(!(ended.out + ended.err).includes(env.KAPTURE_KEY));
  });
});

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

function hasPartitions(folder: string): boolean {
  return allFiles(folder).some((name) => name.endsWith('.parquet'));
}
