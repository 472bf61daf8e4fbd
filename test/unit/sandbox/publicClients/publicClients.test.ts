import assert from 'node:assert/strict';
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
});
