import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../../src/sandbox/listener.ts';
import { noon } from '../support.ts';
import { clients, type Client } from './clients.ts';

const script = fileURLToPath(new URL('clients.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

type Run = (client: Client, url: string) => Promise<unknown>;

const languages: Readonly<Record<string, { readonly isHere: boolean; readonly run: Run }>> = {
  Node: { isHere: true, run: (client, url) => clients[client](url) },
  Python: {
    isHere: hasPython,
    run: async (client, url) => {
      // Without a proxy of the environment: the sandbox is on this machine.
      const env = { ...process.env, no_proxy: '127.0.0.1' };
      const { stdout } = await promisify(execFile)('python3', [script, client, url], { env });
      return JSON.parse(stdout) as unknown;
    },
  },
};

/** What each client reads. The options are those of the sandbox. */
const cases: readonly (readonly [client: Client, options: SandboxOptions, expected: object])[] = [
  // The page has Message and Status, and the client requires message and status: no response can be both published and
  // read by it. So the sandbox has an option for the lower case, which a tenant of that client must have as well.
  ['mobility_app_customer', {}, { unreadable: 'message' }],
  ['mobility_app_customer', { lowerCaseEnvelope: true }, { status: 'success', sameCustomer: true }],
  [
    'mobility_app_customer',
    { lowerCaseEnvelope: true, requireApiKey: true },
    { status: 'success', sameCustomer: true },
  ],
  [
    'mobility_app_chat',
    { requireApiKey: true },
    { texts: ['hello'], files: ['image/png'], people: ['Asha', 'agent 1'] },
  ],
  [
    'ticket_script',
    {},
    { tickets: ['713516551148'], dates: ['2024-04-19 14:19'], notes: ['called, no answer'], groups: [[]] },
  ],
  ['ticket_script', { requireApiKey: true }, { tickets: [], dates: [], notes: [], groups: [] }],
  ['site_form', {}, { sameCustomer: true, name: 'Asha Rao', address: '1 Main Road', contact: 'Ravi' }],
  ['site_form', { strict: true }, { sameCustomer: true, name: 'Asha Rao', address: '1 Main Road', contact: 'Ravi' }],
  ['refused', {}, { lookup: false, ticket: false, message: 'Invalid Json.' }],
];

describe('sandbox and public clients', function () {
  this.timeout(20_000);
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.close());

  for (const [language, { isHere, run }] of Object.entries(languages)) {
    for (const [client, options, expected] of cases) {
      it(`${client} in ${language}, ${JSON.stringify(options)} → ${JSON.stringify(expected)}`, async function () {
        if (!isHere) this.skip();
        sandbox = await startSandbox({ now: () => noon, ...options });
        assert.deepEqual(await run(client, sandbox.url), expected);
      });
    }
  }
});
