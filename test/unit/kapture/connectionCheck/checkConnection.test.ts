import assert from 'node:assert/strict';
import {
  checkConnection,
  isPublishedRead,
  knownCustomer,
  type CheckOptions,
  type CheckReport,
  type ConnectionChange,
} from '../../../../src/kapture/connectionCheck/checkConnection.ts';
import { isApplied, withChange } from '../../../../src/kapture/connectionCheck/connectionChange.ts';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { closedPort, closeServers, serveHttp, type LocalServer, type SeenRequest } from '../http/localServer.ts';
import { connectionTo, targetOf } from '../target.ts';
import { invalidJson, nestedPullOnly, serveSandbox, type Answer } from './serveSandbox.ts';

const customer = { kapture_customer_id: '61371820' };
const key = 'a2FwZGVtbzprYXAxMjM=';
const empty: Answer = { status: 200, body: { message: 'No customer between dates.', status: 'failed' } };
const broken: Answer = { status: 500, body: { message: 'Internal error', status: 'failed' } };
const nested: ConnectionChange = { kind: 'dialect', dialect: 'nested' };
const cmId: ConnectionChange = { kind: 'cmId', cmId: '2469' };

const isPull = ({ path }: SeenRequest): boolean => path.startsWith('/select-customer');
const isFlat = ({ body }: SeenRequest): boolean => body.startsWith('[');

/** A line for each read, such as `shown: Get Customer works and accepts the auth key.` */
function conclusionsIn({ reads }: CheckReport): string[] {
  return reads.map(({ conclusion: { certainty, text } }) => `${certainty}: ${inEnglish(text)}`);
}

function changesIn({ proposals }: CheckReport): ConnectionChange[] {
  return proposals.map(({ change }) => change);
}

describe('checkConnection', function () {
  this.timeout(20_000);
  const transport = createTransport();
  const client = new KaptureClient(transport, { maxBytes: 5_000_000 });
  after(() => transport.close());
  afterEach(closeServers);

  const check = (
    { origin }: Pick<LocalServer, 'origin'>,
    settings: Partial<Connection> = {},
    options: Partial<CheckOptions> = {},
  ): Promise<CheckReport> => {
    const target = targetOf(origin, settings);
    return checkConnection({ client, targets: { get: target, pull: target }, ...options });
  };

  /** A tenant whose Pull has these responses to the flat and the nested body. */
  const servePull = (flat: Answer | undefined, other: Answer | undefined): Promise<LocalServer> =>
    serveSandbox((request) => {
      if (!isPull(request)) return undefined;
      return isFlat(request) ? flat : other;
    });

  it('a known customer → three reads, with its tenant ID and its day; nothing to change', async () => {
    const tenant = await serveSandbox();
    const report = await check(tenant, {}, { customer });
    assert.deepEqual(
      tenant.requests.map(({ body }) => body),
      [
        '[{"kapture_customer_id":"61371820"}]',
        '[{"start_date":"2021-01-06","end_date":"2021-01-06"}]',
        '{"cm_id":2469,"createStartDate":"2021-01-06","createEndDate":"2021-01-07","limit":1,"offset":0}',
      ],
    );
    assert.deepEqual(conclusionsIn(report), [
      'shown: Get Customer works and accepts the auth key.',
      'shown: Pull Customers understands the flat dialect: it returned customers.',
      'shown: Pull Customers understands the nested dialect: it returned customers.',
    ]);
    assert.deepEqual(changesIn(report), []);
    assert.ok(!JSON.stringify(report).includes(key));
  });

  it('no known customer → a Get for none; without the tenant ID, the nested Pull is not sent', async () => {
    const tenant = await serveSandbox();
    const report = await check(tenant);
    assert.equal(tenant.requests[0]!.body, '[{"kapture_customer_id":"0"}]');
    assert.deepEqual(conclusionsIn(report), [
      'shown: Get Customer works and accepts the auth key.',
      'suggests: Pull Customers understands the flat dialect. It returned no customer, so it may also have ignored the dates.',
      'cannot-tell: Not sent: the tenant ID (cmId) is unknown. Test again with a customer of the tenant to find it.',
    ]);
  });

  it('a tenant of the nested Pull → proposes the dialect and the tenant ID; applied → nothing left to change', async () => {
    const tenant = await serveSandbox(nestedPullOnly);
    const changes = changesIn(await check(tenant, {}, { customer }));
    assert.deepEqual(changes, [nested, cmId]);
    const applied = changes.reduce(withChange, {}) as Partial<Connection>;
    assert.ok(changes.every((change) => isApplied(connectionTo(tenant.origin, applied), change)));
    assert.deepEqual(changesIn(await check(tenant, applied, { customer })), []);
  });

  const isNested = { dialect: 'nested', cmId: '2469' } as const;
  for (const [title, flat, other, settings, expected] of [
    ['customers for the flat body only, nested now', undefined, invalidJson, isNested, ['flat']],
    ['no customer for the flat body, nested not understood, nested now', empty, invalidJson, isNested, ['flat']],
    ['no customer for the flat body, nested broken, nested now', empty, broken, isNested, []],
    ['flat not understood, no customer for the nested body', invalidJson, empty, { cmId: '2469' }, ['nested']],
    ['no customer for either', empty, empty, { cmId: '2469' }, []],
    ['flat broken, no customer for the nested body', broken, empty, { cmId: '2469' }, []],
    ['flat not understood, nested broken', invalidJson, broken, { cmId: '2469' }, []],
  ] as const)
    it(`Pull: ${title} → ${expected.join() || 'no change'}`, async () => {
      const report = await check(await servePull(flat, other), settings, { customer });
      assert.deepEqual(
        changesIn(report),
        expected.map((dialect) => ({ kind: 'dialect', dialect })),
      );
    });

  it('no customer for the nested body → unknown, unless the flat one was not understood', async () => {
    const report = await check(await servePull(empty, empty), { cmId: '2469' });
    assert.equal(
      conclusionsIn(report)[2],
      'cannot-tell: Pull Customers returned no customer. A tenant of the flat dialect responds like this, too.',
    );
  });

  it('a customer with another tenant ID than a nested connection → that ID is proposed', async () => {
    const report = await check(await serveSandbox(), { dialect: 'nested', cmId: '77' }, { customer });
    assert.deepEqual(
      changesIn(report).filter(({ kind }) => kind === 'cmId'),
      [cmId],
    );
  });

  it('a wrong key → rejected, which is trouble', async () => {
    const { origin } = await serveSandbox();
    const target = targetOf(origin, {}, 'kapdemo:wrong');
    const { reads } = await checkConnection({ client, targets: { get: target, pull: target } });
    assert.deepEqual(
      reads.slice(0, 2).map(({ conclusion }) => [inEnglish(conclusion.text), conclusion.isTrouble]),
      Array(2).fill(['The auth key was rejected.', true]),
    );
  });

  it('no key for Pull → it is not sent', async () => {
    const tenant = await serveSandbox();
    const target = targetOf(tenant.origin);
    await checkConnection({ client, targets: { get: target }, customer });
    assert.equal(tenant.requests.length, 1);
  });

  for (const [title, answer, expected] of [
    ['HTML', '<html>', "cannot-tell: The response is not JSON, so it is not from Kapture's API."],
    ['undocumented JSON', '{"foo": 1}', 'cannot-tell: The response is JSON, but not one that Kapture documents.'],
  ] as const)
    it(`${title} → nothing is concluded from it`, async () => {
      const report = await check(await serveHttp((response) => response.end(answer)));
      assert.equal(conclusionsIn(report)[0], expected);
      assert.deepEqual(changesIn(report), []);
    });

  it('HTTP 429, or no response to Get → nothing else is sent, and nothing again', async () => {
    const limited = await serveHttp((response) => response.writeHead(429).end('{}'));
    await check(limited);
    assert.equal(limited.requests.length, 1);
    const report = await check({ origin: await closedPort() });
    assert.deepEqual([report.reads.length, report.reads[0].error?.reason], [1, 'refused']);
  });

  it('a redirect, and a key in a response → not followed, and redacted', async () => {
    const server = await serveHttp((response) => response.writeHead(302, { location: `/${key}` }).end(key));
    const [{ exchange }] = (await check(server)).reads;
    assert.deepEqual([exchange?.response.location, exchange?.response.text], [`/${redactionMark}`, redactionMark]);
  });

  it('canceled → rejects, and nothing else is sent', async () => {
    const stop = new AbortController();
    const server = await serveHttp(() => stop.abort());
    await assert.rejects(check(server, {}, { signal: stop.signal }), (error) => KaptureError.is(error, 'canceled'));
    assert.equal(server.requests.length, 1);
  });

  describe('a path that may change data', () => {
    for (const path of [
      '/add-update-customer-from-other-source.html',
      '/search-customer-by-customer-id.html?op=add',
      '/search-customer-by-customer-id.html/confirm',
      '/addCustomer.html',
      '/customer.html',
      '/',
    ])
      it(`${path} as the path of every read → nothing is sent there`, async () => {
        const tenant = await serveSandbox();
        await check(tenant, { paths: { get: path, pull: path } }, { customer });
        assert.deepEqual(tenant.requests, []);
      });

    for (const path of [
      '/search-customer-by-customer-id.html',
      '/search-customer-by-customer-id.html?=',
      '/Search-Customer-By-Customer-Id.html/v.1.0/',
    ])
      it(`${path} → a read, unless the connection writes there`, () => {
        const base = 'https://acme.kapturecrm.com/update';
        assert.equal(isPublishedRead(connectionTo(base, { paths: { get: path } }), 'get'), true);
        assert.equal(isPublishedRead(connectionTo(base, { paths: { get: path, add: path } }), 'get'), false);
      });
  });
});

describe('withChange', () => {
  const flat: ConnectionChange = { kind: 'dialect', dialect: 'flat' };
  for (const [title, entry, change, expected] of [
    ['a dialect', {}, nested, { dialects: { pull: 'nested' } }],
    ['a dialect beside others', { dialects: { add: 'array' } }, nested, { dialects: { add: 'array', pull: 'nested' } }],
    ['the dialect of the connection', { dialect: 'nested', dialects: { pull: 'flat' } }, nested, { dialect: 'nested' }],
    ['the default dialect', { dialects: { pull: 'nested' } }, flat, {}],
    ['a tenant ID', { cmId: 1 }, cmId, { cmId: '2469' }],
  ] as const)
    it(`${title} → only that changes`, () => {
      const others = { name: 'Acme', baseUrl: 'https://acme.example', unknown: [1] };
      assert.deepEqual(withChange({ ...others, ...entry }, change), { ...others, ...expected });
    });
});

describe('knownCustomer', () => {
  for (const [typed, customer] of [
    ['61371820', { kapture_customer_id: '61371820' }],
    [' 6137-1820 ', { kapture_customer_id: '61371820' }],
    ['9845012345', { phone: '9845012345' }],
    ['+91 98450 12345', { phone: '9845012345' }],
    ['+91-98450-12345', { phone: '9845012345' }],
    ['919876543210', { phone: '9876543210' }],
    ['0 98765 43210', { phone: '9876543210' }],
    ['1234567890', { phone: '1234567890' }],
    ['+911234567890', { phone: '1234567890' }],
    ['15551234567', { phone: '15551234567' }],
    ['+1 (555) 123-4567', { phone: '+15551234567' }],
    ['', undefined],
    ['Asha', undefined],
    ['asha@example.com', undefined],
    ['98450x12345', undefined],
    ['+', undefined],
  ] as const)
    it(`${JSON.stringify(typed)} → ${JSON.stringify(customer)}`, () =>
      assert.deepEqual(knownCustomer(typed), customer));
});
