import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../../src/sandbox/listener.ts';
import { noon } from '../support.ts';
import { clients, type Client } from './clients.ts';

/** What each client reads. The options are those of the sandbox. */
const cases: readonly (readonly [client: Client, options: SandboxOptions, expected: object])[] = [
  // The page has Message and Status, and the client requires message and status, so a response cannot be both published
  // and read by this client. The sandbox therefore has an option for the lower case, which a tenant of that client must
  // have as well.
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
  [
    'mobility_app_ticket',
    { lowerCaseEnvelope: true },
    {
      before: 'none',
      groups: { issue_details: [{ issue_id: 'issue-1', category: 'Payment', sub_category: null, media_files: [] }] },
      opened: ['App related'],
      updated: 'success',
      after: 'none',
    },
  ],
  ['web_form', {}, { status: 200, hasId: true }],
  ['site_form', {}, { sameCustomer: true, name: 'Asha Rao', address: '1 Main Road', contact: 'Ravi' }],
  ['site_form', { strict: true }, { sameCustomer: true, name: 'Asha Rao', address: '1 Main Road', contact: 'Ravi' }],
  ['refused', {}, { lookup: false, ticket: false, message: 'Invalid Json.' }],
];

describe('sandbox and public clients', function () {
  this.timeout(20_000);
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.close());

  for (const [client, options, expected] of cases)
    it(`${client}, ${JSON.stringify(options)} → ${JSON.stringify(expected)}`, async () => {
      sandbox = await startSandbox({ now: () => noon, ...options });
      assert.deepEqual(await clients[client](sandbox.url), expected);
    });

  for (const [client, expected] of [
    [
      'ticket_scripts',
      { updated: 'success', status: 'Complete', date: '2024-04-19T14:19:00', lastNote: 'closed after call' },
    ],
    ['voice_bot', { caller: 'Nishchal', hasId: true, title: 'Order', groups: ['catalogs', 'ticket_info'] }],
  ] as const)
    it(`${client} in Python → ${JSON.stringify(expected)}`, async function () {
      sandbox = await startSandbox({ now: () => noon });
      assert.deepEqual(await inPython(client, sandbox.url, this), expected);
    });
});

/** What a client of `client.py` read. Skips the test on a machine without Python. */
async function inPython(client: string, url: string, test: Mocha.Context): Promise<unknown> {
  const script = fileURLToPath(new URL('client.py', import.meta.url));
  const env = { ...process.env, NO_PROXY: '*', no_proxy: '*', PYTHONDONTWRITEBYTECODE: '1' };
  try {
    const { stdout } = await promisify(execFile)('python3', [script, client, url], { env });
    return JSON.parse(stdout);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return test.skip();
    throw error;
  }
}
