import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { operationIds } from '../../src/kapture/catalogue/registry.ts';
import { addDays, defaultTimeZone, todayIn } from '../../src/kapture/dates/calendar.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { closeServers, serveHttp } from '../unit/kapture/http/localServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const key = 'a2FwZGVtbzprYXAxMjM=';
const from = addDays(todayIn(defaultTimeZone), -2);

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** The program of a version of Node.js, from the npm package `node`. */
function nodeOf(version: string): string {
  const folder = path.join(root, '.vscode-test', `node-${version}`);
  const program = path.join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(program)) {
    const { status, stderr } = npm(
      root,
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--foreground-scripts',
      `node@${version}`,
    );
    assert.equal(status, 0, stderr);
  }
  return program;
}

function npm(cwd: string, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

describe('the npm package, installed into an empty folder', function () {
  this.timeout(120_000);
  let folder: string;
  let program: string;
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ port: 0 });
    folder = mkdtempSync(path.join(tmpdir(), 'kapture-package-'));
    writeFileSync(path.join(folder, 'package.json'), '{}');
    const packed = npm(root, 'pack', '--json', '--pack-destination', folder);
    const [{ filename, size }] = JSON.parse(packed.stdout) as [{ filename: string; size: number }];
    console.log(`    ${filename}: ${Math.round(size / 1024)} kB`);
    const installed = npm(folder, 'install', '--offline', '--no-audit', path.join(folder, filename));
    assert.equal(installed.status, 0, installed.stderr);
    program = path.join(folder, 'node_modules', 'kapture-crm', 'dist', 'cli', 'kapture.mjs');
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([sandbox.close(), closeServers()]);
  });

  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}, node = process.execPath) =>
    spawn(node, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  async function ended(child: ReturnType<typeof start>): Promise<Ended> {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = { KAPTURE_KEY: key }): Promise<Ended> =>
    ended(start(args, env));

  it('→ no other package, and the license of each bundled one', () => {
    const installed = readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(installed, ['kapture-crm']);
    const notices = readFileSync(path.join(path.dirname(program), 'ThirdPartyNotices.txt'), 'utf8');
    const names = [...notices.matchAll(/^---- (\S+) [\d.]+ \(.+\)$/gm)].map(([, name]) => name);
    assert.ok(names.includes('commander') && names.includes('undici') && names.includes('hyparquet'), names.join());
    assert.ok(existsSync(path.join(folder, 'node_modules', 'kapture-crm', 'LICENSE')));
  });

  for (const version of ['22', '24'])
    it(`Node.js ${version} → runs`, async () => {
      const child = start(['pull', '--from', from, '--url', sandbox.url], { KAPTURE_KEY: key }, nodeOf(version));
      const { code, output } = await ended(child);
      assert.equal(code, 0, output);
      assert.match(output, /^\{.*"contacts"/m);
    });
  it('Node.js 20 → one sentence and exit code 2', async () => {
    assert.deepEqual(
      await ended(start(['whoami'], {}, nodeOf('20'))).then(({ code, output }) => [code, output.match(/\n/g)!.length]),
      [2, 1],
    );
  });

  it('each command → its help, with the exit codes', async () => {
    const help = await run(['--help']);
    const names = [...help.output.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(([, name]) => name!);
    assert.ok(names.length > operationIds.length, names.join());
    for (const name of names.filter((each) => each !== 'sandbox')) {
      const { code, output } = await run([name, '--help']);
      assert.equal(code, 0, name);
      assert.match(output, new RegExp(`^Usage: kapture ${name} [^]*Exit codes:\\n {2}0 `), name);
    }
  });

  const write = (name: string, value: unknown): void =>
    writeFileSync(path.join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  const files = (): void => {
    write('customers.csv', 'Name,Phone\nAsha Rao,9845011111\n');
    write('customers.kapture-import.json', { matchBy: 'phone', columns: { Name: 'customer_name', Phone: 'phone' } });
    write('a.kapture-test.json', { cases: [{ name: 'gets', operation: 'get', body: { phone: '9845765226' } }] });
    write('b.kapture-test.json', { cases: [{ name: 'gets', operation: 'get', body: { phone: '1' } }] });
  };
  const added = ['-f', 'customer_name=Asha Rao', '-f', 'phone=9845022222'];
  for (const [args, code] of [
    [['whoami'], 0],
    [['check'], 0],
    [['get', '61371820'], 0],
    [['get', '1'], 1],
    [['get'], 2],
    [['add', ...added], 0],
    [['add', '-f', 'customer_name=Asha Rao', '-f', 'phone=1'], 1],
    [['update', '-f', 'kapture_customer_id=61371820', '-f', 'city=Pune'], 0],
    [['pull', '--from', from], 0],
    [['pull', '--from', 'today'], 2],
    [['export', '--from', from, '--out', 'customers.parquet'], 0],
    [['export', '--from', from, '--out', 'none/customers.csv'], 2],
    [['sync', '--to', 'data', '--from', from], 0],
    [['sync', '--to', 'data', '--check'], 0],
    [['sync', '--to', 'other'], 2],
    [['test', 'a.kapture-test.json'], 0],
    [['test', 'b.kapture-test.json'], 1],
    [['test', 'none'], 2],
    [['import', 'customers.csv'], 0],
    [['import', 'customers.csv', '--apply'], 0],
    [['import', 'none.csv'], 2],
    [['completion', 'zsh'], 0],
    [['completion', 'csh'], 2],
  ] as const)
    it(`kapture ${args.join(' ')} → exit code ${code}, without the key in the output`, async () => {
      files();
      const result = await run(args[0] === 'completion' ? args : [...args, '--url', sandbox.url]);
      assert.equal(result.code, code, result.output);
      assert.ok(!result.output.includes(key), result.output);
    });

  it('an import that stops → 3', async () => {
    write('stops.csv', 'Name,Phone\nAsha Rao,9845011112\nMeera Nair,9845011113\n');
    write('stops.kapture-import.json', { matchBy: 'phone', columns: { Name: 'customer_name', Phone: 'phone' } });
    const to = ['--url', sandbox.url];
    await run(['import', 'stops.csv', '--save-plan', ...to]);
    sandbox.setFault({ fault: '500', seconds: 1 });
    const { code, output } = await run(['import', 'stops.csv', '--resume', '--apply', '--stop-after', '1', ...to]);
    sandbox.setFault({ fault: 'none' });
    assert.equal(code, 3, output);
  });

  it('the script of kapture completion, in bash → commands, options, values, and files as bash completes them', async function () {
    if (process.platform === 'win32') return this.skip();
    const { output: script } = await run(['completion', 'bash']);
    write('completion.bash', script);
    const complete = (line: string): readonly string[] => {
      const commands =
        'source ./completion.bash; COMP_LINE=$1; COMP_POINT=${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kapture_completion; printf "%s\\n" "${COMPREPLY[@]}"';
      const bin = path.join(folder, 'node_modules', '.bin');
      const env = {
        PATH: `${bin}${path.delimiter}${path.dirname(process.execPath)}:${process.env['PATH']!}`,
        HOME: folder,
      };
      const { stdout, stderr } = spawnSync('bash', ['-c', commands, 'bash', line, ...line.split(' ')], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      assert.equal(stderr, '');
      return stdout.split('\n').filter(Boolean);
    };
    write('customers.jsonl', 'kept');
    assert.deepEqual(complete('kapture ex'), ['export']);
    assert.deepEqual(complete('kapture pull --from 2026-11-01 > customers.jsonl --mod'), ['--module']);
    assert.deepEqual(complete('kapture get --role '), ['sandbox', 'development', 'production']);
    assert.deepEqual(complete('kapture get --config '), []);
    assert.equal(readFileSync(path.join(folder, 'customers.jsonl'), 'utf8'), 'kept');
  });

  for (const args of [['get', '61371820'], ['pull', '--from', from], ['check'], ['sync', '--to', 'c', '--from', from]])
    it(`kapture ${args[0]} with a rejected key → 4; without a host → 5`, async () => {
      const rejected = await run([...args, '--url', sandbox.url], { KAPTURE_KEY: 'Y2FuYXJ5OmNhbmFyeQ==' });
      assert.equal(rejected.code, 4, rejected.output);
      const refused = await run([...args, '--url', 'http://127.0.0.1:1']);
      assert.equal(refused.code, 5, refused.output);
    });

  for (const args of [
    ['get', '61371820'],
    ['pull', '--from', from],
    ['sync', '--to', 'd', '--from', from],
  ])
    it(`kapture ${args[0]} and Ctrl+C → 130`, async () => {
      let arrived = (): void => undefined;
      const arrival = new Promise<void>((resolve) => (arrived = resolve));
      const { origin } = await serveHttp(() => arrived());
      const child = start([...args, '--url', origin], { KAPTURE_KEY: key });
      const end = ended(child);
      await arrival;
      child.kill('SIGINT');
      const { code, output } = await end;
      assert.equal(code, 130, output);
    });

  for (const name of ['kapture.yml', '.gitlab-ci.yml'])
    it(`the steps of ${name} in the manual → run, and write the report`, async () => {
      const manual = readFileSync(path.join(root, 'docs/payload-tests.md'), 'utf8');
      const [, text = ''] = manual.split(`\`\`\`yaml ${name}\n`);
      const steps = [...text.split('```')[0]!.matchAll(/^ +- (?:run: )?(np[mx] .+)$/gm)].map(([, step]) => step!);
      // The first two have made the package, and are the first two of the CI of this repository, too.
      assert.deepEqual(steps.slice(0, 2), ['npm ci', 'npm run build']);
      const [command, ...others] = steps.slice(2);
      assert.deepEqual(others, []);
      files();
      mkdirSync(path.join(folder, 'tests'), { recursive: true });
      renameSync(path.join(folder, 'a.kapture-test.json'), path.join(folder, 'tests', 'a.kapture-test.json'));
      const words = command!.replace('https://your-test-tenant.kapturecrm.com', sandbox.url).split(' ');
      assert.deepEqual(words.splice(0, 2), ['npx', 'kapture']);
      const { code, output } = await run(words);
      assert.equal(code, 0, output);
      const report = path.join(folder, 'report.xml');
      assert.match(readFileSync(report, 'utf8'), /<testsuites [^>]*tests="1" failures="0" errors="0"/);
      rmSync(report);
    });

  it('the output of a keyCommand → in no output and no file', async () => {
    const keyCommand = [process.execPath, '-e', `console.log(Buffer.from('kapdemo:kap123').toString('base64'))`];
    write('kapture.config.json', { connections: { tenant: { url: sandbox.url, keyCommand } } });
    const config = ['--config', 'kapture.config.json'];
    for (const args of [['whoami'], ['check'], ['pull', '--from', from], ['sync', '--to', 'e', '--from', from]]) {
      const { code, output } = await run([...args, ...config], {});
      assert.equal(code, 0, output);
      assert.ok(!output.includes(key), output);
    }
    const contents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('node_modules') && statSync(path.join(folder, name)).isFile())
      .map((name) => [name, readFileSync(path.join(folder, name))] as const);
    assert.ok(contents.length > 5);
    assert.deepEqual(
      contents.filter(([, bytes]) => bytes.includes(key)).map(([name]) => name),
      [],
    );
  });
});
