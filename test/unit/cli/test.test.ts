import { operationIds } from '../../../src/kapture/catalogue/registry.ts';
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { redactionMark } from '../../../src/kapture/redaction/redact.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/listener.ts';
import { failureReasons } from '../../../src/kapture/catalogue/failures.ts';
import { runInProcess, type EndedCommand } from './runKapture.ts';
import { closeServers, serveHttp, serveProxy, serveTls } from '../kapture/http/localServer.ts';
import { certificateAuthority } from '../kapture/http/selfSigned.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const suite = fileURLToPath(
  new URL('../../../media/payload-tests/documented-failures.kapture-test.json', import.meta.url),
);
const canary = 'Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhc3N3b3Jk';

describe('kapture test', function () {
  this.timeout(60_000);
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-test-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await closeServers();
    await rm(folder, { recursive: true });
  });

  function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder): ChildProcess {
    const { KAPTURE_KEY: _none, ...rest } = process.env;
    child = spawn(process.execPath, [cli, 'test', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...rest, NO_COLOR: '1', ...env },
    });
    return child;
  }

  const run = (
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cwd = folder,
  ): Promise<EndedCommand> => runInProcess(['test', ...args], { cwd, env });

  async function write(name: string, ...cases: object[]): Promise<void> {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), JSON.stringify({ cases }));
  }

  it('the built-in suite with --sandbox → all cases pass, exit 0', async () => {
    await cp(suite, path.join(folder, 'suite.kapture-test.json'));
    const { code, out, err } = await run(['--sandbox', '--report', 'junit=reports/junit.xml']);
    assert.deepEqual([code, err], [0, ''], out);
    // The cases are one for the main path, and one for each documented failure. The failures of a key in the form of
    // 2016 share one.
    const cases = failureReasons.length;
    assert.ok(out.endsWith(`\n${cases} passed, 0 failed, 0 could not be run\n`), out);
    assert.match(
      await readFile(path.join(folder, 'reports/junit.xml'), 'utf8'),
      new RegExp(`<testsuites name="[^"]+" tests="${cases}" failures="0" errors="0" `),
    );
  });

  it('a report that cannot be written → the summary, one sentence, exit 2', async () => {
    await write('a.kapture-test.json', { name: 'gets', operation: 'get', body: { phone: '9845765226' } });
    const { code, out, err } = await run(['--report', 'junit=a.kapture-test.json/junit.xml']);
    assert.equal(code, 2);
    assert.match(out, /\n1 passed, 0 failed, 0 could not be run\n$/);
    assert.match(
      err,
      /^The junit report could not be written to a\.kapture-test\.json\/junit\.xml: (ENOTDIR|EEXIST)\.\n$/,
    );
  });

  it('--connection Sandbox without its own values → the shared values', async () => {
    await writeFile(path.join(folder, 'kapture.env.json'), '{"variables": {"phone": "9845765226"}}');
    await write('a.kapture-test.json', { name: 'gets', operation: 'get', body: { phone: '{{phone}}' } });
    const { code, err } = await run(['--connection', 'Sandbox']);
    assert.deepEqual([code, err], [0, '']);
  });

  it('a snapshot → stored, compared, updated with --update-snapshots, and required if CI is set', async () => {
    const expect = { response: { matchesSnapshot: true } };
    const get = { name: 'gets', operation: 'get', body: { phone: '9845765226' }, expect };
    await write('a.kapture-test.json', get);
    const file = path.join(folder, 'a.kapture-snapshots.json');
    const missing = await run([], { CI: 'true' });
    assert.equal(missing.code, 1);
    assert.match(
      missing.out,
      /Snapshot: not stored yet\. Run the tests with --update-snapshots, then commit the file\./,
    );
    await assert.rejects(readFile(file), { code: 'ENOENT' });

    assert.equal((await run([], { CI: '' })).code, 0);
    const stored = await readFile(file, 'utf8');
    assert.match(stored, /^\{\n {2}"gets": \{\n[^]*"name": "Nishchal"/);

    await writeFile(file, stored.replace('"name": "Nishchal"', '"name": "Somebody"'));
    const differs = await run([], { CI: '' });
    assert.equal(differs.code, 1);
    assert.match(
      differs.out,
      /differs from its snapshot: \/Customer Details\/name was "Nishchal", expected "Somebody"\.\n\n/,
    );
    assert.equal((await run(['--update-snapshots'])).code, 0);
    assert.equal(await readFile(file, 'utf8'), stored);
    assert.equal((await run(['--ci'])).code, 0);

    await writeFile(file, 'not JSON');
    const broken = await run([]);
    assert.deepEqual(
      [broken.code, broken.err],
      [2, 'The snapshots in a.kapture-snapshots.json could not be read: The snapshot file is not a JSON object.\n'],
    );
    await rm(file);
    await symlink(path.join(folder, 'a.kapture-test.json'), file);
    assert.match((await run(['--update-snapshots'])).err, /it is a symbolic link/);
  });

  it('the snapshots of one file cannot be read → its cases with one are errors, and the others run, exit 2', async () => {
    const body = { phone: '9845765226' };
    const one = { name: 'gets', operation: 'get', body, expect: { response: { matchesSnapshot: true } } };
    await write('a.kapture-test.json', one, { ...one, name: 'plain', expect: { outcome: 'success' } });
    await write('b.kapture-test.json', one);
    await writeFile(path.join(folder, 'a.kapture-snapshots.json'), '<<<<<<< ours');
    const { code, out, err } = await run(['--report', 'junit=report.xml'], { CI: '' });
    const problem =
      'The snapshots in a.kapture-snapshots.json could not be read: The snapshot file is not a JSON object.';
    assert.deepEqual([code, err], [2, `${problem}\n`]);
    assert.match(out, /! gets[^]*could not be read[^]*✓ plain[^]*b\.kapture-test\.json\n {2}✓ gets/);
    const report = await readFile(path.join(folder, 'report.xml'), 'utf8');
    assert.equal(report.match(/<testcase /g)?.length, 3);
    assert.equal(await readFile(path.join(folder, 'a.kapture-snapshots.json'), 'utf8'), '<<<<<<< ours');
  });

  it('--update-snapshots of a file with a mistake → its snapshots are kept', async () => {
    const expect = { response: { matchesSnapshot: true } };
    await write('a.kapture-test.json', { name: 'gets', operation: 'get', body: { phone: '9845765226' }, expect });
    assert.equal((await run([], { CI: '' })).code, 0);
    const file = path.join(folder, 'a.kapture-snapshots.json');
    const stored = await readFile(file, 'utf8');
    await writeFile(path.join(folder, 'a.kapture-test.json'), '{"cases": [,]}');
    const { code, out } = await run(['--update-snapshots']);
    assert.equal(code, 1);
    assert.match(out, /This is not JSON/);
    assert.equal(await readFile(file, 'utf8'), stored);
  });

  it('the snapshots of one file cannot be written → those of the next one are, one sentence, exit 2', async () => {
    const { origin } = await serveHttp((response) => {
      void rm(path.join(folder, 'a'), { recursive: true, force: true }).then(() =>
        response.end('{"Customer Details": {"id": 7}, "status": "success"}'),
      );
    });
    const body = { kapture_customer_id: '7' };
    const one = { name: 'gets', operation: 'get', body, expect: { response: { matchesSnapshot: true } } };
    await write('a/a.kapture-test.json', one);
    await write('b.kapture-test.json', one);
    const { code, err } = await run(['--url', origin], { KAPTURE_KEY: canary, CI: '' });
    assert.deepEqual(
      [code, err],
      [2, `The snapshots could not be written to ${path.join('a', 'a.kapture-snapshots.json')}: ENOENT.\n`],
    );
    assert.match(await readFile(path.join(folder, 'b.kapture-snapshots.json'), 'utf8'), /"gets"/);
  });

  it('a response with another customer than the requested one → a note, and the case passes', async () => {
    const { origin } = await serveHttp((response) =>
      response.end('{"Customer Details": {"id": 777}, "status": "success"}'),
    );
    await write('a.kapture-test.json', { name: 'gets', operation: 'get', body: { kapture_customer_id: '65033646' } });
    const { code, out } = await run(['--url', origin], { KAPTURE_KEY: canary });
    assert.equal(code, 0, out);
    assert.match(out, /✓ gets \(\d+ ms\)\n {6}\S+ returned customer 777 when customer 65033646 was requested\.\n/);
  });

  it('--update-snapshots and --ci with a sandbox → one sentence, exit 2', async () => {
    await write('a.kapture-test.json');
    assert.deepEqual(await run(['--update-snapshots', '--ci']), {
      code: 2,
      out: '',
      err: 'Use either --update-snapshots or --ci: CI stores no snapshots.\n',
    });
  });

  it('a test file that is a link to an endless device → cannot be run', async function () {
    if (process.platform === 'win32') this.skip();
    await symlink('/dev/zero', path.join(folder, 'a.kapture-test.json'));
    const { code, out } = await run([]);
    assert.equal(code, 1);
    assert.match(out, /The file could not be read: ENXIO\./);
  });

  it('a failed case → its place, the expected and actual value, exit 1', async () => {
    await write(
      'a.kapture-test.json',
      { name: 'wrong', operation: 'get', body: { phone: '9845765226' }, expect: { outcome: 'failed' } },
      { name: 'right', operation: 'get', body: { phone: '9845765226' } },
    );
    const { code, out } = await run(['--report', 'junit=junit.xml']);
    assert.equal(code, 1);
    assert.match(
      out,
      /✗ wrong \(\d+ ms\)\n {6}1:\d+ {2}Outcome: expected "failed", was "success"\. \(HTTP 200\)\n {8}expected failed\n {8}actual {3}success\n {2}✓ right/,
    );
    assert.match(out, /\n1 passed, 1 failed, 0 could not be run\n$/);
    assert.match(
      await readFile(path.join(folder, 'junit.xml'), 'utf8'),
      /<failure message="Outcome: expected &quot;failed&quot;, was &quot;success&quot;\. \(HTTP 200\)">/,
    );
  });

  it('--bail → stops after the first selected case that does not pass, and the rest is skipped in all reports', async () => {
    const wrong = { operation: 'get', body: {}, expect: { status: 500 }, tags: ['smoke'] };
    await write('a.kapture-test.json', { name: 'zero', ...wrong, tags: [] }, { name: 'one', ...wrong });
    await write('b.kapture-test.json', { name: 'two', ...wrong });
    const reports = ['--report', 'json=a.json,junit=out/a,b.xml', '--report', 'html=a.html'];
    const { code, out } = await run(['--bail', '--tag', 'smoke', ...reports]);
    assert.equal(code, 1);
    assert.match(out, /0 passed, 1 failed, 0 could not be run, 1 skipped\n$/);
    const [json, junit, html] = await Promise.all(
      ['a.json', 'out/a,b.xml', 'a.html'].map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    const { failed, skipped } = JSON.parse(json!) as Record<string, number>;
    assert.deepEqual([failed, skipped], [1, 1]);
    assert.match(junit!, /name="two" time="0\.000"><skipped\/>/);
    assert.match(html!, /1 failed, 0 could not be run, 1 skipped/);
  });

  describe('tags', () => {
    const get = { operation: 'get', body: { phone: '9845765226' } };
    beforeEach(() =>
      write(
        'a.kapture-test.json',
        { name: 'quick', tags: ['smoke'], ...get },
        { name: 'slow', tags: ['smoke', 'slow'], ...get },
        { name: 'fast', tags: ['fast'], ...get },
        { name: 'none', ...get },
        { name: 'typo', tags: 'smoke', ...get },
      ),
    );
    for (const [args, names] of [
      ['--tag smoke', ['quick', 'slow', 'typo']],
      ['--tag smoke --tag fast --skip-tag slow', ['quick', 'fast', 'typo']],
      ['--skip-tag smoke --skip-tag fast', ['none', 'typo']],
    ] as const)
      it(`${args} → ${names.join(', ')}, because a case with unreadable tags is reported`, async () => {
        const { out } = await run(args.split(' '));
        assert.deepEqual(
          Array.from(out.matchAll(/^ {2}[✓!] (\w+)/gm), ([, name]) => name),
          names,
        );
      });
    it('tags that no case has → one sentence with those of the files, exit 2', async () => {
      await write('a.kapture-test.json', { name: 'quick', tags: ['smoke'], ...get });
      const { code, out, err } = await run(['--tag', 'smok']);
      assert.deepEqual(
        [code, out, err],
        [2, '', 'Options --tag and --skip-tag leave no case to run. The tags are smoke.\n'],
      );
    });
    it('--update-snapshots --tag → the snapshots of the other cases are kept', async () => {
      const expect = { response: { matchesSnapshot: true } };
      const [one, two] = [
        { name: 'one', tags: ['smoke'], ...get, expect },
        { name: 'two', ...get, expect },
      ];
      await write('a.kapture-test.json', one, two);
      assert.equal((await run(['--update-snapshots'])).code, 0);
      assert.equal((await run(['--update-snapshots', '--tag', 'smoke'])).code, 0);
      assert.match(await readFile(path.join(folder, 'a.kapture-snapshots.json'), 'utf8'), /"two": \{/);
    });
  });

  describe('retry', () => {
    const get = { operation: 'get', body: { kapture_customer_id: '7' } };
    const expect = { response: { '/Customer Details/name': 'Asha' } };
    const responseOf = (name: string) => JSON.stringify({ 'Customer Details': { id: 7, name }, status: 'success' });

    it('until the response is as expected → passes, and the next step has its values', async () => {
      const { origin, requests } = await serveHttp((response) =>
        response.end(responseOf(requests.length < 3 ? 'none' : 'Asha')),
      );
      const steps = [
        { ...get, expect, take: { name: '/Customer Details/name' }, retry: { times: 5, pauseMs: 0 } },
        { ...get, expect: { response: { '/Customer Details/name': '{{name}}' } } },
      ];
      await write('a.kapture-test.json', { name: 'polls', steps });
      const { code, out } = await run(['--url', origin], { KAPTURE_KEY: canary });
      assert.deepEqual([code, requests.length], [0, 4], out);
    });
    it('never as expected, or no response → fails after "times" more requests, and says so', async () => {
      const { origin, requests } = await serveHttp((response) => {
        if (requests.length > 3) response.destroy();
        else response.end(responseOf('none'));
      });
      const polls = { name: 'polls', ...get, expect, retry: { times: 2, pauseMs: 0 } };
      await write('a.kapture-test.json', polls, polls);
      const { code, out } = await run(['--url', origin], { KAPTURE_KEY: canary });
      assert.deepEqual([code, requests.length], [1, 6], out);
      assert.match(out, /✗ polls[^]*expected "Asha", was "none"\. The request was sent 3 times\.\n/);
      assert.match(out, /! polls[^]*The request was sent 3 times\.\n/);
    });
    it('Ctrl+C during the pause → stops immediately, exit 130', async () => {
      const { promise: sent, resolve: onRequest } = Promise.withResolvers<void>();
      const { origin, requests } = await serveHttp((response) => {
        response.on('close', onRequest);
        response.end(responseOf('none'));
      });
      await write('a.kapture-test.json', { name: 'polls', ...get, expect, retry: { times: 5, pauseMs: 60_000 } });
      const running = start(['--url', origin], { KAPTURE_KEY: canary });
      const output = text(running.stdout!);
      await sent;
      running.kill('SIGINT');
      const [[code]] = await Promise.all([once(running, 'close') as Promise<unknown[]>, output]);
      assert.deepEqual([code, requests.length], [130, 1]);
      assert.match(await output, /0 passed, 0 failed, 0 could not be run, 1 skipped\n$/);
    });
    it('a write → is never sent, and the case says why', async () => {
      const { origin, requests } = await serveHttp((response) => response.end('{}'));
      const body = { customer_name: 'Asha', phone: '9845765226' };
      await write('a.kapture-test.json', { name: 'adds', operation: 'add', body, retry: { times: 1 } });
      const { out } = await run(['--url', origin, '--role', 'development'], { KAPTURE_KEY: canary });
      assert.match(out, /! adds[^]*"retry" is only for reads\. Add Customer is a write, which is sent once\./);
      assert.equal(requests.length, 0);
    });
  });

  describe('data', () => {
    const add = {
      name: 'adds {{$row.city}}',
      data: '../rows.csv',
      operation: 'add',
      body: { customer_name: '{{$row.name}}', phone: '{{$phone}}', city: '{{$row.city}}' },
      expect: { response: { '/Enquiry/customer_name': '{{$row.name}}', '/Enquiry/phone': '{{$phone}}' } },
    };
    it('a CSV and a JSON file → a case for each row, with new generated values', async () => {
      await writeFile(path.join(folder, 'rows.csv'), 'name,city\nAsha,Pune\nBala,Goa\n');
      await writeFile(path.join(folder, 'rows.json'), '[{"phone": 9845765226, "name": "Nishchal"}]');
      const expect = { response: { '/Customer Details/name': '{{$row.name}}' } };
      const get = { name: 'gets', data: 'rows.json', operation: 'get', body: { phone: '{{$row.phone}}' }, expect };
      await write('tests/a.kapture-test.json', add);
      await write('b.kapture-test.json', get);
      const { code, out } = await run([]);
      assert.equal(code, 0, out);
      assert.match(out, /✓ gets \[row 1\][^]*✓ adds Pune \[row 1\][^\n]*\n {2}✓ adds Goa \[row 2\]/);
    });
    it('a column that the file does not have → a sentence at the variable, nothing is sent, and --bail stops', async () => {
      await writeFile(path.join(folder, 'rows.csv'), 'nmae,city\nAsha,Pune\nBala,Goa\n');
      await write('tests/a.kapture-test.json', add);
      const { out } = await run(['--bail']);
      assert.match(
        out,
        /! adds Pune \[row 1\] [^\n]+\n {6}1:\d+ {2}The variable \{\{\$row\.name\}\} has no value\. Row 1 of \.\.\/rows\.csv has no column "name"\. It has nmae, city\.\n\n0 passed, 0 failed, 1 could not be run, 1 skipped/,
      );
    });
    it('a column with a blank → nothing is sent with the variable as text, in a body and in a request file', async () => {
      await writeFile(path.join(folder, 'rows.csv'), 'First name,city\nAsha,Pune\n');
      const body = { customer_name: '{{$row.First name}}', phone: '{{$phone}}' };
      await writeFile(path.join(folder, 'one.kapture-add.json'), JSON.stringify(body));
      const one = { name: 'one', data: 'rows.csv', operation: 'add', body };
      await write('a.kapture-test.json', one, { name: 'two', data: 'rows.csv', file: 'one.kapture-add.json' });
      const { code, out } = await run([]);
      assert.equal(code, 1);
      assert.match(out, /0 passed, 0 failed, 2 could not be run/);
      assert.match(out, /A variable cannot name the column "First name"\. Rename it in the data file/);
    });
    it('a file outside the current folder, or none → a sentence at the case', async () => {
      await write('a.kapture-test.json', { ...add, data: '../rows.csv' }, { ...add, data: 'none.csv' });
      const { code, out } = await run([]);
      assert.equal(code, 1);
      assert.match(
        out,
        /The data file \.\.\/rows\.csv was not read because it is outside the folder of these tests\.[^]*The data file none\.csv could not be read\./,
      );
    });
    it('an auth key in the data → not in the output or a report', async () => {
      await writeFile(path.join(folder, 'rows.csv'), `name,city\nAsha,${canary}\n`);
      await write('tests/a.kapture-test.json', add);
      const { origin } = await serveHttp((response) => response.end('{"status": "success"}'));
      const args = ['--url', origin, '--report', 'junit=a.xml,json=a.json,html=a.html'];
      const { out } = await run(args, { KAPTURE_KEY: canary });
      const files = ['a.xml', 'a.json', 'a.html'].map((name) => readFile(path.join(folder, name), 'utf8'));
      for (const printed of [out, ...(await Promise.all(files))]) {
        assert.match(printed, /adds [^\n]+ \[row 1\]/);
        assert.ok(!printed.includes(canary), printed);
      }
    });
  });

  describe('use', () => {
    const added = {
      name: 'Add a customer',
      operation: 'add',
      file: 'new.kapture-add.json',
      take: { id: '/Enquiry/kapture_customer_id' },
    };
    const get = { operation: 'get', body: { kapture_customer_id: '{{id}}' }, expect: { outcome: 'success' } };
    const use = 'shared/add.kapture-test.json#Add a customer';
    const writeShared = async (...cases: object[]): Promise<void> => {
      await write('shared/add.kapture-test.json', ...cases);
      const body = '{"customer_name": "{{$name}}", "phone": "{{$phone}}"}';
      await writeFile(path.join(folder, 'shared/new.kapture-add.json'), body);
    };

    it('a case that uses another one, and is used → both run first, and their values can be used', async () => {
      await writeShared(added);
      const found = { ...get, name: 'finds it', use, take: { phone: '/Customer Details/contacts/0/phone' } };
      await write('tests/b.kapture-test.json', { ...found, use: `../${use}` });
      await write('a.kapture-test.json', {
        name: 'finds it by phone',
        use: 'tests/b.kapture-test.json#finds it',
        operation: 'get',
        body: { phone: '{{phone}}' },
        expect: { response: { '/Customer Details/id': '{{id}}' } },
      });
      const { code, out } = await run(['a.kapture-test.json', '--report', 'json=report.json']);
      assert.equal(code, 0, out);
      const report = await readFile(path.join(folder, 'report.json'), 'utf8');
      assert.equal(report.match(/"name": "finds it by phone"/g)?.length, 1, report);
    });

    it('a case that does not pass → the one that uses it sends nothing, and names it', async () => {
      const { origin, requests } = await serveHttp((response) => response.end('{"status":"failed","message":"No"}'));
      await writeShared(added);
      await write('a.kapture-test.json', { ...get, name: 'gets', use });
      const { code, out } = await run(['a.kapture-test.json', '--url', origin, '--role', 'development'], {
        KAPTURE_KEY: canary,
      });
      assert.equal(code, 1);
      assert.match(
        out,
        /! gets [^\n]+\n {6}1:\d+ {2}The case shared\/add\.kapture-test\.json#Add a customer did not pass: /,
      );
      assert.equal(requests.length, 1);
    });

    it('a write that is used, and a production connection → nothing is sent', async () => {
      const { origin, requests } = await serveHttp((response) => response.end('{}'));
      await writeShared(added);
      await write('a.kapture-test.json', { ...get, name: 'gets', use });
      const { out } = await run(['a.kapture-test.json', '--url', origin, '--role', 'production'], {
        KAPTURE_KEY: canary,
      });
      assert.match(out, /Nothing was sent: Add Customer is a write, and this is a production connection\./);
      assert.equal(requests.length, 0);
    });

    for (const [what, shared, sentence, used = use] of [
      ['an unknown case', [], 'The test file shared/add.kapture-test.json has no case "Add a customer".'],
      ['no such file', [added], 'The test file none.kapture-test.json could not be read.', 'none.kapture-test.json#x'],
      ['a file outside', [added], 'because it is outside the folder of these tests.', '../none.kapture-test.json#x'],
      ['a case with data', [{ ...added, data: 'rows.csv' }], 'cannot be used, because it has "data".'],
      ['a case with a mistake', [{ ...added, key: 'right' }], 'cannot be used: "key" can only be "wrong"'],
      ['a case that uses itself', [{ ...added, use: 'add.kapture-test.json#Add a customer' }], 'uses itself.'],
      ['only a file', [added], '"use" must be a test file,', 'shared/add.kapture-test.json'],
    ] as readonly (readonly [string, readonly object[], string, string?])[])
      it(`${what} → nothing is sent, and a sentence says why`, async () => {
        const { origin, requests } = await serveHttp((response) => response.end('{}'));
        await writeShared(...(shared.length ? shared : [{ ...added, name: 'another' }]));
        await write('a.kapture-test.json', { ...get, name: 'gets', use: used });
        const { out } = await run(['a.kapture-test.json', '--url', origin, '--role', 'development'], {
          KAPTURE_KEY: canary,
        });
        assert.ok(out.includes(sentence), out);
        assert.equal(requests.length, 0);
      });
  });

  it('files, folders and patterns → their tests, with request files and variables', async () => {
    await write('x/a.kapture-test.json', {
      name: 'by file',
      file: '../requests/a.kapture-get.json',
      expect: { response: { '/Customer Details/name': '{{who}}' } },
    });
    await write('y/b.kapture-test.json', {
      name: 'by environment',
      operation: 'get',
      body: { phone: '{{$env:PHONE}}' },
    });
    await write('node_modules/c.kapture-test.json', { name: 'not ours' });
    await mkdir(path.join(folder, 'requests'));
    await writeFile(path.join(folder, 'requests/a.kapture-get.json'), '// a comment\n{"phone": "{{phone}}"}');
    await writeFile(path.join(folder, 'kapture.env.json'), '{"variables": {"phone": "9845765226", "who": "Nishchal"}}');
    const env = { PHONE: '9845765226' };
    assert.match((await run(['--allow-env', 'PHONE'], env)).out, /\n2 passed, 0 failed/);
    assert.match(
      (await run(['x', 'y/*.kapture-test.json'], env)).out,
      /\{\{\$env:PHONE\}\} has no value\. It is set in the environment\. To allow it, add --allow-env PHONE\.[^]*\n1 passed, 0 failed, 1 could not be run/,
    );
  });

  it('a request file that is a named pipe → is not read, and the run ends', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [path.join(folder, 'pipe.kapture-get.json')]);
    const cases = [{ name: 'a pipe', operation: 'get', file: 'pipe.kapture-get.json' }];
    await writeFile(path.join(folder, 'pipe.kapture-test.json'), JSON.stringify({ cases }));
    const { out } = await run([]);
    assert.match(out, /The request file pipe\.kapture-get\.json could not be read\./);
  });

  describe('a request file outside the current folder → is not read', () => {
    const secret = '{"phone": "9000000001"}';
    let outside: string;
    beforeEach(async () => {
      outside = await mkdtemp(path.join(tmpdir(), 'kapture-outside-'));
      await writeFile(path.join(outside, 'secret.kapture-get.json'), secret);
      await mkdir(path.join(folder, 'tests'));
    });
    afterEach(() => rm(outside, { recursive: true }));

    /** The bodies that a tenant received, and the output. */
    async function sentBy(
      args: readonly string[],
      cwd = folder,
    ): Promise<{ readonly bodies: readonly string[]; readonly out: string }> {
      const bodies: string[] = [];
      const { origin } = await serveHttp((response, { body }) => {
        bodies.push(body);
        response.end('{"status": "success"}');
      });
      const { out } = await run([...args, '--url', origin], { KAPTURE_KEY: canary }, cwd);
      return { bodies, out };
    }
    const refused =
      /! a [^\n]+\n {6}1:\d+ {2}The request file [^\n]+ was not read because it is outside the folder of these tests\./;

    it('a path with ".." → not read', async () => {
      const file = path.relative(path.join(folder, 'tests'), path.join(outside, 'secret.kapture-get.json'));
      await write('tests/a.kapture-test.json', { name: 'a', file });
      const { bodies, out } = await sentBy([]);
      assert.deepEqual(bodies, []);
      assert.match(out, refused);
    });
    it('an absolute path → refused', async () => {
      await write('tests/a.kapture-test.json', { name: 'a', file: path.join(outside, 'secret.kapture-get.json') });
      const { bodies, out } = await sentBy([]);
      assert.deepEqual(bodies, []);
      assert.match(out, /The path of a request file must be relative to this file\./);
    });
    it('a symbolic link to a file, a folder or a missing file → not read', async () => {
      await symlink(path.join(outside, 'secret.kapture-get.json'), path.join(folder, 'tests/link.kapture-get.json'));
      await symlink(outside, path.join(folder, 'tests/linked'));
      await write(
        'tests/a.kapture-test.json',
        { name: 'a file', file: 'link.kapture-get.json' },
        { name: 'a folder', file: 'linked/secret.kapture-get.json' },
        { name: 'missing', file: 'linked/none.kapture-get.json' },
      );
      const { bodies, out } = await sentBy([]);
      assert.deepEqual(bodies, []);
      assert.equal(out.match(/is outside the folder/g)?.length, 2, out);
      assert.match(out, /linked\/none\.kapture-get\.json could not be read\./);
    });
    it('but in another folder inside, through a link that stays inside, or below --root → is read', async () => {
      await mkdir(path.join(folder, 'requests'));
      await writeFile(path.join(folder, 'requests/in.kapture-get.json'), secret);
      await symlink('../requests', path.join(folder, 'tests/linked'));
      await write(
        'tests/a.kapture-test.json',
        { name: 'a', file: '../requests/in.kapture-get.json' },
        { name: 'b', file: 'linked/in.kapture-get.json' },
      );
      const body = '[{"phone":"9000000001"}]';
      assert.deepEqual((await sentBy([])).bodies, [body, body]);
      assert.deepEqual((await sentBy(['--root', '..'], path.join(folder, 'tests'))).bodies, [body, body]);
      // Without --root, the limit is the current folder or, for tests outside of it, their own folder.
      assert.deepEqual((await sentBy([], path.join(folder, 'tests'))).bodies, []);
      assert.deepEqual((await sentBy([folder], outside)).bodies, []);
    });
  });

  it('HTTPS_PROXY and --ca → the proxy is used, and the certificates are trusted', async () => {
    await write('a.kapture-test.json', {
      name: 'get',
      operation: 'get',
      body: { phone: '9845765226' },
      expect: { status: 200 },
    });
    const authority = certificateAuthority('An authority of this test');
    await writeFile(path.join(folder, 'ca.pem'), authority.cert);
    const tenant = await serveTls(
      (response) => response.end('{"Customer Details": {"id": 1}, "status": "success"}'),
      authority.issue('acme.kapture.invalid'),
    );
    const proxy = await serveProxy(tenant);
    const args = ['--url', 'https://acme.kapture.invalid'];
    const env = {
      KAPTURE_KEY: 'kapdemo:kap123',
      HTTPS_PROXY: proxy.origin,
      https_proxy: '',
      NO_PROXY: '',
      no_proxy: '',
    };
    assert.match((await run(args, env)).out, /The certificate of acme\.kapture\.invalid is not trusted\. /);
    const { code, out } = await run([...args, '--ca', 'ca.pem'], env);
    assert.deepEqual([code, proxy.tunnels.length], [0, 2], out);
    assert.match(
      (await run([...args, '--ca', 'ca.pem'], { ...env, NO_PROXY: 'kapture.invalid' })).out,
      /The host acme\.kapture\.invalid was not found\./,
    );
  });

  it('a file name with a control character → printed without it', async function () {
    if (process.platform === 'win32') this.skip();
    const expect = { response: { matchesSnapshot: true } };
    await write('red\u001b[31m.kapture-test.json', { name: 'gets', operation: 'get', body: {}, expect });
    await writeFile(path.join(folder, 'red\u001b[31m.kapture-snapshots.json'), '[]');
    const { code, out, err } = await run([]);
    assert.equal(code, 2);
    assert.match(out, /^red \[31m\.kapture-test\.json$/m);
    assert.match(err, /^The snapshots in red \[31m\.kapture-snapshots\.json could not be read/);
    assert.doesNotMatch(out + err, /\u001b/);
  });

  it('a folder whose name starts with a dot or looks like a pattern → its tests are found', async () => {
    const passing = { name: 'gets', operation: 'get', body: { phone: '9845765226' } };
    await write('.kapture/a.kapture-test.json', passing);
    await write('t[1]/b.kapture-test.json', passing);
    await write('t1/c.kapture-test.json', passing, passing);
    for (const skipped of ['node_modules', '.git']) await write(`${skipped}/d.kapture-test.json`, passing);
    assert.match((await run([])).out, /\n4 passed, /);
    assert.match((await run(['.kapture', 't[1]'])).out, /\n2 passed, /);
  });

  it('a file without cases, one that cannot be read, and a valid one → exit 1, all in the report', async () => {
    await write('a.kapture-test.json');
    await write('b.kapture-test.json', { name: 'gets', operation: 'get', body: { phone: '9845765226' } });
    await mkdir(path.join(folder, 'folder'));
    await symlink('folder', path.join(folder, 'c.kapture-test.json'));
    const { code, out, err } = await run(['--report', 'junit=junit.xml']);
    assert.deepEqual([code, err], [1, '']);
    assert.match(
      out,
      /This file has no cases\.[^]*✓ gets[^]*The file could not be read: EISDIR\.[^]*\n1 passed, 0 failed, 2 could not be run\n$/,
    );
    assert.match(await readFile(path.join(folder, 'junit.xml'), 'utf8'), /tests="3" failures="0" errors="2"/);
  });

  it('files with a byte order mark → work as without', async () => {
    const cases = [
      { name: 'gets', file: 'a.kapture-get.json', expect: { response: { '/Customer Details/name': '{{who}}' } } },
    ];
    await writeFile(path.join(folder, 'a.kapture-test.json'), `\uFEFF${JSON.stringify({ cases })}`);
    await writeFile(path.join(folder, 'a.kapture-get.json'), '\uFEFF{"phone": "9845765226"}');
    await writeFile(path.join(folder, 'kapture.env.json'), '\uFEFF{"variables": {"who": "Nishchal"}}');
    const { code, out } = await run([]);
    assert.equal(code, 0, out);
  });

  it('kapture.env.json → the values of the sandbox, or of --connection, as in the editor', async () => {
    await writeFile(
      path.join(folder, 'kapture.env.json'),
      '{"variables": {"phone": "1", "name": "Nishchal"}, "connections": {"Sandbox": {"phone": "9845765226"}, "Acme": {"phone": "2"}},}',
    );
    await write('a.kapture-test.json', {
      name: 'gets',
      operation: 'get',
      body: { phone: '{{phone}}' },
      expect: { response: { '/Customer Details/name': '{{name}}' } },
    });
    assert.equal((await run([])).code, 0);
    assert.equal((await run(['--sandbox', '--connection', 'Acme'])).code, 1);
  });

  describe('against a tenant', () => {
    let sandbox: Sandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    it('credentials in the environment → are sent', async () => {
      await write('a.kapture-test.json', { name: 'get', operation: 'get', body: { phone: '9845765226' } });
      const args = ['--url', sandbox.url];
      assert.equal((await run(args, { KAPTURE_KEY: 'kapdemo:kap123' })).code, 0);
      assert.equal((await run([...args, '--key-env', 'MY_KEY'], { MY_KEY: 'kapdemo:kap123' })).code, 0);
      assert.equal(
        (await run([...args, '--user-env', 'U', '--password-env', 'P'], { U: 'kapdemo', P: 'kap123' })).code,
        0,
      );
      const refused = await run(args, { KAPTURE_KEY: canary });
      assert.equal(refused.code, 1);
      assert.match(refused.out, /The server says: "Invalid Auth Key"/);
    });

    it('--dialect and headers → are sent, with secrets from the environment, which the output does not contain', async () => {
      const secret = 'CanaryOfTheHeader0123';
      const server = await serveHttp((response, { headers }) =>
        response.end(JSON.stringify({ message: `refused: ${String(headers['x-api-key'])}`, status: 'failed' })),
      );
      await write('a.kapture-test.json', {
        name: 'adds',
        operation: 'add',
        rawBody: '{"customer_info": {"customer_name": "A", "phone": "1"}}',
      });
      const args = ['--url', server.origin, '--dialect', 'array', '--dialect', 'add=nested', '--cm-id', '7'];
      const headers = ['--header', 'x-api-type=TICKET=1', '--secret-header', 'X-Api-Key', '--auth-header', 'x-copy'];
      const { code, out, err } = await run([...args, ...headers], {
        KAPTURE_KEY: 'opaque-key',
        KAPTURE_X_API_KEY: secret,
      });
      assert.equal(code, 1);
      assert.equal(server.requests[0]?.path, '/ms/customer/customer/api/v1/add-update');
      assert.partialDeepStrictEqual(server.requests[0].headers, {
        'x-api-type': 'TICKET=1',
        'x-api-key': secret,
        'x-copy': 'Basic opaque-key',
      });
      assert.match(out, /refused: /);
      assert.ok(!`${out}${err}`.includes(secret));
    });

    it('a secret variable → sent from the environment, and redacted in the output, the report and snapshots', async () => {
      const secret = 'Canary"OfTheVariable\\0123';
      const server = await serveHttp((response, { body }) =>
        response.end(JSON.stringify({ message: `refused: ${body}`, status: 'failed' })),
      );
      await write(
        'a.kapture-test.json',
        {
          name: 'sends',
          operation: 'add',
          rawBody: '{"a": "{{$secret.api-token}}"}',
          expect: { outcome: 'failed', response: { matchesSnapshot: true } },
        },
        { name: 'fails', operation: 'add', rawBody: '{"a": "{{$secret.api-token}}"}' },
        { name: 'lacks', operation: 'add', rawBody: '{"a": "{{$secret.other}}"}' },
        { name: 'short', operation: 'add', rawBody: '{"a": "{{$secret.short}}"}' },
      );
      const { code, out, err } = await run(['--url', server.origin, '--report', 'junit=report.xml'], {
        // CI is unset, so that the snapshot is stored.
        CI: '',
        KAPTURE_KEY: 'opaque-key',
        KAPTURE_SECRET_API_TOKEN: secret,
        KAPTURE_SECRET_SHORT: '12345',
      });
      assert.equal(code, 1);
      assert.deepEqual(
        server.requests.map(({ body }) => (JSON.parse(body) as { a: string }).a),
        [secret, secret],
        out,
      );
      assert.match(out, /refused: /);
      assert.match(out, /\{\{\$secret\.other\}\} has no value\. Set the environment variable KAPTURE_SECRET_OTHER\./);
      assert.match(out, /KAPTURE_SECRET_SHORT: The value of a secret variable must have at least 6 characters\./);
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const texts = await Promise.all(
        files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')),
      );
      assert.ok(texts.length >= 3);
      for (const text of [out, err, ...texts]) assert.ok(!text.includes('OfTheVariable'), text);
    });

    it('secrets with the same environment variable → each must have its own, in any order', async () => {
      const server = await serveHttp((response) => response.end('{}'));
      const rawBody = (name: string): string => `{"a": "{{$secret.${name}}}"}`;
      await write('a.kapture-test.json', { name: 'hyphen', operation: 'add', rawBody: rawBody('api-token') });
      await write('b.kapture-test.json', { name: 'underscore', file: 'request.kapture-add.json' });
      await writeFile(path.join(folder, 'request.kapture-add.json'), '{"customer_name": "{{$secret.api_token}}"}');
      const { code, out } = await run(['--url', server.origin], {
        KAPTURE_KEY: 'opaque-key',
        KAPTURE_SECRET_API_TOKEN: 'canary-0123',
      });
      assert.equal(code, 1);
      assert.equal(server.requests.length, 0, out);
      for (const name of ['api-token', 'api_token'])
        assert.match(
          out,
          new RegExp(
            `\\$secret\\.${name}\\}\\}.* has no value\\. Set the environment variable KAPTURE_SECRET_API_TOKEN_[0-9A-F]{6}\\.`,
          ),
        );
    });

    it('a question → cannot be run without a value in the file of --variables', async () => {
      const server = await serveHttp((response) => response.end('{"status": "success"}'));
      await write('a.kapture-test.json', {
        name: 'asks',
        operation: 'get',
        body: { phone: '{{?Phone of the caller:phone=9876543210}}' },
      });
      const args = ['--url', server.origin];
      const { out } = await run(args, { KAPTURE_KEY: 'opaque-key' });
      assert.match(
        out,
        /has no value\. The command line cannot ask questions\. Define "\?Phone of the caller" in kapture\.env\.json or in the file of --variables\./,
      );
      await writeFile(path.join(folder, 'values.json'), '{"variables": {"?Phone of the caller": "9000000001"}}');
      await run([...args, '--variables', 'values.json'], { KAPTURE_KEY: 'opaque-key' });
      assert.deepEqual(
        server.requests.map(({ body }) => body),
        ['[{"phone":"9000000001"}]'],
      );
    });

    it('--role production → nothing is written', async () => {
      await write(
        'a.kapture-test.json',
        { name: 'adds', operation: 'add', body: { customer_name: 'A', phone: '{{$phone}}' } },
        { name: 'gets', operation: 'get', body: { phone: '9845765226' } },
      );
      const before = sandbox.requests;
      const { code, out } = await run(['--url', sandbox.url, '--role', 'production'], {
        KAPTURE_KEY: 'kapdemo:kap123',
      });
      assert.equal(code, 1);
      assert.match(
        out,
        /! adds [^\n]+\n {6}1:\d+ {2}Nothing was sent: Add Customer is a write, and this is a production connection\.\n {2}✓ gets/,
      );
      assert.equal(sandbox.requests, before + 1);
    });

    it('no role, and a case that writes → names the option that allows it', async () => {
      await write('a.kapture-test.json', { name: 'adds', operation: 'add', body: { customer_name: 'A' } });
      const { out } = await run(['--url', 'https://acme.kapture.invalid'], { KAPTURE_KEY: canary });
      assert.match(
        out,
        /Nothing was sent: Add Customer is a write, and this is a production connection\. To allow tests to write to this tenant, use --role development or --role sandbox\./,
      );
    });
  });

  describe('a server that sends the key back → the key is never printed', () => {
    const echoes: readonly (readonly [
      what: string,
      key: string,
      secrets: readonly string[],
      echo: (key: string) => string,
      /** The text of the response, if it is not plain JSON. */
      textOf?: (message: string) => string,
    ])[] = [
      ['unchanged', canary, [canary], (key) => key],
      [
        'cut off by the line length',
        canary,
        [canary.slice(0, 12)],
        (key) => `${'x'.repeat(70)} denied for Basic ${key}`,
      ],
      [
        'decoded',
        canary,
        ['canary-user:canary-password', 'canary-password'],
        (key) => Buffer.from(key, 'base64').toString(),
      ],
      [
        'with characters that JSON escapes',
        'kapdemo:pa"ss\\w0rd-secret',
        ['w0rd-secret'],
        (key) => Buffer.from(key, 'base64').toString(),
      ],
      [
        'in a response larger than one megabyte',
        canary,
        ['canary-user:canary-password', 'canary-password'],
        (key) => `canary-password, ${Buffer.from(key, 'base64').toString()}${'x'.repeat(1_200_000)}`,
      ],
      [
        'an opaque key, decoded',
        Buffer.from('opaque-text-without-colon').toString('base64'),
        ['opaque-text', 'without-colon'],
        (key) => Buffer.from(key, 'base64').toString(),
      ],
      [
        'with letters that JSON escapes',
        canary,
        ['canary-user:canary-password', 'canary-password', canary],
        (key) => `${key} ${Buffer.from(key, 'base64').toString()}`,
        (message) =>
          `{"message":"${message.replace(/[a-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)}","status":"failed"}`,
      ],
      ...[1, 2].map(
        (offset) =>
          [
            `in base64, ${offset} bytes after the start of a group`,
            canary,
            [
              Buffer.from(`${' '.repeat(offset)}canary-password`)
                .toString('base64')
                .slice(4, -4),
            ],
            (key: string) =>
              Buffer.from(`${'.'.repeat(offset)}${Buffer.from(key, 'base64').toString()}.`).toString('base64'),
          ] as const,
      ),
    ];
    for (const [what, key, secrets, echo, textOf] of echoes) {
      it(what, async () => {
        const { origin } = await serveHttp((response, { headers, body }) => {
          response.setHeader('content-type', 'application/json');
          const message = `${echo(headers['authorization']!.split(' ')[1]!)} ${body}`;
          response.end(textOf?.(message) ?? JSON.stringify({ message, status: 'failed' }));
        });
        const expect = { outcome: 'success', message: 'y', response: { '/message': { contains: 'y' } } };
        await write(
          'a.kapture-test.json',
          { name: 'echo', operation: 'get', body: {}, expect },
          { name: 'takes', operation: 'get', body: {}, expect: { outcome: 'failed' }, take: { id: '/nowhere' } },
        );
        const reports = ['junit=a.xml', 'json=a.json', 'html=a.html'];
        const args = ['--url', origin, '--report', reports.join(',')];
        const { code, out, err } = await run(args, { KAPTURE_KEY: key });
        assert.equal(code, 1);
        const files = ['a.xml', 'a.json', 'a.html'].map((name) => readFile(path.join(folder, name), 'utf8'));
        for (const printed of [out + err, ...(await Promise.all(files))]) {
          assert.ok(printed.includes(redactionMark), printed);
          for (const secret of secrets) assert.ok(!printed.includes(secret), `${secret} in ${printed}`);
        }
      });
    }
  });

  it('Ctrl+C → stops immediately, with a report, exit 130', async () => {
    let onRequest: () => void;
    const hanging = new Promise<void>((resolve) => {
      onRequest = resolve;
    });
    const { origin } = await serveHttp(() => onRequest());
    await write(
      'a.kapture-test.json',
      { name: 'hangs', operation: 'get', body: {} },
      { name: 'not run', operation: 'get', body: {} },
    );
    const running = start(['--url', origin, '--report', 'junit=junit.xml'], { KAPTURE_KEY: canary });
    const lines: string[] = [];
    createInterface({ input: running.stdout! }).on('line', (line) => lines.push(line));
    await hanging;
    running.kill('SIGINT');
    const [code] = (await once(running, 'close')) as unknown[];
    assert.equal(code, 130);
    assert.equal(lines.at(-1), '0 passed, 0 failed, 0 could not be run, 2 skipped');
    assert.match(await readFile(path.join(folder, 'junit.xml'), 'utf8'), /skipped="2"/);
  });

  it('Ctrl+C after a file whose snapshots cannot be read → also says so, exit 130', async () => {
    const { promise: hanging, resolve: onRequest } = Promise.withResolvers<void>();
    const { origin } = await serveHttp(() => onRequest());
    const expect = { response: { matchesSnapshot: true } };
    await write('a.kapture-test.json', { name: 'compares', operation: 'get', body: {}, expect });
    await writeFile(path.join(folder, 'a.kapture-snapshots.json'), '[]');
    await write('b.kapture-test.json', { name: 'hangs', operation: 'get', body: {} });
    const running = start(['--url', origin], { KAPTURE_KEY: canary });
    running.stdout!.resume();
    await hanging;
    running.kill('SIGINT');
    const [[code], err] = await Promise.all([once(running, 'close') as Promise<unknown[]>, text(running.stderr!)]);
    assert.deepEqual(
      [code, err],
      [130, 'The snapshots in a.kapture-snapshots.json could not be read: The snapshot file is not a JSON object.\n'],
    );
  });

  describe('a pattern that takes forever', () => {
    const name = 'Annapurna Venkatasubramanian of Chennai!';
    const slow = {
      operation: 'get',
      body: { phone: '9845765226' },
      expect: { response: { '/Customer Details/name': { matches: '^(\\w+\\s?)*$' } } },
    };
    const serve = () =>
      serveHttp((response) => response.end(JSON.stringify({ 'Customer Details': { name }, status: 'success' })));

    it('a slow pattern → its case fails after a second, and the next case is run', async () => {
      const { origin } = await serve();
      await write(
        'a.kapture-test.json',
        { name: 'slow', ...slow },
        { name: 'quick', ...slow, expect: { response: { '/Customer Details/name': { matches: '^Anna' } } } },
      );
      const { code, out } = await run(['--url', origin, '--report', 'junit=junit.xml'], { KAPTURE_KEY: canary });
      assert.equal(code, 1);
      assert.match(
        out,
        /✗ slow [^\n]+\n {6}1:\d+ {2}\/Customer Details\/name: the pattern took longer than 1 s\.\n {2}✓ quick/,
      );
      assert.match(await readFile(path.join(folder, 'junit.xml'), 'utf8'), /the pattern took longer than 1 s\./);
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`${signal} → stops immediately, with a report, exit 130`, async () => {
        const { origin, requests } = await serve();
        await write(
          'a.kapture-test.json',
          ...Array.from({ length: 50 }, (_, index) => ({ name: `slow ${index}`, ...slow })),
        );
        const running = start(['--url', origin, '--report', 'junit=junit.xml'], { KAPTURE_KEY: canary });
        const lines = createInterface({ input: running.stdout! });
        // At this point, the first pattern was stopped, and the second one is being evaluated.
        for await (const line of lines) if (line.includes('✗ slow 0')) break;
        running.stdout!.resume();
        running.kill(signal);
        const [code] = (await once(running, 'close')) as unknown[];
        assert.equal(code, 130);
        assert.ok(requests.length < 10, `${requests.length} requests`);
        assert.match(
          await readFile(path.join(folder, 'junit.xml'), 'utf8'),
          /tests="50" failures="1" errors="0" time="[^"]+" skipped="49"/,
        );
      });
    }
  });

  it('a file that is not JSON, and a case with a typo → could not be run, exit 1', async () => {
    await writeFile(path.join(folder, 'a.kapture-test.json'), '{"cases": [');
    await write('b.kapture-test.json', { name: 'typo', operation: 'get', body: {}, expects: {} });
    const { code, out } = await run([]);
    assert.equal(code, 1);
    assert.match(out, /! Test file[^]*This is not JSON[^]*! typo[^]*Unknown property "expects"/);
  });

  it('--help → the usage', async () => {
    const { code, out, err } = await run(['--help']);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^Usage: kapture test /);
    for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
  });

  const wrong: readonly (readonly [
    args: readonly string[],
    sentence: string,
    env?: Readonly<Record<string, string>>,
  ])[] = [
    [['--nonsense'], "Unknown option '--nonsense'."],
    [['--report', 'xml=a.xml'], 'Option --report must be FORMAT=FILE, with one of the formats junit, json, html.'],
    [['--report', 'junit='], 'Option --report must be FORMAT=FILE, with one of the formats junit, json, html.'],
    [['missing'], 'No *.kapture-test.json file was found at missing.'],
    [
      ['--url', 'http://example.com'],
      'Option --url: Plain http would send the auth key unencrypted over the network. Use https. (http is allowed only for this machine.)',
      { KAPTURE_KEY: canary },
    ],
    [['--url', 'https://example.com'], 'The environment variable KAPTURE_KEY is not set.'],
    [['--url', 'https://example.com', '--sandbox'], 'Options --url and --sandbox cannot be used together.'],
    [
      ['--url', 'https://example.com', '--role', 'boss'],
      'Option --role must be one of sandbox, development, production.',
      { KAPTURE_KEY: canary },
    ],
    [
      ['--url', 'https://example.com', '--user-env', 'U'],
      'Options --user-env and --password-env must be used together.',
      { U: 'x' },
    ],
    [
      ['--url', 'https://example.com', '--key-env', 'K', '--user-env', 'U', '--password-env', 'P'],
      'Option --key-env cannot be combined with --user-env and --password-env.',
      { U: 'x', P: 'y', K: canary },
    ],
    [
      ['--url', 'https://example.com', '--path', 'add'],
      `Option --path must be OPERATION=PATH, with one of the operations ${operationIds.join(', ')}.`,
      { KAPTURE_KEY: canary },
    ],
    [['--sandbox', '--dialect', 'get=nested'], 'The dialect of get must be one of flat.'],
    [['--sandbox', '--header', 'x-api-type'], 'Option --header must be NAME=VALUE.'],
    [['--sandbox', '--header', 'cookie=1'], 'The header cookie is set by the extension.'],
    [['--sandbox', '--secret-header', 'x-api-key'], 'The environment variable KAPTURE_X_API_KEY is not set.'],
    [
      ['--sandbox', '--secret-header', 'x-api-key=K', '--allow-env', 'K'],
      'Option --allow-env: variables cannot use K because it contains credentials.',
      { K: canary },
    ],
    [['--sandbox', '--path', 'get=x'], 'Option --path: A path must start with a slash.'],
    [['--sandbox', '--timeout', 'x'], 'Option --timeout must be a whole number from 1 to 3600.'],
    [['--sandbox', '--timeout', '3601'], 'Option --timeout must be a whole number from 1 to 3600.'],
    [['--sandbox', '--dialect', 'curly'], 'Option --dialect must be one of flat, nested, array, object-2016.'],
    [['--sandbox', '--time-zone', 'Mars'], 'Option --time-zone: unknown time zone "Mars".'],
    [
      ['--sandbox', '--connection', 'Amce', '--variables', 'two.json'],
      'Option --connection: two.json has no values for "Amce". Known names: Sandbox, Acme, Other.',
    ],
    [
      ['--sandbox', '--connection', 'Acme'],
      'Option --connection: kapture.env.json does not exist, so there are no values for "Acme".',
    ],
    [['--variables', 'missing.json'], 'The file missing.json could not be read.'],
    [
      ['--sandbox', '--allow-env', 'KAPTURE_SECRET_TOKEN'],
      'Option --allow-env: variables cannot use KAPTURE_SECRET_TOKEN because it contains credentials.',
    ],
    [
      ['--sandbox', '--allow-env', 'KAPTURE_KEY'],
      'Option --allow-env: variables cannot use KAPTURE_KEY because it contains credentials.',
    ],
    [['--variables', 'broken.json'], 'The file broken.json cannot be used. It is not JSON: value expected on line 2.'],
    [
      ['--variables', 'odd.json'],
      'The file odd.json cannot be used. “Acme” must be an object of strings, numbers, true, false or null.',
    ],
    [
      [],
      'An auth key is set, but --url is missing. (To use a sandbox anyway, add --sandbox.)',
      { KAPTURE_KEY: canary },
    ],
  ];
  for (const [args, sentence, env] of wrong) {
    it(`${args.join(' ') || 'a key without --url'} → one sentence, exit 2`, async () => {
      await write('a.kapture-test.json', { name: 'get', operation: 'get', body: {} });
      await writeFile(path.join(folder, 'broken.json'), '{"variables":\n}');
      await writeFile(path.join(folder, 'two.json'), '{"connections": {"Acme": {"a": 1}, "Other": {}}}');
      await writeFile(path.join(folder, 'odd.json'), '{"connections": {"Acme": {"a": []}}}');
      const { code, out, err } = await run(args, env);
      assert.deepEqual([code, out, err], [2, '', `${sentence}\n`]);
    });
  }

  it('a folder without tests → exit 2', async () => {
    const { code, err } = await run([]);
    assert.deepEqual(
      [code, err],
      [2, 'No *.kapture-test.json file was found in the current folder or its subfolders.\n'],
    );
  });
});
