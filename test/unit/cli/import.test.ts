import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/listener.ts';
import { closeServers, serveHttp } from '../kapture/http/localServer.ts';
import { authorization } from '../sandbox/support.ts';
import { runInProcess, stateOf, type EndedCommand } from './runKapture.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const key = authorization.replace(/^Basic /, '');
const table = 'Name;Mobile;City;Notes\nAsha Rao;+91 98450-11111;Pune;x\nNishchal;9845765226;Mysuru;\n';

describe('kapture import', function () {
  this.timeout(60_000);
  let folder: string;
  let sandbox: Sandbox;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-import-'));
    sandbox = await startSandbox({ customers: 0 });
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await sandbox.close();
    await closeServers();
    await rm(folder, { recursive: true });
  });

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<EndedCommand> =>
    runInProcess(['import', ...args], { cwd: folder, env });
  /** Imports into the sandbox of the test. */
  const importTo = (args: readonly string[]): Promise<EndedCommand> =>
    run([...args, '--url', sandbox.url], { KAPTURE_KEY: key });

  /** Starts a process, for tests that need a separate one. */
  function start(args: readonly string[], stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'pipe', 'pipe']) {
    const env = { ...process.env, ...stateOf(folder), KAPTURE_KEY: key };
    return (child = spawn(process.execPath, [cli, 'import', ...args], { cwd: folder, stdio, env }));
  }
  const codeOf = async (running: ChildProcess): Promise<unknown> => ((await once(running, 'close')) as unknown[])[0];

  async function customerWith(phone: string): Promise<string> {
    const body = JSON.stringify([{ phone }]);
    const url = sandbox.url + operations.get.path;
    const response = await fetch(url, { method: 'POST', body, headers: { authorization } });
    return response.text();
  }
  const write = (name: string, content: string): Promise<void> => writeFile(path.join(folder, name), content);
  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
  /** The database of plans for the sandbox of the test. */
  const plansFile = (url = sandbox.url): string =>
    path.join(folder, 'state', 'kapture', 'plans', `${url.replace('://', '+').replace(':', '-')}.sqlite`);

  it('Windows-1252 → read only with --encoding', async () => {
    await writeFile(path.join(folder, 'a.csv'), Buffer.from('Name;Phone\nZoë;9845011111\n', 'latin1'));
    const { code, err } = await importTo(['a.csv']);
    assert.equal(code, 2);
    assert.match(err, /a\.csv is not UTF-8\..*\n {2}Zoë\nIf they are correct, add --encoding windows-1252\./);
    const accepted = await importTo(['a.csv', '--encoding', 'windows-1252']);
    assert.deepEqual([accepted.code, accepted.err], [0, '']);
    assert.match(accepted.out, /Windows-1252/);
  });

  it('without --apply → the plan, and nothing is written; exit 0', async () => {
    await write('a.csv', table);
    const { code, out, err } = await importTo(['a.csv', '--result', 'plan.csv']);
    assert.deepEqual([code, err], [0, ''], out);
    for (const part of [
      /a\.csv: 2 rows \(CSV, UTF-8, semicolon\)\n/,
      / {2}Mobile → phone \(identifies customers\)\n {2}City → city\n {2}Notes: ignored\n/,
      /\nPlan \d+: Add: 1, Update: 1\nAdds: 1\. Updates: 1\. Nothing has been written\.\n/,
      /\nChanges:\n {2}row 2 \(line 3\), Nishchal: city: [^\n]+ → Mysuru\n/,
      /row 1 \(line 2\), Mobile: “\+91 98450-11111” is read as “9845011111”\. Spaces and punctuation were removed/,
      /\nNothing was written\.\nThe plan was not kept\. To plan again and write, use --apply\. To keep a plan, use --save-plan\.\n$/,
    ])
      assert.match(out, part);
    assert.match(await customerWith('9845011111'), /does not exist/);
    assert.match(await read('plan.csv'), /\n2,3,9845765226,update,61371820,Nishchal,city: [^\n]* → Mysuru,/);
    // A dry run keeps no plan, because a plan contains data of customers.
    assert.deepEqual((await readdir(folder)).toSorted(), ['a.csv', 'plan.csv']);
  });

  it('--save-plan → the plan can be applied, and is in a folder that only the user can read, not beside the table', async () => {
    await write('a.csv', table);
    const plans = path.dirname(plansFile());
    await mkdir(plans, { recursive: true });
    await chmod(plans, 0o755);
    const { out } = await importTo(['a.csv', '--save-plan']);
    assert.match(out, /\nNothing was written\. To apply this plan, use --resume --plan \d+ --apply\.\n$/);
    assert.deepEqual((await readdir(folder)).toSorted(), ['a.csv', 'state']);
    assert.deepEqual(await readdir(plans), [path.basename(plansFile())]);
    if (process.platform === 'win32') return;
    const modes = await Promise.all([plans, plansFile()].map(async (each) => (await stat(each)).mode & 0o777));
    assert.deepEqual(modes, [0o700, 0o600]);
  });

  it('plans that cannot be kept → said before anything is written', async () => {
    await write('a.csv', table);
    await write('state', '');
    const { code, err } = await importTo(['a.csv', '--apply']);
    assert.equal(code, 2);
    assert.match(
      err,
      /^The database of plans .+ could not be opened: .+\. Use --database to store plans elsewhere\.\n$/,
    );
    assert.match(await customerWith('9845011111'), /does not exist/);
  });

  it('updates that change a name or send a blank value → how many, before the plan is applied; at most ten are listed', async () => {
    const phones = Array.from({ length: 12 }, (_, index) => `98450000${10 + index}`);
    await write('a.csv', `Name,Phone,City\n${phones.map((phone) => `A,${phone},Hubli\n`).join('')}`);
    await importTo(['a.csv', '--apply']);
    await write('b.csv', `Name,Phone,City\n${phones.map((phone) => `B,${phone},\n`).join('')}`);
    const columns = { Name: 'customer_name', Phone: 'phone', City: { field: 'city', blank: 'clear' } };
    await write('b.kapture-import.json', JSON.stringify({ matchBy: 'phone', columns }));
    const { out } = await importTo(['b.csv']);
    assert.match(out, /\nUpdates with a blank value: 12\. Kapture's documentation does not say whether /);
    assert.match(
      out,
      /\n12 updates change the customer's name \(the first in row 1\)\. The phone number of a row can /,
    );
    assert.equal(
      out.match(/^ {2}row \d+ \(line \d+\), A: customer_name: A → B, city: Hubli → \(blank\)$/gm)?.length,
      10,
    );
    assert.ok(out.includes('\n  … and 2 more. To see all, use --result FILE.\n'), out);
  });

  it('--resume --apply → the plan of the dry run is applied; again → its result, and the exit code of the run', async () => {
    await write('a.csv', `${table}Bad;9.87E+09;Goa;\n`);
    await importTo(['a.csv', '--save-plan']);
    const { code, out } = await importTo(['a.csv', '--resume', '--apply', '--result', 'result.csv']);
    assert.equal(code, 1, out);
    assert.match(out, /\n2 of 2 writes are done\. Rows not written: Invalid: 1\.\n$|\n2 of 2 writes are done\.\n/);
    assert.match(await customerWith('9845011111'), /Asha Rao/);
    assert.match(await customerWith('9845765226'), /Mysuru/);
    assert.match(await read('result.csv'), /\n1,2,9845011111,added,\d+,[^\n]*\r\n2,3,9845765226,updated,61371820,/);
    const { requests } = sandbox;
    const again = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(again.code, 1);
    assert.match(again.out, /\nPlan \d+ was applied earlier, and nothing is left to write\.\n/);
    assert.equal(sandbox.requests, requests);
  });

  it('rows that cannot be written → the others are, exit 1, and a file of the rows that can be imported', async () => {
    await write('a.csv', `${table}Ravi;9.85E+09;Goa;\n`);
    const { code, out } = await importTo(['a.csv', '--apply', '--failures', 'f.csv']);
    assert.equal(code, 1);
    assert.match(
      out,
      /\nRows that will not be written:\n {2}row 3 \(line 4\), invalid: Mobile: The number 9\.85E\+09 is short/,
    );
    const failed = await read('f.csv');
    assert.match(
      failed,
      /^\ufeffReason \(Kapture\),Name,Mobile,City,Notes\r\n"?Mobile: [^\n]+,Ravi,9\.85E\+09,Goa,\r\n$/,
    );
    await write('f.csv', failed.replace('9.85E+09,Goa', '9845022222,Goa'));
    const corrected = await importTo(['f.csv', '--apply']);
    assert.equal(corrected.code, 0, corrected.out);
    assert.match(corrected.out, /Mapping \(f\.kapture-import\.json\):/);
    assert.match(await customerWith('9845022222'), /Ravi/);
  });

  it('a formula that was refused, in the file of failed rows that is imported unchanged → refused again', async () => {
    await write('a.csv', `${table}=A1&B1;9845033333;Goa;\n`);
    await importTo(['a.csv', '--apply', '--failures', 'f.csv']);
    assert.match(await read('f.csv'), /,"'=A1&B1",9845033333,/);
    const { code, out } = await importTo(['f.csv', '--apply']);
    assert.equal(code, 1);
    assert.match(out, /The cell contains the formula “=A1&B1” instead of its value/);
  });

  it('--match-by and --save-mapping → the next run needs none of them', async () => {
    await write('a.csv', 'Name,Phone,Email\nAsha,9845011111,asha@example.com\n');
    await importTo(['a.csv', '--match-by', 'email', '--save-mapping']);
    const { code, out } = await importTo(['a.csv', '--apply']);
    assert.equal(code, 0, out);
    assert.match(out, /Email → email_id \(identifies customers\)/);
  });

  it('production → refused without --confirm-production and before any request; then applied', async () => {
    await write('a.csv', table);
    const { host } = new URL(sandbox.url);
    const args = ['a.csv', '--apply', '--role', 'production'];
    const refused = await importTo(args);
    assert.deepEqual(
      [refused.code, refused.err],
      [2, `${host} is production. To write to it, add --confirm-production ${host}.\n`],
    );
    assert.equal(sandbox.requests, 0);
    assert.equal((await importTo([...args, '--confirm-production', host])).code, 0);
  });

  it('rows whose lookup failed → named, and looked up again when resumed', async () => {
    await write('a.csv', table);
    sandbox.setFault({ fault: 'html', times: 1 });
    const { code, out } = await importTo(['a.csv', '--parallel', '1', '--save-plan']);
    assert.equal(code, 1, out);
    assert.match(out, /Not looked up: 1/);
    const resumed = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(resumed.code, 0, resumed.out);
  });

  it('a run that stops → exit 3; --resume --apply → the rest, each row once; exit 0', async () => {
    const rows = Array.from({ length: 6 }, (_, index) => `N${index},984500000${index}\n`);
    await write('a.csv', `Name,Phone\n${rows.join('')}`);
    await importTo(['a.csv', '--save-plan']);
    const before = sandbox.customers;
    sandbox.setFault({ fault: '500', times: 1000, seconds: 1 });
    const stopped = await importTo(['a.csv', '--resume', '--apply', '--stop-after', '2']);
    assert.equal(stopped.code, 3, stopped.out);
    assert.match(stopped.out, /\nThe run stopped\.\nTo resume it, use --resume --plan \d+ --apply, with the same/);
    sandbox.setFault({ fault: 'none' });
    const resumed = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(resumed.code, 0, resumed.out);
    assert.equal(sandbox.customers - before, 6);
  });

  it('an interrupted run → exit 3, and it can be resumed', async function () {
    if (process.platform === 'win32') return this.skip();
    const rows = Array.from({ length: 40 }, (_, index) => `N${index},98450000${10 + index}\n`);
    await write('a.csv', `Name,Phone\n${rows.join('')}`);
    await importTo(['a.csv', '--save-plan']);
    const before = sandbox.customers;
    const running = start(['a.csv', '--resume', '--apply', '--url', sandbox.url, '--pause-ms', '50']);
    const ended = codeOf(running);
    while (sandbox.customers < before + 2) await new Promise(setImmediate);
    running.kill('SIGINT');
    assert.equal(await ended, 3);
    assert.ok(sandbox.customers < before + 40);
    const resumed = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(resumed.code, 0, resumed.out);
    assert.match(resumed.out, /\n40 of 40 writes are done\.\n/);
    assert.equal(sandbox.customers, before + 40);
  });

  it('an error of the database during a run → exit 3', async () => {
    await write('a.csv', table);
    await importTo(['a.csv', '--save-plan']);
    const database = new DatabaseSync(plansFile());
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON journal WHEN (SELECT count(*) FROM journal) > 0 BEGIN SELECT raise(ABORT, 'no space'); END",
    );
    database.close();
    const { code, err } = await importTo(['a.csv', '--resume', '--apply']);
    assert.deepEqual([code, err], [3, 'no space\n']);
  });

  it('a result that cannot be written after a run → exit 3, and --resume writes it', async () => {
    await write('a.csv', table);
    const { code, err } = await importTo(['a.csv', '--apply', '--result', `${'x'.repeat(250)}.csv`]);
    assert.equal(code, 3);
    assert.match(err, /could not be written: its name is too long\.\n$/);
    assert.equal((await importTo(['a.csv', '--resume', '--result', 'r.csv'])).code, 0);
    assert.match(await read('r.csv'), /,added,/);
  });

  it('--revert → a plan with the previous values; --apply writes them back', async () => {
    for (const city of ['Mysuru', 'Goa']) {
      await write('a.csv', `Phone,City\n9845765226,${city}\n`);
      assert.equal((await importTo(['a.csv', '--apply'])).code, 0);
    }
    assert.match(await customerWith('9845765226'), /Goa/);
    const planned = await importTo(['a.csv', '--revert']);
    assert.equal(planned.code, 0, planned.err);
    assert.match(
      planned.out,
      /^Plan \d+, which reverts plan \d+: Update: 1\nCustomers to revert: 1\. Nothing has been/m,
    );
    assert.equal((await importTo(['a.csv', '--revert', '--apply'])).code, 0);
    assert.match(await customerWith('9845765226'), /Mysuru/);
  });

  it('--revert of a field whose previous value is unknown, or of added customers → said; exit 1, or 0', async () => {
    await write('a.csv', 'Phone,own\n9845765226,x\n');
    const columns = { Phone: 'phone', own: 'own_field' };
    await write('a.kapture-import.json', JSON.stringify({ matchBy: 'phone', columns }));
    await importTo(['a.csv', '--apply']);
    const { code, out } = await importTo(['a.csv', '--revert']);
    assert.equal(code, 1, out);
    assert.match(out, /Fields that cannot be reverted, because the previous values are unknown: 1 \(customers: 1\)\./);
    await write('b.csv', 'Name,Phone\nAsha,9845011111\n');
    await importTo(['b.csv', '--apply']);
    const added = await importTo(['b.csv', '--revert']);
    assert.deepEqual(
      [added.code, /Nothing to revert\. Added|Nothing to revert\.\nAdded/.test(added.out)],
      [0, true],
      added.out,
    );
  });

  it('--resume with another mapping, of a changed file, or of a plan of another file → refused before anything is written', async () => {
    await write('a.csv', table);
    const { out } = await importTo(['a.csv', '--save-plan']);
    const plan = /^Plan (\d+):/m.exec(out)![1]!;
    const { requests } = sandbox;
    const columns = { Name: 'customer_name', Mobile: 'phone' };
    await write('other.json', JSON.stringify({ matchBy: 'phone', columns }));
    const other = await importTo(['a.csv', '--resume', '--apply', '--mapping', 'other.json']);
    assert.deepEqual(
      [other.code, other.err],
      [2, `Plan ${plan} was created with another mapping. Use that mapping, or create a plan without --resume.\n`],
    );
    await write('b.csv', `${table}\n`);
    const named = ['b.csv', '--resume', '--plan', plan];
    assert.match(
      (await importTo(named)).err,
      /^Plan \d+ was created from another file, or the file has changed since\./,
    );
    await write('a.csv', table.replace('Mysuru', 'Goa'));
    assert.match(
      (await importTo(['a.csv', '--resume'])).err,
      /^a\.csv has changed since plan \d+ was created \(rows written: 0\)/,
    );
    assert.equal(sandbox.requests, requests);
  });

  it('a damaged database of plans → set aside; --database with something else → refused, and unchanged', async () => {
    await write('a.csv', table);
    await importTo(['a.csv', '--save-plan']);
    await writeFile(plansFile(), 'x'.repeat(5000));
    const { code, err } = await importTo(['a.csv', '--save-plan']);
    assert.equal(code, 0, err);
    assert.match(err, /^Warning: The database of plans was damaged\. It was renamed to /);
    const refused = await importTo(['a.csv', '--database', 'a.csv']);
    assert.equal(refused.code, 2);
    assert.equal(await read('a.csv'), table);
  });

  it('a key that the server refuses → exit 4, and no output contains it', async () => {
    await write('a.csv', table);
    const canary = 'Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhc3N3b3Jk';
    const { code, out, err } = await run(['a.csv', '--url', sandbox.url], { KAPTURE_KEY: canary });
    assert.equal(code, 4, out);
    assert.match(err, /^The server rejected the auth key\. Set the correct key/);
    for (const each of [out, err]) assert.ok(!each.includes(canary));
  });

  it('a server that repeats a password or a secret of payload tests → they are in no output, file or database', async () => {
    await write('a.csv', 'kapture_customer_id,City\n7,Goa\n8,Goa\n');
    const [password, token] = ['Canary+Pw7é', 'tokenCanary9'];
    const { origin } = await serveHttp((response, { path: url, body }) => {
      const message = `${password} ${Buffer.from(password).toString('base64')} ${token}`;
      const isRead = !url.includes('update') && body.includes('7');
      const found = { 'Customer Details': { id: 7, name: 'Asha', city: 'Pune' }, status: 'success' };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRead ? found : { message, status: 'failed' }));
    });
    const files = ['--result', 'r.csv', '--failures', 'f.csv'];
    const { code, out, err } = await run(['a.csv', '--url', origin, '--match-by', 'id', '--apply', ...files], {
      KAPTURE_KEY: Buffer.from(`someone:${password}`).toString('base64'),
      KAPTURE_SECRET_TOKEN: token,
    });
    assert.equal(code, 1, out + err);
    const written = await Promise.all(['r.csv', 'f.csv', path.relative(folder, plansFile(origin))].map(read));
    for (const each of [out, err, ...written])
      for (const secret of [password, Buffer.from(password).toString('base64'), token])
        assert.ok(!each.includes(secret), `${secret} in ${each.slice(0, 2000)}`);
    assert.match(written[0]!, /‹auth key›/);
  });

  it('a mapping that is a symbolic link → nothing is written through it, or to the tenant', async () => {
    await write('a.csv', table);
    const outside = path.join(folder, 'outside');
    for (const [name, options, message] of [
      ['a.kapture-import.json', ['--save-mapping'], /could not be read|was not saved because it is a symbolic link/],
      ['f.kapture-import.json', ['--apply', '--failures', 'f.csv'], /was not saved because it is a symbolic link/],
    ] as const) {
      await symlink(outside, path.join(folder, name));
      const { code, err } = await importTo(['a.csv', ...options]);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.ok(!existsSync(outside));
      assert.match(await customerWith('9845011111'), /does not exist/);
      await rm(path.join(folder, name));
    }
  });

  it('a response or a cell with control characters → they do not reach the terminal', async () => {
    await write('a.csv', 'Name,Mobile\n"As\u001b[31mha",98450\u001b[2J\n');
    const { origin } = await serveHttp((response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"message": "no\\u001b[31m", "status": "failed"}');
    });
    const { out, err } = await run(['a.csv', '--url', origin], { KAPTURE_KEY: key });
    assert.ok(!(out + err).includes('\u001b'), JSON.stringify(out));
  });

  it('the output on a full disk → exit 2, and nothing is written to the tenant', async function () {
    if (process.platform !== 'linux') return this.skip();
    await write('a.csv', table);
    const full = await open('/dev/full', 'w');
    const running = start(['a.csv', '--url', sandbox.url, '--apply'], ['ignore', full.fd, 'pipe']);
    const [code, err] = await Promise.all([codeOf(running), text(running.stderr!)]);
    await full.close();
    const lost = 'The output could not be written: the disk is full.\n';
    assert.deepEqual([code, err], [2, `Nothing was written to the tenant.\n${lost}`]);
    assert.match(await customerWith('9845011111'), /does not exist/);
  });

  it('--result /dev/stdout, which the shell redirects to a file → alone in it; output that is no longer read → no stack', async function () {
    if (process.platform === 'win32') return this.skip();
    await write('a.csv', table);
    const file = await open(path.join(folder, 'out.txt'), 'w');
    const args = ['a.csv', '--url', sandbox.url, '--result', '/dev/stdout'];
    const running = start(args, ['ignore', file.fd, 'pipe']);
    await file.close();
    const [code, err] = await Promise.all([codeOf(running), text(running.stderr!)]);
    assert.equal(code, 0);
    assert.match(await read('out.txt'), /^\ufeffrow,line,key,[^]*\n2,3,9845765226,[^\n]*\r\n$/);
    assert.match(err, /^Kapture import → [^]*\nNothing was written\./);
    const closed = start(['--help']);
    closed.stdout!.destroy();
    assert.deepEqual(await Promise.all([codeOf(closed), text(closed.stderr!)]), [0, '']);
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: string | RegExp])[] = [
    [['a.csv'], 'One of --url, --connection or --sandbox is required.'],
    [['a.csv', '--sandbox', '--resume', '--revert'], 'Options --resume and --revert cannot be used together.'],
    [
      ['a.csv', '--sandbox', '--revert', '--match-by', 'id'],
      /^Option --revert cannot be used together with the options of/,
    ],
    [['a.csv', '--sandbox', '--revert', '--failures', 'f.csv'], /^Option --failures cannot be used for a plan that/],
    [['a.csv', '--sandbox', '--plan', '1'], 'Option --plan requires --resume or --revert.'],
    [
      ['a.csv', '--sandbox', '--save-plan'],
      'Option --save-plan needs --url, because the customers of a sandbox end with the run.',
    ],
    [['a.csv', '--sandbox', '--resume'], 'There is no plan for this file and tenant that can be resumed.'],
    [['a.csv', '--sandbox', '--resume', '--plan', '5'], 'There is no plan 5.'],
    [['none.csv', '--sandbox'], 'The file none.csv could not be read: it does not exist.'],
    [['.', '--sandbox'], '. is a folder, a pipe or a device. Save the table as a file, and import that.'],
    [['open.csv', '--sandbox'], 'open.csv: A quote is never closed in the row that starts on line 2.'],
    [['a.csv', '--sandbox', '--result', 'a.csv'], 'Option --result would overwrite the table, a.csv.'],
    [
      ['a.csv', '--sandbox', '--result', 'r', '--failures', 'r'],
      'Option --failures would overwrite the file of --result, r.',
    ],
    [
      ['a.csv', '--sandbox', '--result', 'none/r.csv'],
      /^The folder .+none of --result does not exist\. Create it first\.$/,
    ],
    [['a.csv', '--sandbox', '--match-by', 'name'], 'Option --match-by must be one of id, code, phone, email.'],
    [['a.csv', '--sandbox', '--mapping', 'none.json'], 'The mapping none.json could not be read: it does not exist.'],
    [
      ['a.csv', '--sandbox', '--mapping', 'bad.json'],
      'bad.json:1:13  "matchBy" must be one of "id", "code", "phone", "email".',
    ],
    [['a.csv', '--sandbox', '--parallel', '99'], 'Option --parallel must be a whole number from 1 to 16.'],
    [['a.csv', '--sandbox', '--stop-after', '0'], 'Option --stop-after must be at least 1.'],
    [['a.csv', '--sandbox', '--aply'], /^Unknown option '--aply'\. \(Did you mean --apply\?\)$/],
  ];
  for (const [args, sentence] of wrong)
    it(`${args.join(' ')} → one sentence, exit 2`, async () => {
      await write('a.csv', table);
      await write('bad.json', '{"matchBy": "name", "columns": {}}');
      await write('open.csv', 'Name,Phone\n"Asha,9845011111\nRavi,9845022222\n');
      const { code, err } = await run(args);
      assert.equal(code, 2, err);
      assert.ok(!existsSync(path.join(folder, 'state')));
      if (typeof sentence === 'string') assert.equal(err, `${sentence}\n`);
      else assert.match(err.trimEnd(), sentence);
    });

  it('kapture --help → its commands; kapture import --help → lines of 100 characters at most', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    assert.match(out, /^Usage: kapture import \[options\] <file>\n/);
    for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
    const all = await runInProcess([], { cwd: folder });
    assert.match(all.out, /Commands:\n {2}add [^]*\n {2}whoami [^]*\n {2}test [^]*\n {2}import [^]*\n {2}sandbox /);
  });
});
