import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts';
import { noon } from '../sandbox/support.ts';
import { closeServers, serveHttp } from '../kapture/http/localServer.ts';
import { runInProcess, type EndedCommand } from './runKapture.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const env = { KAPTURE_KEY: 'a2FwZGVtbzprYXAxMjM=' };

describe('kapture pull', function () {
  this.timeout(20_000);
  let folder: string;
  let sandbox: Sandbox;
  before(async () => (sandbox = await startSandbox({ port: 0, now: () => noon })));
  after(() => Promise.all([sandbox.close(), closeServers()]));
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'kapture-pull-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const pull = (url: string, ...args: string[]): Promise<EndedCommand> =>
    runInProcess(['pull', '--url', url, ...args], { cwd: folder, env: { ...env, TMPDIR: folder } });
  const records = ({ out }: EndedCommand): Record<string, unknown>[] =>
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('customers in either dialect, and tickets → each record once, unchanged; no temporary file is left', async () => {
    const days = ['--from', '2026-03-01', '--to', '2026-03-09'];
    const flat = await pull(sandbox.url, ...days);
    assert.equal(flat.code, 0, flat.err);
    const ids = records(flat).map(({ id }) => id);
    assert.ok(ids.length > 20 && new Set(ids).size === ids.length, String(ids.length));
    const nested = await pull(sandbox.url, ...days, '--dialect', 'nested', '--cm-id', '2469');
    assert.deepEqual(
      records(nested)
        .map(({ id }) => id)
        .sort(),
      ids.toSorted(),
    );
    const tickets = await pull(sandbox.url, ...days, '--module', 'ticket');
    assert.ok(records(tickets).every(({ ticketId }) => typeof ticketId === 'string'));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('a response that ended early and is retried, and a day that fails → only complete days, and which are missing', async () => {
    let breaks = 1;
    const server = await serveHttp((response, { body }) => {
      const [{ start_date: day }] = JSON.parse(body) as [{ start_date: string }];
      if (day === '2026-03-02') return response.end('{"status":"failed","message":"Try later"}');
      const id = Number(day.replaceAll('-', ''));
      response.write(`{"status":"success","message":[{"id":${id},"note":"a\nb"},`);
      if (breaks-- > 0) return setTimeout(() => response.destroy(), 50);
      return response.end(`{"id":${id + 100}}]}`);
    });
    const ended = await pull(server.origin, '--from', '2026-03-01', '--to', '2026-03-03', '--parallel', '1');
    assert.equal(ended.code, 1);
    assert.match(ended.err, /^Missing: 2026-03-02: HTTP 200: Try later$/m);
    assert.deepEqual(ended.out.split('\n'), [
      '{"id":20260303,"note":"a\\u000ab"}',
      '{"id":20260403}',
      '{"id":20260301,"note":"a\\u000ab"}',
      '{"id":20260401}',
      '',
    ]);
  });

  for (const [what, args, code, sentence] of [
    ['no day', [], 2, /--from <DAY>/],
    ['a day that does not exist', ['--from', '2026-02-30'], 2, /Options --from and --to:/],
    ['an unknown module', ['--from', '2026-03-01', '--module', 'order'], 2, /customer or ticket/],
    ['the nested dialect without the ID of the tenant', ['--from', '2026-03-01', '--dialect', 'nested'], 1, /--cm-id/],
  ] as const)
    it(`${what} → exit code ${code}`, async () => {
      const ended = await pull(sandbox.url, ...args);
      assert.deepEqual([ended.code, sentence.test(ended.err), ended.out], [code, true, ''], ended.err);
    });

  it('a rejected key → 4; a host that refuses the connection → 5', async () => {
    const rejected = await runInProcess(['pull', '--from', '2026-03-01', '--url', sandbox.url], {
      cwd: folder,
      env: { KAPTURE_KEY: 'Y2FuYXJ5OmNhbmFyeQ==' },
    });
    assert.equal(rejected.code, 4);
    assert.equal((await pull('http://127.0.0.1:1', '--from', '2026-03-01')).code, 5);
  });

  it('an output that is closed after the first line → ends quietly, and pulls no further', async () => {
    const args = [cli, 'pull', '--url', sandbox.url, '--from', '2025-01-01', '--to', '2026-03-09', '--parallel', '1'];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => (errors += String(text)));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    assert.deepEqual([code, errors.split('\n').length], [0, 2], errors);
  });

  it('kapture export → a file of each format with all records; an incomplete range → only with --partial', async () => {
    const range = ['--from', '2026-03-01', '--to', '2026-03-09'];
    const ids = records(await pull(sandbox.url, ...range)).map(({ id }) => String(id));
    const exported = (url: string, ...args: string[]): Promise<EndedCommand> =>
      runInProcess(['export', '--url', url, ...args], { cwd: folder, env: { ...env, TMPDIR: folder } });
    const csv = await exported(sandbox.url, ...range, '--out', 'customers.csv', '--columns', 'id,name');
    assert.deepEqual([csv.code, csv.out], [0, ''], csv.err);
    const rows = readFileSync(path.join(folder, 'customers.csv'), 'utf8').trimEnd().split('\r\n');
    assert.equal(rows[0], '\ufeffid,name');
    assert.deepEqual(
      rows
        .slice(1)
        .map((row) => row.split(',')[0])
        .sort(),
      ids.toSorted(),
    );
    await exported(sandbox.url, ...range, '--out', 'customers.parquet');
    const parquet = readFileSync(path.join(folder, 'customers.parquet'));
    assert.equal(parquet.toString('latin1', 0, 4), 'PAR1');

    const server = await serveHttp((response, { body }) =>
      response.end(
        body.includes('03-02') ? '{"status":"failed","message":"x"}' : '{"status":"success","message":[{"id":7}]}',
      ),
    );
    const days = ['--from', '2026-03-01', '--to', '2026-03-02', '--out', 'some.jsonl'];
    const refused = await exported(server.origin, ...days);
    assert.deepEqual([refused.code, readdirSync(folder).includes('some.jsonl')], [1, false], refused.err);
    const partial = await exported(server.origin, ...days, '--partial');
    assert.deepEqual([partial.code, readFileSync(path.join(folder, 'some.jsonl'), 'utf8')], [1, '{"id":7}\n']);
    assert.equal((await exported(sandbox.url, ...range, '--out', 'customers.xlsx')).code, 2);
    const unwritable = await exported(sandbox.url, ...range, '--out', 'none/customers.csv');
    assert.deepEqual([unwritable.code, /could not be written: it does not exist/.test(unwritable.err)], [2, true]);
    assert.deepEqual(readdirSync(folder).sort(), ['customers.csv', 'customers.parquet', 'some.jsonl']);
  });
});
