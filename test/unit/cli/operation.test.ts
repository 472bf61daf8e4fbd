import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isListOperation, operationIds } from '../../../src/kapture/catalogue/registry.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts';
import { closeServers, serveHttp, type LocalServer } from '../kapture/http/localServer.ts';
import { runInProcess, type EndedCommand } from './runKapture.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const key = 'a2FwZGVtbzprYXAxMjM=';
const canary = 'Y2FuYXJ5OmNhbmFyeS1rZXk=';

describe('the commands of operations', function () {
  this.timeout(20_000);
  let folder: string;
  let sandbox: Sandbox;
  let tenant: LocalServer;
  before(async () => {
    sandbox = await startSandbox();
    tenant = await serveHttp((response) => response.end('{"status":"success","message":"done"}'));
  });
  after(() => Promise.all([sandbox.close(), closeServers()]));
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'kapture-operation-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = { KAPTURE_KEY: key }) =>
    runInProcess(args, { cwd: folder, env });
  const onSandbox = (...args: string[]): Promise<EndedCommand> => run([...args, '--url', sandbox.url]);
  const write = (name: string, value: unknown): void =>
    writeFileSync(path.join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  /** A configuration with one connection to the tenant. */
  const configure = (connection: object): void =>
    write('kapture.config.json', { connections: { acme: { url: tenant.origin, ...connection } } });
  const fromConfig = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<EndedCommand> =>
    run([...args, '--config', 'kapture.config.json'], env);

  for (const [what, args, code, out, err] of [
    ['get by ID', ['get', '61371820'], 0, /^\{"Customer Details":\{"id":61371820,/, /^Get Customer → http/],
    ['get by a field', ['get', '-f', 'phone=9845765226'], 0, /"name":"Nishchal"/, /./],
    ['get with --query', ['get', '61371820', '--query', '$..name'], 0, /^Nishchal\n$/, /./],
    ['get of no customer', ['get', '-f', 'phone=1'], 1, /does not exist/, /HTTP 200: .*does not exist/],
    ['a failed write', ['add', '-f', 'customer_name='], 1, /"failed"/, /HTTP \d+: /],
    ['an Add with a wrong query', ['add', '-f', 'customer_name=A', '--query', '$['], 2, /^$/, /^Option --query is not/],
    ['an ID and another one', ['update', '123', '-f', 'kapture_customer_id=456'], 2, /^$/, /has several values/],
    ['two IDs for one customer', ['update', '1,2'], 2, /^$/, /1,2 could not be read/],
    ['a wrong query', ['get', '61371820', '--query', '$['], 2, /^$/, /Option --query is not JSONPath/],
    ['no request', ['get'], 2, /^$/, /A request is required: a file, .*an ID/],
    ['a file that does not exist', ['get', 'none.json'], 2, /^$/, /none\.json could not be read: it does not exist/],
    ['an unknown command', ['gett'], 2, /^$/, /Did you mean get\?/],
    [
      'a field that the dialect does not have',
      ['add', '-f', 'customer_name=Asha', '-f', 'loyalty=1', '--dialect', 'nested'],
      2,
      /^$/,
      /has no field loyalty/,
    ],
    ['an Add with an ID, which updates', ['add', '-f', 'kapture_customer_id=7'], 2, /^$/, /Nothing was sent\./],
  ] as const)
    it(`${what} → exit code ${code}`, async () => {
      const ended = await onSandbox(...args);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.out, out);
      assert.match(ended.err, err);
    });

  it('a request file with a comment and a variable → sent as in the editor; every operation has a command', async () => {
    write('kapture.env.json', { variables: { phone: '9845765226' } });
    write('get.kapture-get.json', '// one customer\n[{ "phone": "{{phone}}" }]');
    assert.match((await onSandbox('get', 'get.kapture-get.json')).out, /Nishchal/);
    for (const operation of operationIds.filter((id) => !isListOperation(id)))
      assert.match((await run([operation, '--help'])).out, /Examples:\n {2}kapture .*Exit codes:/s, operation);
  });

  /** Starts the command as a program, without KAPTURE_KEY. */
  function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const { KAPTURE_KEY: _none, ...rest } = process.env;
    return spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...rest, ...env } });
  }

  /** Runs the command as a program with a standard input. */
  async function pipe(input: string, args: readonly string[], env = {}): Promise<EndedCommand> {
    const running = start(args, env);
    running.stdin!.end(input);
    const [[code], out, err] = await Promise.all([
      once(running, 'exit') as Promise<[number]>,
      text(running.stdout!),
      text(running.stderr!),
    ]);
    return { code, out, err };
  }

  it('a request or a key on the standard input → used; both → exit code 2', async () => {
    const url = ['--url', sandbox.url];
    const request = await pipe('[{"phone": "9845765226"}]', ['get', '-', ...url], { KAPTURE_KEY: key });
    assert.deepEqual([request.code, /Nishchal/.test(request.out)], [0, true], request.err);
    assert.equal((await pipe(`${key}\n`, ['get', '61371820', '--key-stdin', ...url])).code, 0);
    const rejected = await pipe(`${canary}\n`, ['get', '61371820', '--key-stdin', ...url]);
    assert.deepEqual([rejected.code, `${rejected.out}${rejected.err}`.includes(canary)], [4, false]);
    const both = await pipe('{}', ['get', '-', '--key-stdin', ...url]);
    assert.match(both.err, /cannot both be read from the standard input/);
    assert.equal(both.code, 2);
  });

  it('Ctrl+C before the response to a write → exit code 130, and the result is unknown', async function () {
    if (process.platform === 'win32') return this.skip();
    const received = Promise.withResolvers<void>();
    const { origin } = await serveHttp(() => received.resolve());
    const running = start(['add', '-f', 'customer_name=Asha', '--url', origin], { KAPTURE_KEY: key });
    const ended = Promise.all([
      once(running, 'exit') as Promise<[number]>,
      text(running.stdout!),
      text(running.stderr!),
    ]);
    await received.promise;
    running.kill('SIGINT');
    const [[code], out, err] = await ended;
    assert.deepEqual([code, out], [130, '']);
    assert.match(err, /It is unknown whether the write took effect\./);
  });

  it('on a terminal → a table of the record; with --json → JSON', async () => {
    const { isTTY } = process.stdout;
    Object.assign(process.stdout, { isTTY: true });
    try {
      const { out } = await onSandbox('get', '61371820');
      assert.match(out, /^id +61371820\n[^]*^name +Nishchal\n/m);
      assert.match((await onSandbox('get', '61371820', '--json')).out, /^\{"Customer Details"/);
    } finally {
      Object.assign(process.stdout, { isTTY });
    }
  });

  it('a body in another dialect → refused, and the option for it is named', async () => {
    write('a.json', { customer_info: { customer_name: 'Asha', phone: '9000000001' } });
    const before = sandbox.customers;
    const refused = await onSandbox('add', 'a.json');
    assert.deepEqual([refused.code, sandbox.customers], [2, before]);
    assert.match(refused.err, /in the nested dialect, [^]*add --dialect add=nested\.\n$/);
    assert.equal((await onSandbox('add', 'a.json', '--dialect', 'add=nested')).code, 0);
  });

  it('an auth key that is rejected → 4; a host that refuses the connection → 5', async () => {
    const rejected = await run(['get', '7', '--url', sandbox.url], { KAPTURE_KEY: canary });
    assert.deepEqual([rejected.code, /Invalid Auth Key/.test(rejected.err)], [4, true]);
    const refused = await run(['get', '7', '--url', 'http://127.0.0.1:1']);
    assert.equal(refused.code, 5);
  });

  it('a write to development or production → sent only with --yes, or with the host', async () => {
    const { host } = new URL(tenant.origin);
    const add = ['add', '-f', 'customer_name=Asha', '-f', 'phone=9000000001', '--url', tenant.origin];
    const before = tenant.requests.length;
    for (const [args, code, sentence] of [
      [['--role', 'development'], 2, /Add --yes\./],
      [['--role', 'production'], 2, new RegExp(`add --confirm-production ${host}`)],
      [['--role', 'production', '--yes'], 2, /is production/],
      [['--role', 'production', '--confirm-production', 'other.example'], 2, /is production/],
    ] as const) {
      const ended = await run([...add, ...args]);
      assert.deepEqual([ended.code, sentence.test(ended.err)], [code, true], ended.err);
    }
    assert.equal(tenant.requests.length, before);
    assert.equal((await run([...add, '--role', 'development', '--yes'])).code, 0);
    assert.equal((await run([...add, '--role', 'production', '--confirm-production', host])).code, 0);
    assert.equal(tenant.requests.length, before + 2);
  });

  it('whoami → the connection and where its key is from; nothing is sent, and no key is read', async () => {
    configure({ role: 'production', dialect: 'nested', keyCommand: ['no-such-program', 'secret-argument'] });
    const before = tenant.requests.length;
    const { code, out, err } = await fromConfig({}, 'whoami');
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), {
      connection: 'acme',
      file: 'kapture.config.json',
      host: new URL(tenant.origin).host,
      role: 'production',
      dialect: 'nested',
      key: 'keyCommand of kapture.config.json (no-such-program)',
    });
    assert.equal(tenant.requests.length, before);
  });

  it('check → what each read shows, without customers; exit code 4 for a rejected key', async () => {
    const { code, out } = await onSandbox('check', '--customer', '9845765226');
    const { reads } = JSON.parse(out) as { reads: readonly { operation: string; text: string }[] };
    assert.deepEqual([code, reads[0]?.operation], [0, 'get']);
    assert.doesNotMatch(out, /Nishchal/);
    assert.equal((await run(['check', '--url', sandbox.url], { KAPTURE_KEY: canary })).code, 4);
  });

  it('keyCommand → its output is the key; it appears in no output, also if the command fails', async () => {
    const program = (script: string): string[] => [process.execPath, '-e', script];
    configure({ keyCommand: program(`console.log('${canary}')`) });
    const sent = await fromConfig({}, 'get', '7');
    assert.equal(tenant.requests.at(-1)?.headers.authorization, `Basic ${canary}`);
    const fails: [string[], RegExp][] = [
      [program(`console.log('${canary}'); console.error('${canary}'); process.exit(3)`), /ended with exit code 3/],
      [program(`console.log('${canary} ${canary}')`), /is not an auth key/],
      [['no-such-program', canary], /The program no-such-program of keyCommand was not found/],
    ];
    const failed: EndedCommand[] = [];
    for (const [keyCommand, sentence] of fails) {
      configure({ keyCommand });
      const ended = await fromConfig({}, 'get', '7');
      assert.deepEqual([ended.code, sentence.test(ended.err)], [2, true], ended.err);
      failed.push(ended);
    }
    for (const { out, err } of [sent, ...failed]) assert.ok(!`${out}${err}`.includes(canary), err);
  });

  it('keyCommand, and a server that repeats the key → the key is not in the output or the reports of tests', async () => {
    const echo = await serveHttp((response, { headers }) =>
      response.end(JSON.stringify({ status: 'failed', message: `rejected ${headers['authorization']}` })),
    );
    configure({ url: echo.origin, keyCommand: [process.execPath, '-e', `console.log('${canary}')`] });
    write('a.kapture-test.json', { cases: [{ name: 'gets', operation: 'get', body: { phone: '7' } }] });
    const reports = ['junit', 'json', 'html'].map((format) => `${format}=report.${format}`);
    const tested = await fromConfig({}, 'test', 'a.kapture-test.json', '--report', reports.join(','));
    assert.equal(tested.code, 1, tested.err);
    const sent = await fromConfig({}, 'get', '7');
    const files = reports.map((report) => readFileSync(path.join(folder, report.split('=')[1]!), 'utf8'));
    assert.deepEqual(
      echo.requests.map(({ headers }) => headers['authorization']),
      Array(2).fill(`Basic ${canary}`),
    );
    for (const shown of [tested.out, tested.err, sent.out, sent.err, ...files])
      assert.ok(!shown.includes(canary), shown);
  });

  it('a kapture.config.json in the folder → not read unless it is named, because it decides where a key is sent', async () => {
    configure({ keyEnv: 'ACME_KEY' });
    const before = tenant.requests.length;
    const unnamed = await run(['get', '7', '--connection', 'acme'], { KAPTURE_KEY: canary, ACME_KEY: canary });
    assert.deepEqual([unnamed.code, tenant.requests.length], [2, before]);
    assert.match(unnamed.err, /add --config FILE, or set KAPTURE_CONFIG/);
    const file = path.join(folder, 'kapture.config.json');
    const named = await run(['get', '7', '--connection', 'acme'], { ACME_KEY: key, KAPTURE_CONFIG: file });
    assert.equal(tenant.requests.length, before + 1, named.err);
    const only = await run(['get', '7'], { ACME_KEY: key, KAPTURE_CONFIG: file });
    assert.equal(tenant.requests.length, before + 2, only.err);
  });

  for (const [what, connection, sentence] of [
    ['a secret in it', { key: canary }, /key is not a property of a connection\. Secrets cannot be in this file\./],
    ['a command as text', { keyCommand: 'op read x' }, /keyCommand must be an array of a program and its arguments/],
    ['a base URL without https', { url: 'http://acme.example' }, /https/],
  ] as const)
    it(`a configuration with ${what} → refused, without the value`, async () => {
      configure(connection);
      const { code, err } = await fromConfig({ KAPTURE_KEY: key }, 'get', '7');
      assert.deepEqual([code, sentence.test(err), err.includes(canary)], [2, true, false], err);
    });
});
