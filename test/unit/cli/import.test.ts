import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/listener.ts';
import { closeServers, serveHttp } from '../kapture/http/localServer.ts';
import { authorization } from '../sandbox/support.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const key = authorization.replace(/^Basic /, '');

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

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

  function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const { KAPTURE_KEY: _none, ...rest } = process.env;
    child = spawn(process.execPath, [cli, 'import', ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...rest, NO_COLOR: '1', ...env },
    });
    return child;
  }

  it('output that is no longer read → no stack', async () => {
    const running = spawn(process.execPath, [cli, '--help'], { cwd: folder });
    running.stdout.destroy();
    const [[code], err] = await Promise.all([once(running, 'close') as Promise<unknown[]>, text(running.stderr)]);
    assert.deepEqual([code, err], [0, '']);
  });

  it('output on a full disk → no stack; exit 4, and nothing is written to the tenant', async function () {
    if (process.platform !== 'linux') return this.skip();
    await write('a.csv', table);
    const full = await open('/dev/full', 'w');
    const lost = 'The output could not be written: the disk is full.\n';
    for (const [args, message] of [
      [['--help'], lost],
      [['import', 'a.csv', '--url', sandbox.url, '--json', 'r.json'], lost],
      [['import', 'a.csv', '--url', sandbox.url, '--apply'], `Nothing was written to the tenant.\n${lost}`],
    ] as const) {
      const running = spawn(process.execPath, [cli, ...args], {
        cwd: folder,
        stdio: ['ignore', full.fd, 'pipe'],
        env: { ...process.env, KAPTURE_KEY: key },
      });
      const [[code], err] = await Promise.all([once(running, 'close') as Promise<unknown[]>, text(running.stderr!)]);
      assert.deepEqual([code, err], [4, message]);
    }
    await full.close();
    assert.equal((JSON.parse(await read('r.json')) as { exitCode: unknown }).exitCode, 4);
    assert.match(await customerWith('9845011111'), /does not exist/);
  });

  for (const [what, isFull, code] of [
    ['that is no longer read → the report of --json /dev/stdout; exit 0', false, 0],
    ['on a full disk → exit 4, and nothing is written to the tenant', true, 4],
  ] as const)
    it(`standard error ${what}`, async function () {
      if (process.platform !== 'linux') return this.skip();
      await write('a.csv', table);
      const [file, full] = [await open(path.join(folder, 'r.json'), 'w'), await open('/dev/full', 'w')];
      const args = [cli, 'import', 'a.csv', '--url', sandbox.url, '--apply', '--json', '/dev/stdout'];
      const running = spawn(process.execPath, args, {
        cwd: folder,
        stdio: ['ignore', file.fd, isFull ? full.fd : 'pipe'],
        env: { ...process.env, KAPTURE_KEY: key },
      });
      running.stderr?.destroy();
      assert.equal(((await once(running, 'close')) as unknown[])[0], code);
      await Promise.all([file.close(), full.close()]);
      if (isFull) assert.match(await customerWith('9845011111'), /does not exist/);
      else assert.equal((JSON.parse(await read('r.json')) as { exitCode: unknown }).exitCode, code);
    });

  it('output that is lost after the run → exit 3, which the report says, too', async () => {
    await write('a.csv', table);
    const loseResult = `
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (text) => {
        if (String(text).startsWith('Run: ')) process.stdout.emit('error', Object.assign(new Error(), { code: 'ENOSPC' }));
        return write(text);
      };`;
    const { code, err } = await run(['a.csv', '--url', sandbox.url, '--apply', '--json', 'r.json'], {
      KAPTURE_KEY: key,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(loseResult)}`,
    });
    assert.deepEqual([code, err], [3, 'The output could not be written: the disk is full.\n']);
    assert.equal((JSON.parse(await read('r.json')) as { exitCode: unknown }).exitCode, 3);
  });

  async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const running = start(args, env);
    const [[code], out, err] = await Promise.all([
      once(running, 'close') as Promise<unknown[]>,
      text(running.stdout!),
      text(running.stderr!),
    ]);
    return { code, out, err };
  }

  /** Imports into the sandbox of the test. */
  const importTo = (args: readonly string[]): Promise<Ended> =>
    run([...args, '--url', sandbox.url], { KAPTURE_KEY: key });

  function planIn({ out }: Ended): string {
    return /^Plan (\d+)[:,]/m.exec(out)![1]!;
  }

  async function customerWith(phone: string): Promise<string> {
    const response = await fetch(sandbox.url + operations.get.path, {
      method: 'POST',
      body: JSON.stringify([{ phone }]),
      headers: { authorization },
    });
    return response.text();
  }

  const table = 'Name;Mobile;City;Notes\nAsha Rao;+91 98450-11111;Pune;x\nNishchal;9845765226;Mysuru;\n';

  async function write(name: string, content: string): Promise<void> {
    await writeFile(path.join(folder, name), content);
  }

  async function read(name: string): Promise<string> {
    return readFile(path.join(folder, name), 'utf8');
  }

  it('without --apply → the plan, and nothing is written; exit 0', async () => {
    await write('a.csv', table);
    const { code, out, err } = await importTo(['a.csv', '--json', 'report.json', '--result', 'plan.csv']);
    assert.deepEqual([code, err], [0, ''], out);
    assert.match(out, /a\.csv: 2 rows \(CSV, UTF-8, semicolon\)\n/);
    assert.match(out, / {2}Mobile → phone \(identifies customers\)\n {2}City → city\n {2}Notes: ignored\n/);
    assert.match(out, /: 1 to add, 1 to update\n/);
    assert.match(
      out,
      /row 1 \(line 2\), Mobile: "\+91 98450-11111" → "9845011111"\. Spaces and punctuation were removed from the phone number\. The prefix \+91 of the phone number/,
    );
    assert.match(out, /\nNothing was written\. To apply this plan, add --resume --apply\.\n$/);
    assert.match(await customerWith('9845011111'), /does not exist/);
    const report = JSON.parse(await read('report.json')) as Record<string, unknown>;
    assert.deepEqual(
      [report['rows'], report['encoding'], report['delimiter'], report['isApplied'], report['exitCode']],
      [2, 'utf-8', ';', false, 0],
    );
    assert.match(await read('plan.csv'), /\n2,3,9845765226,update,yes,61371820,Nishchal,city: [^\n]* → Mysuru,/);
    // The plans contain data of customers.
    if (process.platform !== 'win32')
      assert.equal((await stat(path.join(folder, 'a.kapture-plans.sqlite'))).mode & 0o777, 0o600);
  });

  it('updates without --apply → what the first ten would change, and how many more there are', async () => {
    await write('a.csv', 'Mobile,City,Lead source\n9845765226,"New\nDelhi",\n');
    const one = await importTo(['a.csv', '--map', 'Lead source=']);
    assert.match(one.out, /: 1 to update\nChanges:\n {2}row 1 \(line 2\), [^\n:]+: city: [^\n]+ → New↵Delhi\n/);
    const phones = Array.from({ length: 12 }, (_, index) => `98450000${10 + index}`);
    await write('b.csv', `Name,Phone,City\n${phones.map((phone) => `N,${phone},Hubli\n`).join('')}`);
    const applied = await importTo(['b.csv', '--apply']);
    assert.ok(!applied.out.includes('Changes:'), applied.out);
    await write('c.csv', `Phone,City\n${phones.map((phone) => `${phone},Pune\n`).join('')}`);
    const { out } = await importTo(['c.csv']);
    assert.equal(out.match(/^ {2}row \d+ \(line \d+\), N: city: Hubli → Pune$/gm)?.length, 10, out);
    assert.ok(out.includes('\n  … and 2 more. To see all, use --result FILE.\n'), out);
  });

  it('updates that change a name or send a blank value → how many, before the plan is applied', async () => {
    await write('a.csv', 'Name,Phone,City\nA,9845000010,Hubli\nB,9845000011,Hubli\nC,9845000012,Hubli\n');
    await importTo(['a.csv', '--apply']);
    await write('b.csv', 'Name,Phone,City\nA,9845000010,\nB,9845000011,\nD,9845000012,Pune\n');
    const mapping = { identifyBy: 'phone', columns: { Name: 'customer_name', Phone: 'phone', City: 'city' } };
    const columns = { ...mapping.columns, City: { field: 'city', blank: 'clear' } };
    await write('b.kapture-import.json', JSON.stringify({ ...mapping, columns }));
    const blanks = "2 updates send a blank value. Kapture's documentation does not say whether ";
    const renames =
      "1 update changes the customer's name (row 3). The phone number of a row can belong to another person.";
    for (const args of [[], ['--resume', '--apply']]) {
      const { out } = await importTo(['b.csv', ...args]);
      assert.ok(out.includes(`: 3 to update\n${renames} Check these rows.\n${blanks}`), out);
    }
    const { out } = await importTo(['b.csv', '--resume']);
    assert.doesNotMatch(out, /changes the customer's name|blank value\. /);
  });

  it('--resume --apply → the plan of the dry run is applied; exit 0', async () => {
    await write('a.csv', table);
    await importTo(['a.csv']);
    const { code, out } = await importTo(['a.csv', '--resume', '--apply', '--result', 'result.csv']);
    assert.equal(code, 0, out);
    assert.match(out, /\nRun: 2 written, 0 failed, 0 unknown, 0 in conflict\n/);
    assert.match(await customerWith('9845011111'), /Asha Rao/);
    assert.match(await customerWith('9845765226'), /Mysuru/);
    assert.match(await read('result.csv'), /\n1,2,9845011111,added,\d+,[^\n]*\r\n2,3,9845765226,updated,61371820,/);
    const again = await importTo(['a.csv', '--apply']);
    assert.deepEqual([again.code, /: 2 unchanged\n/.test(again.out)], [0, true], again.out);
  });

  it('--resume after a run that is complete → that nothing is left, with its result; the exit code of the run', async () => {
    await write('a.csv', `${table}Bad;9.87E+09;Goa;\n`);
    assert.equal((await importTo(['a.csv', '--apply'])).code, 1);
    const { requests } = sandbox;
    for (const options of [['--resume'], ['--resume', '--apply']]) {
      const { code, out } = await importTo(['a.csv', ...options, '--result', 'r.csv', '--json', 'r.json']);
      assert.equal(code, 1, out);
      assert.match(
        out,
        /\nThis plan was applied earlier, and nothing is left to write\.\nResult: 2 written, 0 failed, 0 unknown, 0 in conflict\nOmitted: 1 invalid\. The reasons are in r\.csv\.\n$/,
      );
      assert.match(await read('r.csv'), /,added,[^]*,updated,[^]*,invalid,/);
      assert.equal((JSON.parse(await read('r.json')) as { isApplied: unknown }).isApplied, true);
    }
    assert.equal(sandbox.requests, requests);
    await write('b.csv', table);
    await importTo(['b.csv', '--apply']);
    assert.equal((await importTo(['b.csv', '--resume', '--apply'])).code, 0);
  });

  it('the end of a run → the numbers of the rows that it omitted, and where the reasons are', async () => {
    const bad = Array.from({ length: 21 }, (_, index) => `Bad ${index};9.8E+09;;\n`).join('');
    await write('a.csv', `${table}Twice;9845765226;Goa;\nSame;9845011111;Pune;\n${bad}`);
    const planned = await importTo(['a.csv']);
    const applied = await importTo(['a.csv', '--resume', '--apply']);
    const omitted = /\nRun: 2 written, [^\n]*\nOmitted: 21 invalid, 2 duplicate\. ([^\n]*)\n/;
    assert.equal(
      omitted.exec(applied.out)?.[1],
      `To get all reasons, use --resume --plan ${planIn(planned)} --result FILE.`,
    );
    await write('b.csv', `${table}Twice;9845765226;Goa;\nBad;9.8E+09;;\n`);
    const { out } = await importTo(['b.csv', '--apply']);
    assert.match(out, /\nOmitted: 2 unchanged, 1 invalid, 1 duplicate\. The reasons are above\.\n$/);
  });

  it('a line above the header → why nothing is mapped, and how the header was read', async () => {
    await write('a.csv', `Customers of May;;;\n${table}`);
    const { code, out, err } = await importTo(['a.csv']);
    assert.deepEqual([code, err], [2, 'No column is mapped to the field phone, which identifies customers.\n']);
    assert.match(out, /:\n {2}Customers of May: ignored\n {2}Column 2: ignored\n/);
  });

  it('rows whose lookup failed → how to look them up again', async () => {
    let isBroken = true;
    const { origin } = await serveHttp((response, { path: url, body }) => {
      const id = body.includes('8') && isBroken ? undefined : Number(/\d+/.exec(body)![0]);
      const isWrite = url.includes('update');
      const read = { 'Customer Details': { id, name: 'Asha', city: 'Pune' }, status: 'success' };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isWrite ? { message: 'Updated.', status: 'success' } : read));
    });
    await write('a.csv', 'kapture_customer_id,City\n7,Goa\n8,Goa\n');
    const importInto = (...options: string[]): Promise<Ended> =>
      run(['a.csv', '--url', origin, '--identify-by', 'id', ...options], { KAPTURE_KEY: key });
    const planned = await importInto();
    assert.match(
      planned.out,
      /\nNothing was written\. To apply this plan, add --resume --apply\.\n1 row could not be looked up\. To try again, use --resume\. Repeat --identify-by\.\n$/,
    );
    const applied = await importInto('--resume', '--apply');
    assert.match(
      applied.out,
      /\n1 row could not be looked up\. To try again, use --resume --apply\. Repeat --identify-by\.\n$/,
    );
    isBroken = false;
    const again = await importInto('--resume', '--apply');
    assert.deepEqual([planned.code, applied.code, again.code], [1, 1, 0], again.out);
    assert.match(again.out, /\nAll runs: 2 written, [^\n]*\n$/);
  });

  it('a file in a folder that does not exist → refused before any request; no folder is created', async () => {
    await write('a.csv', table);
    for (const option of ['--result', '--failures', '--json', '--database']) {
      const { code, out, err } = await importTo(['a.csv', '--apply', option, 'no/a.out']);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, new RegExp(`^The folder \\S*no of ${option} does not exist\\. Create it first\\.\n$`));
    }
    assert.equal(sandbox.requests, 0);
    assert.ok(!existsSync(path.join(folder, 'no')) && !existsSync(path.join(folder, 'a.kapture-plans.sqlite')));
  });

  it('--failures of a plan that reverts a run → refused, because its rows are not those of a table', async () => {
    await write('a.csv', table);
    await importTo(['a.csv', '--apply']);
    const planned = await importTo(['a.csv', '--revert']);
    const { requests } = sandbox;
    for (const options of [
      ['--revert', '--apply'],
      ['--resume', '--plan', planIn(planned), '--apply'],
    ]) {
      const { code, err } = await importTo(['a.csv', ...options, '--failures', 'f.csv']);
      assert.deepEqual(
        [code, err],
        [
          2,
          'Option --failures cannot be used for a plan that reverts a run, because its rows are not those of a table. Use --result.\n',
        ],
      );
    }
    assert.equal(sandbox.requests, requests);
    assert.ok(!existsSync(path.join(folder, 'f.csv')));
  });

  it('rows that cannot be written → the others are, exit 1, and a file of the rows that can be imported', async () => {
    await write('a.csv', `${table}Bad;9.87E+09;Goa;\n`);
    const { code, out } = await importTo(['a.csv', '--apply', '--failures', 'failed.csv']);
    assert.equal(code, 1, out);
    assert.match(out, /row 3 \(line 4\), invalid: Mobile: The number 9\.87E\+09 is shortened/);
    const failed = await read('failed.csv');
    assert.match(
      failed,
      /^\ufeffReason \(Kapture\),Name,Mobile,City,Notes\r\n"Mobile: The number [^"]*",Bad,9\.87E\+09,Goa,\r\n$/,
    );
    if (process.platform !== 'win32') assert.equal((await stat(path.join(folder, 'failed.csv'))).mode & 0o777, 0o600);
    await write('failed.csv', failed.replace(',9.87E+09,', ',9870000000,'));
    assert.equal((await importTo(['failed.csv', '--apply'])).code, 0);
    assert.match(await customerWith('9870000000'), /Bad/);
  });

  it('the rows to correct, imported uncorrected → nothing is written', async () => {
    await write(
      'a.csv',
      'Mobile,City,Badge\n9845765226,Mysuru,011111\n9845765226,Goa,411001\n9845011111,=A2&B2,411001\n9845022222,Goa,1111\n',
    );
    const first = await importTo(['a.csv', '--map', 'Badge=badge', '--apply', '--failures', 'failed.csv']);
    assert.match(first.out, /: 1 to update, 2 invalid, 1 duplicate\n/);
    const { customers } = sandbox;
    const { code, out } = await importTo(['failed.csv', '--apply']);
    assert.equal(code, 1);
    assert.match(
      out,
      /Mapping \(failed\.kapture-import\.json\):\n {2}Mobile → [^\n]*\n {2}City → city\n {2}Badge → badge \(not a documented field\)\n/,
    );
    assert.match(out, /: 3 invalid\n/);
    assert.match(
      out,
      /row 1 \(line 2\), invalid: Not corrected yet: In a\.csv: Row 1 has the same phone number, 9845765226\. To import/,
    );
    assert.equal(sandbox.customers, customers);
    assert.match(await customerWith('9845765226'), /Mysuru/);
  });

  it('rows that a file to correct cannot represent → listed', async () => {
    await write('a.jsonl', '{"Name": "Asha", "Phone": "9845011111"}\n{"Name": }\n');
    const { code, out } = await importTo(['a.jsonl', '--failures', 'failed.csv']);
    assert.equal(code, 1, out);
    assert.match(
      out,
      /Rows that are not in failed\.csv, because CSV cannot represent them:\n {2}row 2 \(line 2\), invalid: The row is not JSON\.\n/,
    );
    assert.equal(await read('failed.csv'), '\ufeffReason (Kapture),Name,Phone\r\n');
  });

  it('--map, --set, --identify-by and --save-mapping → the next run needs none of them', async () => {
    await write('a.csv', 'Who,Cell,Place\nAsha,9845011111,Pune\n');
    await write('kapture.env.json', '{"variables": {"year": 2026}}');
    const options = ['--map', 'Who=customer_name', '--map', 'Cell=phone', '--set', 'campaign_name=Expo {{year}}'];
    const first = await importTo(['a.csv', ...options, '--identify-by', 'phone', '--save-mapping']);
    assert.deepEqual([first.code, first.err], [0, '']);
    assert.deepEqual(JSON.parse(await read('a.kapture-import.json')), {
      identifyBy: 'phone',
      columns: { Place: null, Who: 'customer_name', Cell: 'phone' },
      constants: { campaign_name: 'Expo {{year}}' },
    });
    const second = await importTo(['a.csv', '--apply']);
    assert.equal(second.code, 0, second.out);
    assert.match(second.out, /Mapping \(a\.kapture-import\.json\):/);
    assert.match(second.out, / {2}campaign_name = Expo \{\{year\}\}\n/);
    assert.match(await customerWith('9845011111'), /Asha/);
    const saved = `// ours\n${await read('a.kapture-import.json')}`;
    await write('a.kapture-import.json', saved);
    await importTo(['a.csv', '--map', 'Place=city', '--save-mapping']);
    assert.equal(await read('a.kapture-import.json'), saved.replace('"Place": null', '"Place": "city"'));
  });

  it('production → refused without --confirm-production and before any request; then applied', async () => {
    await write('a.csv', table);
    const { host } = new URL(sandbox.url);
    const refused = await importTo(['a.csv', '--apply', '--production']);
    assert.deepEqual(
      [refused.code, refused.out, refused.err],
      [2, '', `${host} is production. To write to it, add --confirm-production ${host}.\n`],
    );
    assert.equal((await importTo(['a.csv', '--apply', '--production', '--confirm-production', 'other'])).code, 2);
    assert.equal(sandbox.requests, 0);
    const planned = await importTo(['a.csv', '--production']);
    assert.equal(planned.code, 0);
    assert.ok(planned.out.endsWith(` To apply this plan, add --resume --apply --confirm-production ${host}.\n`));
    const applied = await importTo(['a.csv', '--apply', '--production', '--confirm-production', host]);
    assert.equal(applied.code, 0, applied.err);
    assert.match(await customerWith('9845011111'), /Asha Rao/);
  });

  it('rows that failed, are in conflict or have an unknown result → named as what they are; exit 1', async () => {
    const ids = [7, 8, 9];
    await write('a.csv', `kapture_customer_id,City\n${ids.map((id) => `${id},Goa\n`).join('')}`);
    let city = 'Pune';
    const { origin } = await serveHttp((response, { path: url, body }) => {
      const id = ids.find((each) => body.includes(String(each)))!;
      const isRejected = url.includes('update');
      const read = { 'Customer Details': { id, name: 'Asha', city: id === 7 ? 'Pune' : city }, status: 'success' };
      response.writeHead(isRejected ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRejected ? { message: 'Invalid email id.', status: 'failed' } : read));
    });
    const args = ['a.csv', '--url', origin, '--identify-by', 'id'];
    await run(args, { KAPTURE_KEY: key });
    // A write of row 3 long ago, after which its record has neither value.
    const database = new DatabaseSync(path.join(folder, 'a.kapture-plans.sqlite'));
    database.exec(`
      INSERT INTO journal (plan, row, sent_at, answered_at, before, after, outcome)
      SELECT id, 3, 0, 1, '[["city","\\"Pune\\""]]', '[["city","\\"Goa\\""]]', 'unknown' FROM plan;
      UPDATE plan_row SET state = 'unknown' WHERE row = 3`);
    database.close();
    city = 'Agra';
    const { code, out, err } = await run([...args, '--resume', '--apply'], { KAPTURE_KEY: key });
    assert.equal(code, 1, out + err);
    assert.match(out, /\nAll runs: 0 written, 1 failed, 1 unknown, 1 in conflict\n/);
    assert.match(
      out,
      /\nRows that were not written:\n {2}row 1 [^\n]*\n {2}row 2 [^\n]*\nRows with an unknown result:\n {2}row 3 [^\n]*\nThe result of 1 row is unknown\. To read the customers again, use --resume --apply\. Repeat --identify-by\.\n$/,
    );
    city = 'Goa';
    const again = await run([...args, '--resume', '--apply'], { KAPTURE_KEY: key });
    assert.match(again.out, /\nAll runs: 1 written, 1 failed, 0 unknown, 1 in conflict\n/);
  });

  it('--resume of a run that was killed → its result, with unknown rows counted as unknown; exit 1', async () => {
    await write('a.csv', `${table}Ravi;9845000001;Goa;\n`);
    await importTo(['a.csv']);
    const database = new DatabaseSync(path.join(folder, 'a.kapture-plans.sqlite'));
    database.exec(`
      UPDATE plan_row SET state = 'done' WHERE row = 1;
      UPDATE plan_row SET state = 'sending' WHERE row = 2`);
    database.close();
    const { code, out, err } = await importTo(['a.csv', '--resume', '--result', 'r.csv', '--json', 'r.json']);
    assert.equal(code, 1, out + err);
    assert.match(out, /\nEarlier runs: 1 written, 0 failed, 1 unknown, 0 in conflict, 1 not sent\n/);
    assert.match(await read('r.csv'), /^\ufeffrow,line,key,outcome,[^]*,added,[^]*,unknown,[^]*,not-sent,/);
    const report = JSON.parse(await read('r.json')) as { isApplied: unknown; states: Record<string, number> };
    assert.deepEqual(
      [report.isApplied, report.states['done'], report.states['unknown'], report.states['sending']],
      [true, 1, 1, undefined],
    );
  });

  it('a row whose customer already has these values → not written, counted as up to date; exit 0', async () => {
    await write('a.csv', 'kapture_customer_id,City\n7,Goa\n');
    let city = 'Pune';
    const server = await serveHttp((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ 'Customer Details': { id: 7, name: 'Asha', city }, status: 'success' }));
    });
    const args = ['a.csv', '--url', server.origin, '--identify-by', 'id', '--result', 'r.csv'];
    await run(args, { KAPTURE_KEY: key });
    // Another user stores the value between the plan and the run.
    city = 'Goa';
    const { code, out, err } = await run([...args, '--resume', '--apply'], { KAPTURE_KEY: key });
    assert.equal(code, 0, out + err);
    assert.match(out, /\nRun: 0 written, 1 already up to date, 0 failed, 0 unknown, 0 in conflict\n$/);
    assert.ok(!server.requests.some(({ path: url }) => url.includes('update')));
  });

  it('a response that names another customer → counted after the run, and nothing is left to continue; exit 1', async () => {
    await write('a.csv', 'kapture_customer_id,City\n7,Goa\n');
    const { origin } = await serveHttp((response, { path: url }) => {
      const written = { message: 'Updated', status: 'success', kapture_customer_id: 8 };
      const read = { 'Customer Details': { id: 7, name: 'Asha', city: 'Pune' }, status: 'success' };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(url.includes('update') ? written : read));
    });
    const args = ['a.csv', '--url', origin, '--identify-by', 'id', '--apply'];
    const { code, out, err } = await run(args, { KAPTURE_KEY: key });
    assert.equal(code, 1, out + err);
    assert.match(
      out,
      /\nRun: 0 written, 0 failed, 1 unknown, 0 in conflict\n1 response names another customer\. Check both customers\.\n/,
    );
    assert.doesNotMatch(out, /To continue/);
  });

  it('a blank value that Kapture ignores beside another one → counted, and named; exit 1, also when the result is shown again', async () => {
    await write('a.csv', table);
    await importTo(['a.csv', '--apply']);
    await write('b.csv', 'Mobile,City,State\n9845011111,,MH\n9845765226,Mandya,KA\n');
    const columns = { Mobile: 'phone', City: { field: 'city', blank: 'clear' }, State: 'state' };
    await write('b.kapture-import.json', JSON.stringify({ identifyBy: 'phone', columns }));
    const { code, out, err } = await importTo(['b.csv', '--apply', '--json', 'r.json']);
    assert.equal(code, 1, out + err);
    const report = JSON.parse(await read('r.json')) as {
      states: { done: number };
      writtenInPart: number;
      exitCode: number;
    };
    assert.deepEqual([report.states.done, report.writtenInPart, report.exitCode], [2, 1, 1]);
    assert.equal((await importTo(['b.csv', '--resume', '--apply'])).code, 1);
    assert.match(out, /\nRun: 2 written, 1 of them in part, 0 failed,/);
    const reason = 'Kapture ignored the blank value for city, which is still “Pune”.';
    assert.ok(out.includes(`\nRows that were written in part:\n  row 1 (line 2), updated in part: ${reason}`), out);
  });

  for (const [what, cell, companyPhone, why] of [
    ['field that Kapture masks', '9845011111', '98******26', 'Kapture masks these fields'],
    ['masked cell', '98******26', '9845011126', 'The cells of these fields are masked or redacted'],
    ['redacted cell', 'token ‹auth key›', '9845011126', 'The cells of these fields are masked or redacted'],
  ])
    it(`a ${what} beside another one → named before and after the run, and counted as in part; exit 1`, async () => {
      await write('a.csv', `kapture_customer_id,Phone,City\n7,${cell},Goa\n`);
      const { origin } = await serveHttp((response, { path: url }) => {
        const record = { id: 7, name: 'Asha', companyPhone, city: 'Pune' };
        const read = { 'Customer Details': record, status: 'success' };
        const written = { message: 'validation successfull', status: 'success', kapture_customer_id: 7 };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(url.includes('update') ? written : read));
      });
      const args = ['a.csv', '--url', origin, '--identify-by', 'id'];
      const planned = await run(args, { KAPTURE_KEY: key });
      assert.equal(planned.code, 1, planned.out + planned.err);
      const reason = (verb: string): string => `${why}, so they ${verb} not sent: phone.`;
      const title = '\nRows that will be written in part:\n';
      assert.ok(planned.out.includes(`${title}  row 1 (line 2): ${reason('are')}\n`), planned.out);
      const files = ['--result', 'r.csv', '--json', 'r.json'];
      const { code, out, err } = await run([...args, '--resume', '--apply', ...files], { KAPTURE_KEY: key });
      assert.equal(code, 1, out + err);
      assert.match(out, /\nRun: 1 written, 1 of them in part, 0 failed,/);
      assert.ok(
        out.includes(`\nRows that were written in part:\n  row 1 (line 2), updated in part: ${reason('were')}`),
        out,
      );
      assert.ok((await read('r.csv')).includes(`,updated-in-part,7,Asha,validation successfull,"${reason('were')}"`));
      const report = JSON.parse(await read('r.json')) as { readonly writtenInPart: number };
      assert.equal(report.writtenInPart, 1);
    });

  it('a run that stops → exit 3; --resume --apply → the rest, each row once; exit 0', async () => {
    const rows = Array.from({ length: 6 }, (_, index) => `N${index},984500000${index}\n`);
    await write('a.csv', `Name,Phone\n${rows.join('')}`);
    await importTo(['a.csv']);
    const before = sandbox.customers;
    sandbox.setFault({ fault: '500', times: 1000, seconds: 1 });
    const stopped = await importTo(['a.csv', '--resume', '--apply', '--stop-after', '2']);
    assert.equal(stopped.code, 3, stopped.out);
    assert.match(stopped.out, /The run stopped\. To continue it, use --resume --apply\.\n$/);
    sandbox.setFault({ fault: 'none' });
    const resumed = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(resumed.code, 0, resumed.out);
    assert.equal(sandbox.customers - before, 6);
  });

  it('an interrupted run → exit 3, and it can be resumed', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `N${index},98450000${10 + index}\n`);
    await write('a.csv', `Name,Phone\n${rows.join('')}`);
    await importTo(['a.csv']);
    const before = sandbox.customers;
    const args = ['a.csv', '--resume', '--apply', '--url', sandbox.url];
    const running = start([...args, '--pause-ms', '50'], { KAPTURE_KEY: key });
    const ended = once(running, 'close') as Promise<unknown[]>;
    while (sandbox.customers < before + 2) await new Promise(setImmediate);
    running.kill('SIGINT');
    assert.equal((await ended)[0], 3);
    assert.ok(sandbox.customers < before + 40);
    const { code, out } = await importTo(['a.csv', '--resume']);
    assert.equal(code, 0, out);
    assert.match(out, /\nEarlier runs: \d+ written, 0 failed, 0 unknown, 0 in conflict, \d+ not sent\n/);
    assert.match(out, /\nNothing more was written\. To continue the run, add --resume --apply\.\n$/);
    const resumed = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(resumed.code, 0, resumed.out);
    assert.match(resumed.out, /\nEarlier runs: [^\n]*\n\nAll runs: 40 written, 0 failed, 0 unknown, 0 in conflict\n/);
    assert.equal(sandbox.customers, before + 40);
  });

  it('Ctrl+C while the table is looked up → exit 3, and the report says that the run was canceled', async function () {
    if (process.platform === 'win32') return this.skip();
    await write('a.csv', table);
    const { origin, requests } = await serveHttp(() => undefined);
    const running = start(['a.csv', '--url', origin, '--json', 'r.json'], { KAPTURE_KEY: key });
    const ended = once(running, 'close') as Promise<unknown[]>;
    while (!requests.length) await new Promise(setImmediate);
    running.kill('SIGINT');
    assert.equal((await ended)[0], 3);
    assert.equal((JSON.parse(await read('r.json')) as { end: unknown }).end, 'canceled');
  });

  it('an error of the database during a run → exit 3, and the report says what was written', async () => {
    await write('a.csv', table);
    await importTo(['a.csv']);
    const database = new DatabaseSync(path.join(folder, 'a.kapture-plans.sqlite'));
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON journal WHEN (SELECT count(*) FROM journal) > 0 BEGIN SELECT raise(ABORT, 'no space'); END",
    );
    database.close();
    const { code, out, err } = await importTo(['a.csv', '--resume', '--apply', '--json', 'r.json']);
    assert.equal(code, 3, out);
    assert.equal(err, 'no space\n');
    assert.match(out, /The run stopped\. To continue it, use --resume --apply\.\n$/);
    const report = JSON.parse(await read('r.json')) as { isApplied: unknown; states: Record<string, number> };
    assert.deepEqual([report.isApplied, report.states['done'], report.states['not-sent']], [true, 1, 1]);
  });

  it('a file that cannot be written → refused before any request; no file is created', async () => {
    await write('a.csv', table);
    const long = `${'x'.repeat(250)}.csv`;
    for (const option of ['--result', '--failures', '--json'])
      for (const [name, reason] of [
        ['.', 'it is a folder'],
        [long, 'its name is too long'],
      ] as const) {
        const { code, out, err } = await importTo(['a.csv', '--apply', option, name]);
        assert.deepEqual([code, out, err], [2, '', `The file ${name} could not be written: ${reason}.\n`]);
      }
    await mkdir(path.join(folder, 'f.kapture-import.json'));
    const { code, out, err } = await importTo(['a.csv', '--apply', '--failures', 'f.csv']);
    const refused = 'The file f.kapture-import.json could not be written: it is a folder.\n';
    assert.deepEqual([code, out, err], [2, '', refused]);
    await rmdir(path.join(folder, 'f.kapture-import.json'));
    assert.equal(sandbox.requests, 0);
    await write('r.csv', 'earlier');
    await write('g.kapture-import.json', 'earlier');
    for (const failures of ['f.csv', 'g.csv']) {
      const files = ['--result', 'r.csv', '--json', 'r.json', '--failures', failures];
      assert.equal((await importTo(['a.csv', '--set', 'nothing', ...files])).code, 2);
    }
    assert.deepEqual([await read('r.csv'), await read('g.kapture-import.json')], ['earlier', 'earlier']);
    assert.deepEqual((await readdir(folder)).toSorted(), ['a.csv', 'g.kapture-import.json', 'r.csv']);
  });

  it('a plan without a row to send → the report says whether it was applied, also by an earlier run', async () => {
    await write('a.csv', 'Name,Mobile\nRavi,9.85E+09\n');
    const reported: unknown[] = [];
    for (const options of [[], ['--resume', '--apply'], ['--resume']]) {
      await importTo(['a.csv', ...options, '--json', 'r.json']);
      reported.push((JSON.parse(await read('r.json')) as { isApplied: unknown }).isApplied);
    }
    assert.deepEqual(reported, [false, true, true]);
  });

  it('a result that cannot be written after a run → exit 3, and a report', async function () {
    if (process.platform !== 'linux') return this.skip();
    await write('a.csv', table);
    const ended = await importTo(['a.csv', '--apply', '--result', '/dev/full', '--json', 'r.json']);
    const { code, out, err } = ended;
    assert.equal(code, 3, err);
    assert.equal(err, 'The file /dev/full could not be written: the disk is full.\n');
    const again = `--resume --plan ${planIn(ended)} --apply --result FILE`;
    assert.match(
      out,
      new RegExp(
        `\n\nThe run finished, but a file could not be written\\. To write it, use ${again} --json FILE\\.\n$`,
      ),
    );
    const report = JSON.parse(await read('r.json')) as { states: Record<string, number>; end: unknown };
    assert.deepEqual([report.states['done'], report.end], [2, 'finished']);
    const { requests } = sandbox;
    assert.equal((await importTo(['a.csv', ...again.replace('FILE', 'r.csv').split(' ')])).code, 0);
    assert.match(await read('r.csv'), /,added,[^]*,updated,/);
    assert.equal(sandbox.requests, requests);
  });

  for (const [option, name, sign] of [
    ['--result', '/dev/stdout', /^\ufeffrow,[^]*\n2,3,,invalid,[^\n]*\r\n$/],
    ['--result', 'a link to it', /^\ufeffrow,[^]*\n2,3,,invalid,[^\n]*\r\n$/],
    ['--failures', '/dev/stdout', /^\ufeffReason \(Kapture\),[^]*,Ravi,9\.85E\+09\r\n$/],
    ['--json', '/dev/stdout', /^\{\n[^]*\n {2}"exitCode": 1\n\}\n$/],
  ] as const)
    it(`${option} ${name}, which the shell redirects to a file → alone in it, and the lines are printed on the standard error`, async function () {
      if (process.platform === 'win32') return this.skip();
      await write('a.csv', 'Name,Mobile\nAsha Rao,9845011111\nRavi,9.85E+09\n');
      await symlink('/dev/stdout', path.join(folder, 'a link to it'));
      const file = await open(path.join(folder, 'out.txt'), 'w');
      const args = [cli, 'import', 'a.csv', '--url', sandbox.url, option, name];
      const running = spawn(process.execPath, args, {
        cwd: folder,
        stdio: ['ignore', file.fd, 'pipe'],
        env: { ...process.env, KAPTURE_KEY: key },
      });
      await file.close();
      const [[code], err] = await Promise.all([once(running, 'close') as Promise<unknown[]>, text(running.stderr!)]);
      const out = await read('out.txt');
      assert.equal(code, 1, out);
      assert.match(out, sign);
      for (const part of [/^Kapture import → /, /\nPlan \d+: 1 to add, 1 invalid\n/, /\nNothing was written\./])
        assert.match(err, part);
      assert.ok(!existsSync('/dev/stdout.kapture-import.json'));
    });

  it('--result /dev/fd/3, which the shell appends to a file → after what it had', async function () {
    if (process.platform === 'win32') return this.skip();
    await write('a.csv', table);
    await write('out.csv', 'earlier\n');
    const file = await open(path.join(folder, 'out.csv'), 'a');
    const running = spawn(process.execPath, [cli, 'import', 'a.csv', '--sandbox', '--result', '/dev/fd/3'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit', file.fd],
    });
    await file.close();
    assert.equal(((await once(running, 'close')) as unknown[])[0], 0);
    assert.match(await read('out.csv'), /^earlier\n[^]*\n1,2,9845011111,add,/);
  });

  it('--revert → a plan with the previous values; --apply writes them back', async () => {
    for (const city of ['Mysuru', 'Goa']) {
      await write('a.csv', `Phone,City\n9845765226,${city}\n`);
      assert.equal((await importTo(['a.csv', '--apply'])).code, 0);
    }
    assert.match(await customerWith('9845765226'), /Goa/);
    const planned = await importTo(['a.csv', '--revert']);
    assert.equal(planned.code, 0, planned.err);
    assert.match(planned.out, /^Plan \d+, which reverts plan \d+: 1 to update$/m);
    assert.match(planned.out, /To apply this plan, add --revert --apply\.\n$/);
    assert.equal((await importTo(['a.csv', '--revert', '--apply'])).code, 0);
    assert.match(await customerWith('9845765226'), /Mysuru/);
  });

  it('--revert of a field whose previous value is unknown → said before and after; exit 1', async () => {
    await write('a.csv', 'Mobile,City,own_field\n9845765226,Mysuru,x\n');
    assert.equal((await importTo(['a.csv', '--map', 'own_field=own_field', '--apply'])).code, 0);
    const planned = await importTo(['a.csv', '--revert']);
    assert.match(planned.out, /row 1 \(line 2\), own_field: The previous value is unknown, so it is not reverted\.\n/);
    assert.match(planned.out, /\n1 field of 1 customer cannot be reverted\.\n/);
    const reverted = await importTo(['a.csv', '--revert', '--apply']);
    assert.match(reverted.out, /\n1 field of 1 customer was not reverted\.\n/);
    assert.deepEqual([planned.code, reverted.code], [1, 1]);
  });

  for (const [what, outcome, said] of [
    [
      'whose result is unknown',
      'unknown',
      '1 update of the run has an unknown result, which this plan does not revert. Use --resume --plan PLAN --apply first, then --revert again.',
    ],
    [
      'whose response names another customer',
      'other-customer',
      '1 update of the run has a response that names another customer. This plan does not revert that. Check both customers.',
    ],
  ] as const)
    it(`--revert of a run with an update ${what} → said, with what to do; exit 1`, async () => {
      await write('a.csv', 'Mobile,City\n9845765226,Mysuru\n');
      const applied = await importTo(['a.csv', '--apply']);
      assert.equal(applied.code, 0);
      const database = new DatabaseSync(path.join(folder, 'a.kapture-plans.sqlite'));
      database.exec(`UPDATE plan_row SET state = 'unknown'; UPDATE journal SET outcome = '${outcome}'`);
      database.close();
      const { code, out } = await importTo(['a.csv', '--revert']);
      assert.equal(code, 1, out);
      assert.ok(out.includes(`\n${said.replace('PLAN', planIn(applied))}\n`), out);
      assert.equal(out.includes('--apply first'), outcome === 'unknown', out);
    });

  it('--revert whose response names another customer → not offered, and not sent, again; exit 1', async () => {
    await write('a.csv', 'kapture_customer_id,City\n7,Goa\n');
    let [city, id] = ['Pune', 7];
    const server = await serveHttp((response, { path: url }) => {
      const isWrite = url.includes('update');
      if (isWrite && id === 7) city = 'Goa';
      const written = { message: 'Updated', status: 'success', kapture_customer_id: id };
      const read = { 'Customer Details': { id: 7, name: 'Asha', city }, status: 'success' };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isWrite ? written : read));
    });
    const args = ['a.csv', '--url', server.origin];
    await run([...args, '--identify-by', 'id', '--apply'], { KAPTURE_KEY: key });
    id = 8;
    const first = await run([...args, '--revert', '--apply'], { KAPTURE_KEY: key });
    assert.deepEqual([first.code, first.out.includes('To continue')], [1, false], first.out + first.err);
    const again = await run([...args, '--revert', '--apply'], { KAPTURE_KEY: key });
    assert.equal(again.code, 1, again.out + again.err);
    assert.match(
      again.out,
      /row 1 \(line 2\), invalid: An earlier plan has sent .* The response names another customer: 8\. Check both customers\.\nThere is nothing to revert\.\n/,
    );
    assert.equal(server.requests.filter(({ path: url }) => url.includes('update')).length, 2);
  });

  it('--revert whose file could not be written → the options that it names write it, without the mapping of the run', async function () {
    if (process.platform !== 'linux') return this.skip();
    await write('a.csv', 'A,B\n9845765226,Goa\n');
    const mapping = ['--identify-by', 'phone', '--map', 'A=phone', '--map', 'B=state'];
    assert.equal((await importTo(['a.csv', ...mapping, '--apply'])).code, 0);
    const { code, out } = await importTo(['a.csv', '--revert', '--apply', '--result', '/dev/full']);
    const [, again = ''] = /To write it, use (--resume .*)\.\n$/.exec(out) ?? [];
    assert.deepEqual([code, again.endsWith(' --apply --result FILE')], [3, true], out);
    const { requests } = sandbox;
    const written = await importTo(['a.csv', ...again.replace('FILE', 'r.csv').split(' ')]);
    assert.equal(written.code, 0, written.out + written.err);
    assert.match(await read('r.csv'), /\n1,2,61371820,updated,61371820,/);
    assert.equal(sandbox.requests, requests);
  });

  it('--revert if an earlier plan was applied last → that plan is reverted', async () => {
    await write('a.csv', 'Mobile,City\n9845765226,Goa\n');
    const first = planIn(await importTo(['a.csv']));
    assert.equal((await importTo(['a.csv', '--map', 'City=state', '--apply'])).code, 0);
    assert.equal((await importTo(['a.csv', '--resume', '--plan', first, '--apply'])).code, 0);
    const { code, out } = await importTo(['a.csv', '--revert']);
    assert.equal(code, 0, out);
    assert.match(out, new RegExp(`, which reverts plan ${first}: 1 to update\\n`));
  });

  it('--revert of a run that only added customers → nothing to revert, exit 0', async () => {
    await write('a.csv', 'Name,Mobile\nAsha,9845011111\n');
    assert.equal((await importTo(['a.csv', '--apply'])).code, 0);
    const { code, out } = await importTo(['a.csv', '--revert']);
    assert.equal(code, 0, out);
    assert.match(
      out,
      /The run added this customer\. The API cannot delete customers\.\nThere is nothing to revert\.\n\nNothing was written\.\n$/,
    );
    assert.equal((await importTo(['a.csv', '--revert', '--apply'])).code, 0);
  });

  it('--sandbox without --apply → does not offer to apply the plan, because the sandbox is gone', async () => {
    await write('a.csv', table);
    assert.match((await run(['a.csv', '--sandbox'])).out, /\n\nNothing was written\.\n$/);
  });

  it('--resume with another mapping → refused before anything is written; with the same one, applied', async () => {
    await write('a.csv', table);
    const options = ['--set', 'campaign_name=Expo {{$guid}}', '--map', 'Notes=address'];
    await importTo(['a.csv', ...options]);
    const { requests } = sandbox;
    const others = [
      [],
      ['--set', 'state=Goa', ...options],
      [...options, '--map', 'City=state'],
      ['--identify-by', 'email', '--map', 'City=email_id'],
      ['--set', 'campaign_name=Fair {{$guid}}', '--map', 'Notes=address'],
      ['--set', 'campaign_name=Fair', '--map', 'Notes=address'],
    ];
    for (const other of others) {
      const refused = await importTo(['a.csv', ...other, '--resume', '--apply']);
      assert.equal(refused.code, 2, refused.out);
      assert.match(
        refused.err,
        /Plan \d+ was made with another mapping\. Use that mapping, or make a new plan without --resume\.\n$/,
      );
    }
    assert.equal(sandbox.requests, requests);
    sandbox.setFault({ fault: '500', times: 1000, seconds: 1 });
    const stopped = await importTo(['a.csv', ...options, '--resume', '--apply', '--stop-after', '1']);
    assert.match(stopped.out, /\nThe run stopped\. To continue it, use --resume --apply\. Repeat --map and --set\.\n$/);
    sandbox.setFault({ fault: 'none' });
    const applied = await importTo(['a.csv', ...options, '--resume', '--apply']);
    assert.equal(applied.code, 0, applied.out + applied.err);
  });

  it('--resume --plan of the file before it changed → refused; --revert → reverted, because it needs no row of it', async () => {
    await write('a.csv', 'Phone,City\n9845765226,Goa\n');
    const plan = planIn(await importTo(['a.csv', '--apply']));
    await write('a.csv', 'Phone,City\n9845765226,Goa\n9845000001,Pune\n');
    const { code, err } = await importTo(['a.csv', '--resume', '--plan', plan]);
    assert.deepEqual([code, err], [2, `Plan ${plan} was made from another file, or the file has changed since.\n`]);
    for (const option of [['--plan', plan], []])
      assert.match(
        (await importTo(['a.csv', '--revert', ...option])).out,
        new RegExp(`, which reverts plan ${plan}: `),
      );
  });

  it('--resume of a file that has changed → names the plan and how many rows it wrote; exit 2', async () => {
    await write('a.csv', table);
    const plan = planIn(await importTo(['a.csv', '--apply']));
    await write('a.csv', table.replace('Pune', 'Goa'));
    const { code, err } = await importTo(['a.csv', '--resume', '--apply']);
    assert.equal(
      err,
      `a.csv has changed since plan ${plan} was made (rows written: 2). To continue plan ${plan}, restore the file. To import the changed file, make a new plan without --resume.\n`,
    );
    assert.equal(code, 2);
  });

  it('--plan of another file → refused', async () => {
    await write('a.csv', table);
    const plan = planIn(await importTo(['a.csv', '--apply']));
    await write('b.csv', `${table}Ravi;9845000001;Goa;\n`);
    for (const option of ['--resume', '--revert']) {
      const { code, err } = await importTo(['b.csv', '--database', 'a.kapture-plans.sqlite', option, '--plan', plan]);
      assert.deepEqual([code, err], [2, `Plan ${plan} was made from another file, or the file has changed since.\n`]);
    }
  });

  for (const [options, message] of [
    [['--result', 'a.csv'], 'Option --result would overwrite the table, a.csv.'],
    [['--failures', './a.csv'], 'Option --failures would overwrite the table, ./a.csv.'],
    [['--json', 'link.csv'], 'Option --json would overwrite the table, link.csv.'],
    [['--json', 'a.kapture-import.json'], 'Option --json would overwrite the mapping, a.kapture-import.json.'],
    [
      ['--result', 'a.kapture-plans.sqlite'],
      'Option --result would overwrite the database of plans, a.kapture-plans.sqlite.',
    ],
    ...['-wal', '-shm', '-journal'].map((suffix) => {
      const name = `a.kapture-plans.sqlite${suffix}`;
      return [['--result', name], `Option --result would overwrite the database of plans, ${name}.`] as const;
    }),
    [['--result', 'r.csv', '--failures', 'r.csv'], 'Option --failures would overwrite the file of --result, r.csv.'],
  ] as const)
    it(`${options.join(' ')} → refused before anything is read or written`, async () => {
      await write('a.csv', table);
      await symlink(path.join(folder, 'a.csv'), path.join(folder, 'link.csv'));
      const { code, out, err } = await importTo(['a.csv', '--apply', ...options]);
      assert.deepEqual([code, out, err], [2, '', `${message}\n`]);
      assert.equal(await read('a.csv'), table);
      assert.deepEqual([existsSync(path.join(folder, 'a.kapture-plans.sqlite')), sandbox.requests], [false, 0]);
    });

  it('a pipe as the table → refused', async function () {
    if (process.platform === 'win32') return this.skip();
    await once(spawn('mkfifo', [path.join(folder, 'a.fifo')]), 'close');
    const { code, err } = await importTo(['a.fifo']);
    assert.deepEqual(
      [code, err],
      [2, 'a.fifo is a folder, a pipe or a device. Save the table as a file, and import that.\n'],
    );
    assert.deepEqual([existsSync(path.join(folder, 'a.kapture-plans.sqlite')), sandbox.requests], [false, 0]);
  });

  it('--plan of another tenant → refused, and no plan reverts it', async () => {
    await write('a.csv', 'Phone,City\n9845765226,Goa\n');
    const plan = planIn(await importTo(['a.csv', '--apply']));
    const { origin, requests } = await serveHttp((response) => response.end());
    for (const option of ['--resume', '--revert']) {
      const { code, out, err } = await run(['a.csv', option, '--plan', plan, '--url', origin], { KAPTURE_KEY: key });
      assert.equal(code, 2, out);
      assert.match(err, /^The plan was made for \S+, and the connection \S+ points to \S+\.\n$/);
      assert.ok(!out.includes(plan), out);
    }
    assert.equal(requests.length, 0);
    const database = new DatabaseSync(path.join(folder, 'a.kapture-plans.sqlite'));
    assert.deepEqual({ ...database.prepare('SELECT count(*) AS n FROM plan').get() }, { n: 1 });
    database.close();
  });

  it('a damaged database beside the table → set aside, with a warning', async () => {
    await write('a.csv', table);
    await write('a.kapture-plans.sqlite', 'not a database'.repeat(1000));
    const { code, err } = await importTo(['a.csv']);
    assert.equal(code, 0, err);
    const [, aside] = /^Warning: The database of plans was damaged\. It was renamed to (\S+), and/.exec(err) ?? [];
    assert.match(await read(aside!), /^not a database/);
  });

  it('--database with something else → refused, and the file is unchanged', async () => {
    await write('a.csv', table);
    const database = new DatabaseSync(path.join(folder, 'other.sqlite'));
    database.exec('CREATE TABLE mine (id)');
    database.close();
    for (const name of ['a.csv', 'other.sqlite']) {
      const before = await read(name);
      const { code, err } = await importTo(['a.csv', '--database', name]);
      assert.deepEqual(
        [code, err],
        [2, `The file ${name} of --database is not a database of plans, or it is damaged.\n`],
      );
      assert.equal(await read(name), before);
    }
    assert.equal((await importTo(['a.csv', '--database', 'new.sqlite'])).code, 0);
    assert.equal((await importTo(['a.csv', '--database', 'new.sqlite', '--resume'])).code, 0);
  });

  it('--revert after a run was resumed → a new plan with all of its rows', async () => {
    const phones = ['9845000001', '9845000002', '9845000003'];
    const rows = (city: string): string => phones.map((phone) => `N,${phone},${city}\n`).join('');
    await write('a.csv', `Name,Phone,City\n${rows('Pune')}`);
    await importTo(['a.csv', '--apply']);
    await write('a.csv', `Name,Phone,City\n${rows('Goa')}`);
    const plan = planIn(await importTo(['a.csv']));
    const database = new DatabaseSync(path.join(folder, 'a.kapture-plans.sqlite'));
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON journal WHEN NEW.row = 2 BEGIN SELECT raise(ABORT, 'no space'); END",
    );
    assert.equal((await importTo(['a.csv', '--resume', '--apply'])).code, 3);
    database.exec('DROP TRIGGER full');
    database.close();
    const planned = await importTo(['a.csv', '--revert']);
    assert.match(planned.out, new RegExp(`, which reverts plan ${plan}: 1 to update\n`));
    assert.equal(planIn(await importTo(['a.csv', '--revert'])), planIn(planned));
    assert.equal((await importTo(['a.csv', '--resume', '--apply'])).code, 0);
    const reverted = await importTo(['a.csv', '--revert', '--apply']);
    assert.match(reverted.out, /^Plan \d+ has written more rows since plan \d+ was made, so this is a new plan\.$/m);
    assert.match(reverted.out, new RegExp(`, which reverts plan ${plan}: 3 to update\n`));
    assert.notEqual(planIn(reverted), planIn(planned));
    assert.equal(reverted.code, 0, reverted.out);
    for (const phone of phones) assert.match(await customerWith(phone), /Pune/);
  });

  it('a key that the server refuses → exit 3, and no output contains it', async () => {
    await write('a.csv', table);
    const canary = 'Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhc3N3b3Jk';
    const { code, out, err } = await run(['a.csv', '--url', sandbox.url, '--json', 'r.json'], { KAPTURE_KEY: canary });
    assert.equal(code, 3, out);
    assert.match(err, /^The server rejected the auth key, so planning stopped\./);
    assert.match(out, /\nTo continue the plan, use --resume\.\n$/);
    assert.doesNotMatch(out, /The run stopped/);
    for (const each of [out, err, await read('r.json')]) assert.ok(!each.includes(canary));
  });

  it('a server that repeats a password or a secret of payload tests → they are in no output, file or database', async () => {
    await write('a.csv', 'kapture_customer_id,City\n7,Goa\n8,Goa\n');
    const [password, token] = ['Canary+Pw7é', 'tokenCanary9'];
    const { origin } = await serveHttp((response, { path: url, body }) => {
      const message = `${password} ${Buffer.from(password).toString('base64')} ${password.toLowerCase()} ${token}`;
      const isRead = !url.includes('update') && body.includes('7');
      const read = { 'Customer Details': { id: 7, name: 'Asha', city: 'Pune' }, status: 'success' };
      response.writeHead(isRead ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRead ? read : { message, status: 'failed' }));
    });
    const files = ['--json', 'r.json', '--result', 'r.csv', '--failures', 'f.csv'];
    const { code, out, err } = await run(['a.csv', '--url', origin, '--identify-by', 'id', '--apply', ...files], {
      KAPTURE_KEY: Buffer.from(`someone:${password}`).toString('base64'),
      KAPTURE_SECRET_TOKEN: token,
    });
    assert.equal(code, 1, out + err);
    const written = await Promise.all(['r.json', 'r.csv', 'f.csv', 'a.kapture-plans.sqlite'].map(read));
    for (const text of [out, err, ...written])
      for (const secret of [password, password.toLowerCase(), Buffer.from(password).toString('base64'), token])
        assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 2000)}`);
    assert.match(written[1]!, /‹auth key›/);
  });

  it('a mapping or a database that is a symbolic link → nothing is written through it', async () => {
    await write('a.csv', table);
    const outside = path.join(folder, 'outside');
    for (const [name, options, message] of [
      ['a.kapture-import.json', ['--save-mapping'], /was not saved because it is a symbolic link/],
      ['f.kapture-import.json', ['--apply', '--failures', 'f.csv'], /was not saved because it is a symbolic link/],
      ['a.kapture-plans.sqlite', [], /a\.kapture-plans\.sqlite is a symbolic link/],
    ] as const) {
      await symlink(outside, path.join(folder, name));
      const { code, err } = await importTo(['a.csv', ...options]);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.ok(!existsSync(outside));
      assert.match(await customerWith('9845011111'), /does not exist/);
      for (const file of [name, 'a.kapture-plans.sqlite']) await rm(path.join(folder, file), { force: true });
    }
  });

  it('--failures whose mapping would overwrite the one of --mapping → refused before anything is written', async () => {
    await write('a.csv', table);
    const mapping = JSON.stringify({ identifyBy: 'phone', columns: { Mobile: 'phone', City: 'city' }, delimiter: ';' });
    await write('own.kapture-import.json', mapping);
    const args = ['a.csv', '--mapping', 'own.kapture-import.json', '--apply', '--failures'];
    const { code, err } = await importTo([...args, 'own.csv']);
    assert.deepEqual(
      [code, err],
      [2, 'Option --failures would overwrite the mapping own.kapture-import.json. Use another name for the file.\n'],
    );
    assert.equal(await read('own.kapture-import.json'), mapping);
    assert.equal(sandbox.requests, 0);
  });

  it('a response of a server with control characters → they do not reach the terminal', async () => {
    await write('a.csv', 'Name,Phone\nAsha,9845011111\n');
    const { origin } = await serveHttp((response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'no \u001b[31mred', status: 'failed' }));
    });
    const { code, out } = await run(['a.csv', '--url', origin], { KAPTURE_KEY: key });
    assert.equal(code, 1, out);
    assert.match(out, /row 1 \(line 2\), not looked up: .*no \[31mred/);
  });

  it('an error or a warning with control characters → they do not reach the terminal', async () => {
    await write('a.csv', 'Name,Phone\nAsha,9845011111\n');
    const damaged = await importTo(['a.csv', '--map', 'No\u001b[31mne=city']);
    assert.equal(damaged.err, 'The table does not have the column No [31mne.\n');
    const { origin } = await serveHttp((response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'no \u001b[31mred', status: 'failed' }));
    });
    const phones = Array.from({ length: 12 }, (_, index) => `N,98450000${10 + index}\n`);
    await write('b.csv', `Name,Phone\n${phones.join('')}`);
    const failing = await run(['b.csv', '--url', origin, '--pause-ms', '0'], { KAPTURE_KEY: key });
    assert.equal(failing.code, 3, failing.out);
    assert.match(failing.err, /consecutive lookups failed/);
    assert.ok(!`${failing.out}${failing.err}`.includes('\u001b'));
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: string | RegExp])[] = [
    [[], "Missing required argument 'file'."],
    [['a.csv'], 'Either --url or --sandbox is required.'],
    [['a.csv', '--sandbox', '--apply', '--dry-run'], 'Options --apply and --dry-run cannot be used together.'],
    ...['identify-by=id', 'mapping=m.json', 'map=A=city', 'set=city=Goa', 'save-mapping'].map((option) => {
      const name = option.split('=')[0]!;
      const message = `Options --revert and --${name} cannot be used together.`;
      return [['a.csv', '--sandbox', '--revert', `--${option}`], message] as const;
    }),
    [
      ['.', '--sandbox', '--database', 'none.kapture-plans.sqlite'],
      '. is a folder, a pipe or a device. Save the table as a file, and import that.',
    ],
    [
      ['a.csv', '--sandbox', '--database', `none.${'x'.repeat(300)}`],
      /^The database of plans none\.x+ could not be opened: .+\. Use --database to store plans elsewhere\.$/,
    ],
    [['a.csv', '--sandbox', '--resume', '--revert'], 'Options --resume and --revert cannot be used together.'],
    [['a.csv', '--sandbox', '--plan', '1'], 'Option --plan requires --resume or --revert.'],
    [['a.csv', '--sandbox', '--resume'], 'There is no plan for this file and tenant that can be continued.'],
    [['a.csv', '--sandbox', '--resume', '--plan', '5'], 'There is no plan 5.'],
    [['none.csv', '--sandbox'], 'The file none.csv does not exist.'],
    [['open.csv', '--sandbox'], 'open.csv: A quote is never closed in the row that starts on line 2.'],
    [['a.csv', '--sandbox', '--map', 'Name'], 'Option --map must be COLUMN=FIELD.'],
    [['a.csv', '--sandbox', '--map', 'Nmae=city'], 'The table does not have the column Nmae.'],
    [['a.csv', '--sandbox', '--set', 'city'], 'Option --set must be FIELD=VALUE.'],
    [['a.csv', '--sandbox', '--set', 'state={{nothing}}'], 'The variable {{nothing}} has no value.'],
    [['a.csv', '--sandbox', '--set', 'state={{$guid'], 'The variable {{$guid is not closed with }}.'],
    [['a.csv', '--sandbox', '--identify-by', 'name'], 'Option --identify-by must be one of id, code, phone, email.'],
    [
      ['a.csv', '--sandbox', '--identify-by', 'email'],
      'No column is mapped to the field email_id, which identifies customers.',
    ],
    [['a.csv', '--sandbox', '--mapping', 'none.json'], 'The mapping none.json could not be read: it does not exist.'],
    [
      ['a.csv', '--sandbox', '--mapping', 'bad.json'],
      'bad.json:1:16  "identifyBy" must be one of "id", "code", "phone", "email".',
    ],
    [['a.csv', '--sandbox', '--parallel', '99'], 'Option --parallel must be a whole number from 1 to 16.'],
    [['a.csv', '--sandbox', '--parallel', '0'], 'Option --parallel must be a whole number from 1 to 16.'],
    [['a.csv', '--sandbox', '--pause-ms', '-1'], 'Option --pause-ms must be a whole number from 0 to 60000.'],
    [['a.csv', '--sandbox', '--stop-after', '0'], 'Option --stop-after must be at least 1.'],
    [['a.csv', '--sandbox', '--stop-after', 'x'], 'Option --stop-after must be a whole number.'],
    [['a.csv', '--sandbox', '--pause-ms', 'x'], 'Option --pause-ms must be a whole number from 0 to 60000.'],
    [['a.csv', '--sandbox', '--aply'], /^Unknown option '--aply'\. \(Did you mean --apply\?\)$/],
  ];
  for (const [args, sentence] of wrong)
    it(`${args.join(' ').slice(0, 80) || 'no file'} → one sentence, exit 2`, async () => {
      await write('a.csv', table);
      await write('bad.json', '{"identifyBy": "name", "columns": {}}');
      await write('open.csv', 'Name,Phone\n"Asha,9845011111\nRavi,9845022222\n');
      const { code, err } = await run(args);
      assert.equal(code, 2, err);
      for (const name of ['none', 'open'])
        assert.ok(!existsSync(path.join(folder, `${name}.kapture-plans.sqlite`)), name);
      if (typeof sentence === 'string') assert.equal(err, `${sentence}\n`);
      else assert.match(err.trimEnd(), sentence);
    });

  it('kapture --help → its commands; kapture import --help → lines of 100 characters at most', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    assert.match(out, /^Usage: kapture import \[options\] <file>\n/);
    for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
    const all = spawn(process.execPath, [cli], { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.match(await text(all.stdout), /Commands:\n {2}test [^]*\n {2}import [^]*\n {2}sandbox /);
  });
});
