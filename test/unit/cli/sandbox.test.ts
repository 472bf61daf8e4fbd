import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../../src/sandbox/listener.ts';
import { formOf } from '../../../src/kapture/catalogue/forms.ts';
import { sampleCustomers } from '../../../src/sandbox/sampleCustomers.ts';
import { authorization } from '../sandbox/support.ts';
import { runInProcess, type EndedCommand } from './runKapture.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe('sandbox command line', function () {
  this.timeout(20_000);
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  function start(...args: string[]): ChildProcess {
    child = spawn(process.execPath, [cli, 'sandbox', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    return child;
  }

  const run = (...args: string[]): Promise<EndedCommand> => runInProcess(['sandbox', ...args], { cwd: process.cwd() });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`start → prints its URL and responds; ${signal} → exit 0`, async () => {
      const running = start('--port', '0', '--customers', '5', '--fault', '429', '--times', '1', '--seconds', '7');
      const lines: string[] = [];
      for await (const line of createInterface({ input: running.stdout! })) {
        lines.push(line);
        if (line.startsWith('Press Ctrl+C')) break;
      }
      const url = /^Kapture sandbox: (http:\/\/127\.0\.0\.1:\d+)$/.exec(lines[0]!)?.[1];
      assert.ok(url, lines[0]);
      assert.deepEqual(lines.slice(1, 3), ['User: kapdemo', 'Password: kap123']);

      const curl = /-u (\S+) -H "([^:]+): ([^"]+)" -d "(.*)" (http\S+)$/.exec(lines[3]!)!;
      const [, user = '', header = '', value = '', body = '', address = ''] = curl;
      const ask = (): Promise<Response> =>
        fetch(address, {
          method: 'POST',
          body: body.replaceAll('\\"', '"'),
          headers: { [header]: value, authorization: `Basic ${btoa(user)}` },
        });
      const refused = await ask();
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '7']);
      assert.match(await (await ask()).text(), /Nishchal/);
      const { customers } = (await (await fetch(url)).json()) as { readonly customers: number };
      assert.ok(customers <= 5 + sampleCustomers.length, String(customers));

      running.kill(signal);
      const [code] = (await once(running, 'exit')) as unknown[];
      assert.equal(code, 0);
    });
  }

  const person = { name: 'Asha', phone: '9876543210', email: '' };
  const nested = { customer_info: { customer_name: 'Asha', phone: '9876543210' } };
  /** A search from the day before a customer of the samples to its day. */
  const dayBefore = { cm_id: 1_000_298, createStartDate: '2021-03-13', createEndDate: '2021-03-14' };
  const sampleYears = [{ start_date: '2020-01-01', end_date: '2025-12-31' }];
  const options: readonly (readonly [
    args: readonly string[],
    path: string,
    body: object,
    status: number,
    text: RegExp,
  ])[] = [
    [[], formOf('add', 'nested').path, nested, 200, /"status":"success"/],
    [['--strict'], formOf('add', 'nested').path, nested, 501, /"message":"Sandbox: /],
    [['--require-api-key'], formOf('add', 'nested').path, nested, 401, /"message":"Invalid Auth Key"/],
    [['--lower-case-envelope'], formOf('add', 'array').path, [person], 200, /"status":"success"/],
    [[], formOf('pull', 'nested').path, dayBefore, 200, /No customer between dates/],
    [['--inclusive-end'], formOf('pull', 'nested').path, dayBefore, 200, /CUS_2021-03-14/],
    [[], formOf('pull', 'flat').path, sampleYears, 200, /("imageReferenceId"[^]*){2}/],
    [
      ['--page-cap', '1'],
      formOf('pull', 'flat').path,
      sampleYears,
      200,
      /^(?![^]*("imageReferenceId"[^]*){2})[^]*"imageReferenceId"/,
    ],
  ];
  for (const [args, path, body, status, answer] of options) {
    it(`${args.join(' ') || 'no option'}, a request to ${path} → ${status}`, async () => {
      const running = start('--port', '0', '--customers', '0', ...args);
      const lines = createInterface({ input: running.stdout! });
      const [first] = (await once(lines, 'line')) as [string];
      const response = await fetch(first.replace(/^.*: (?=http)/, '') + path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization },
      });
      assert.equal(response.status, status);
      assert.match(await response.text(), answer);
    });
  }

  it('a port in use → one sentence, exit 1', async () => {
    const other = await startSandbox();
    try {
      assert.deepEqual(await run('--port', String(other.port)), {
        code: 1,
        out: '',
        err: `Port ${other.port} is in use by another program.\n`,
      });
    } finally {
      await other.close();
    }
  });

  it('--help → the usage', async () => {
    const { code, out, err } = await run('--help');
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^Usage: /);
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: string])[] = [
    [['--nonsense'], "Unknown option '--nonsense'."],
    [['extra'], 'Too many arguments. Expected 0 arguments but got 1.'],
    [['--port', 'x'], 'Option --port must be a whole number.'],
    [['--port', '70000'], 'The port must be a whole number from 0 to 65535.'],
    [['--customers', '1000001'], 'The number of customers must be a whole number from 0 to 1000000.'],
    [['--page-cap', '0'], 'The page cap must be a whole number from 1 to 1000000.'],
    [['--times', '2'], 'Options --times and --seconds require --fault.'],
    [['--fault', 'slow', '--times', '0'], 'The number of times must be a whole number from 1 to 1000000.'],
  ];
  for (const [args, sentence] of wrong) {
    it(`${args.join(' ')} → one sentence, the usage, exit 2`, async () => {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out, err.split('\n')[0]], [2, '', sentence]);
      assert.match(err, /\nUsage: /);
    });
  }
});
