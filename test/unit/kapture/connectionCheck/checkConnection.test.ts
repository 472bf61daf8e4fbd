import assert from 'node:assert/strict';
import { formsOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import { checkConnection } from '../../../../src/kapture/connectionCheck/checkConnection.ts';
import { orderSearchPath } from '../../../../src/kapture/connectionCheck/mayWrite.ts';
import { checkSteps, type CheckReport } from '../../../../src/kapture/connectionCheck/checkReport.ts';
import { isApplied, withChange, type Entry } from '../../../../src/kapture/connectionCheck/connectionChange.ts';
import { maxReadBytes } from '../../../../src/kapture/connectionCheck/sendRead.ts';
import { readConnection, type Connection } from '../../../../src/kapture/connection/connection.ts';
import { networkOfEnvironment } from '../../../../src/kapture/http/network.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { startSandbox } from '../../../../src/sandbox/index.ts';
import {
  closedPort,
  closeServers,
  serveHttp,
  serveSilence,
  type LocalServer,
  type SeenRequest,
} from '../http/localServer.ts';
import { targetOf } from '../target.ts';
import { invalidJson, nestedPullOnly, serveSandbox, type Answer } from './serveSandbox.ts';
import { changesIn, check, conclusionsIn, findingsIn, type CheckSettings } from './support.ts';

/** A customer of the sandbox. */
const customer = { kapture_customer_id: '61371820' };
const ticketPath = operations['get-ticket'].path;
const plainTicketPath = '/search-ticket-by-ticket-id.html';
const key = 'a2FwZGVtbzprYXAxMjM=';

const invalidKey: Answer = { status: 401, body: { message: 'Invalid Auth Key', status: 'failed' } };
const notFound: Answer = { status: 404, body: { error: 'Not Found' } };

const isPull = ({ path }: SeenRequest): boolean => path.startsWith('/select-customer');
const isArray = ({ body }: SeenRequest): boolean => body.startsWith('[');

describe('checkConnection', function () {
  this.timeout(20_000);
  const transport = createTransport();
  const servers: LocalServer[] = [];
  after(() => transport.close());

  afterEach('no request went to a path that changes data', async () => {
    const writing = operationIds
      .filter((id) => operations[id].writes)
      .flatMap((id) => formsOf(id).flatMap((form) => [form.path, ...(form.otherPaths ?? [])]));
    for (const { requests } of servers.splice(0))
      for (const { path } of requests) {
        assert.ok(!writing.some((other) => path.startsWith(other)), path);
        assert.doesNotMatch(path, /add|update|push/i);
      }
    await closeServers();
  });

  const serve = async (...args: Parameters<typeof serveHttp>): Promise<LocalServer> => {
    const server = await serveHttp(...args);
    servers.push(server);
    return server;
  };

  const serveTenant = async (...args: Parameters<typeof serveSandbox>): Promise<LocalServer> => {
    const server = await serveSandbox(...args);
    servers.push(server);
    return server;
  };

  /** Checks, applies all proposals to the settings, and checks again. */
  const checkApplied = async (server: LocalServer, checks: CheckSettings = {}): Promise<CheckReport> => {
    const report = await check(transport, server.origin, checks);
    const entry = { name: 'Test tenant', baseUrl: server.origin, role: 'sandbox', ...checks.settings };
    const { connection } = readConnection(
      JSON.parse(
        JSON.stringify(changesIn(report).reduce((changed, change) => withChange(changed, change!), entry as Entry)),
      ),
    );
    assert.ok(connection, 'the changed entry is valid');
    for (const change of changesIn(report)) assert.ok(isApplied(connection, change!));
    const { headers, dialects, paths, cmId } = connection;
    // The entry of `connectionTo` is read again, so its headers must have the form that they have in the settings.
    return check(transport, server.origin, {
      ...checks,
      settings: {
        ...checks.settings,
        dialects,
        paths,
        ...(cmId !== undefined && { cmId }),
        headers: headers.map(({ value, ...header }) => ({
          ...header,
          ...(typeof value === 'object' ? { value: value.text } : { from: value }),
        })) as unknown as Connection['headers'],
      },
    });
  };

  /** Headers as they are in the settings. */
  const settingsWith = (headers: readonly object[]): Partial<Connection> => ({
    headers: headers as unknown as Connection['headers'],
  });

  it('the sandbox without a known customer → works, nothing to change; the nested Pull uses the tenant ID of a pulled customer', async () => {
    const sandbox = await startSandbox();
    try {
      const steps: string[] = [];
      const report = await check(transport, sandbox.url, {
        onStep: (number, total, id) => steps.push(`${number}/${total} ${id}`),
      });
      assert.deepEqual(
        steps,
        checkSteps.map((id, index) => `${index + 1}/6 ${id}`),
      );
      assert.equal(report.outcome, 'works');
      assert.deepEqual(changesIn(report), []);
      assert.deepEqual(findingsIn(report).slice(0, 4), [
        'shown: Get Customer accepts the auth key.',
        'shown: Pull Customers accepts the auth key.',
        'shown: Get Ticket accepts the auth key.',
        'suggests: Pull Customers understands both the flat and the nested dialect.',
      ]);
      assert.equal(conclusionsIn(report, 'flat-pull')[1], 'shown: The tenant ID (cmId) is 2469.');
      assert.deepEqual(conclusionsIn(report, 'nested-pull'), [
        'shown: Pull Customers understands the body of the nested dialect: it returned customers.',
      ]);
    } finally {
      await sandbox.close();
    }
  });

  it('no known customer, and none was pulled → the nested Pull is not sent', async () => {
    const report = await check(transport, (await serveTenant()).origin);
    assert.deepEqual(conclusionsIn(report, 'nested-pull'), [
      'cannot-tell: Not sent: the tenant ID (cmId) is unknown. Test again with a customer of the tenant to find it.',
    ]);
  });

  it('the sandbox with a known customer → its tenant ID and its day are used, and both dialects of Pull are found', async () => {
    const tenant = await serveTenant();
    const report = await check(transport, tenant.origin, { customer });
    assert.deepEqual(
      tenant.requests.filter(isPull).map(({ body }) => body),
      [
        '[{"start_date":"2021-01-06","end_date":"2021-01-06"}]',
        '{"cm_id":2469,"createStartDate":"2021-01-06","createEndDate":"2021-01-07","limit":1,"offset":0}',
      ],
    );
    assert.deepEqual(changesIn(report), []);
    assert.ok(
      findingsIn(report).includes('suggests: Pull Customers understands both the flat and the nested dialect.'),
    );
  });

  it('each step → what was sent and received, without the key', async () => {
    const tenant = await serveTenant();
    const { steps } = await check(transport, tenant.origin);
    assert.deepEqual(
      steps.map(({ id, reads }) => [
        id,
        ...reads.map(({ path, body, headers }) => `${path} ${body} ${headers.join()}`),
      ]),
      [
        ['get', '/search-customer-by-customer-id.html [{"kapture_customer_id":"0"}] authorization,content-type,accept'],
        [
          'flat-pull',
          `/select-customer-between-start-and-end-dates.html ${tenant.requests[1]!.body} authorization,content-type,accept`,
        ],
        ['nested-pull'],
        ['orders', `${orderSearchPath} {"customerIds":"0"} authorization,content-type,accept`],
        ['ticket', `${ticketPath} {"ticket_ids":"0"} authorization,content-type,accept`],
        ['headers'],
      ],
    );
    assert.ok(tenant.requests.every(({ headers }) => headers['authorization'] === `Basic ${key}`));
    assert.ok(!JSON.stringify(steps).includes(key));
  });

  describe('a tenant of the nested Pull', () => {
    it('with a known customer → proposes the dialect and the tenant ID; applied → nothing left to change', async () => {
      const tenant = await serveTenant(nestedPullOnly);
      const report = await check(transport, tenant.origin, { customer });
      assert.deepEqual(changesIn(report), [
        { kind: 'dialect', operation: 'pull', dialect: 'nested' },
        { kind: 'cmId', cmId: '2469' },
      ]);
      assert.ok(findingsIn(report).includes('shown: Pull Customers uses the nested dialect.'));
      assert.deepEqual(changesIn(await checkApplied(tenant, { customer })), []);
    });

    it('with the tenant ID in the settings → proposes the dialect', async () => {
      const { origin } = await serveTenant(nestedPullOnly);
      const report = await check(transport, origin, { settings: { cmId: '2469' } });
      assert.deepEqual(changesIn(report), [{ kind: 'dialect', operation: 'pull', dialect: 'nested' }]);
    });

    it('without either → suggests the dialect, and proposes no change', async () => {
      const report = await check(transport, (await serveTenant(nestedPullOnly)).origin);
      assert.deepEqual(changesIn(report), []);
      assert.ok(
        findingsIn(report).includes(
          'suggests: Pull Customers uses the nested dialect. To try it, test again with a customer of the tenant.',
        ),
      );
    });
  });

  it('a nested Pull without a clear response → says so, and proposes the tenant ID', async () => {
    const broken = { status: 500, body: { message: 'Internal error', status: 'failed' } };
    const tenant = await serveTenant((request) => {
      if (!isPull(request)) return undefined;
      return isArray(request) ? invalidJson : broken;
    });
    const report = await check(transport, tenant.origin, { customer });
    assert.ok(
      findingsIn(report).includes(
        'suggests: Pull Customers probably uses the nested dialect, because it does not understand the flat one. The test in the nested dialect has no clear result. Test again later.',
      ),
    );
    assert.deepEqual(changesIn(report), [{ kind: 'cmId', cmId: '2469' }]);
  });

  it('a nested connection to a tenant of the flat Pull → proposes flat; applied → nothing left to change', async () => {
    const tenant = await serveTenant((request) => (isPull(request) && !isArray(request) ? invalidJson : undefined));
    const checks = { customer, settings: { dialect: 'nested', cmId: '2469' } } as const;
    assert.deepEqual(changesIn(await check(transport, tenant.origin, checks)), [
      { kind: 'dialect', operation: 'pull', dialect: 'flat' },
    ]);
    assert.deepEqual(changesIn(await checkApplied(tenant, checks)), []);
  });

  it('no customer on the day → suggests the dialect, because invalid dates have the same response', async () => {
    const empty = { status: 200, body: { message: 'No customer between dates.', status: 'failed' } };
    const report = await check(
      transport,
      (await serveTenant((request) => (isPull(request) ? empty : undefined))).origin,
    );
    assert.ok(findingsIn(report).includes('suggests: Pull Customers uses the flat dialect.'));
  });

  describe('no customer in response to the nested body, and no clear response to the flat one', () => {
    const empty = { status: 200, body: { message: 'No customer between dates.', status: 'failed' } };
    const unknown =
      'Pull Customers returned no customer. A tenant of the flat dialect responds like this, too, because it does not find the dates of the nested body.';
    for (const [title, flat] of [
      ['a server error', { status: 500, body: { message: 'Internal error', status: 'failed' } }],
      ['JSON without a list', { status: 200, body: { foo: 1 } }],
      ['no response', 'silence'],
      ['no customer either', empty],
    ] as const)
      it(`${title} → the nested dialect is not proposed`, async () => {
        const tenant = await serveTenant((request) => {
          if (!isPull(request)) return undefined;
          return isArray(request) ? flat : empty;
        });
        const report = await check(transport, tenant.origin, { settings: { cmId: '2469', timeoutSeconds: 1 } });
        assert.deepEqual(conclusionsIn(report, 'nested-pull'), [`cannot-tell: ${unknown}`]);
        assert.deepEqual(changesIn(report), []);
        assert.ok(!findingsIn(report).some((finding) => finding.includes('nested')));
      });
  });

  it('no customer in response to the flat body, and a server error to the nested one → a nested connection stays nested', async () => {
    const empty = { status: 200, body: { message: 'No customer between dates.', status: 'failed' } };
    const broken = { status: 500, body: { message: 'Internal error', status: 'failed' } };
    const tenant = await serveTenant((request) => {
      if (!isPull(request)) return undefined;
      return isArray(request) ? empty : broken;
    });
    const settings = { dialect: 'nested', cmId: '2469' } as const;
    assert.deepEqual(changesIn(await check(transport, tenant.origin, { settings })), []);
  });

  it('no customer in response to the nested body, and Invalid Json. to the flat one → suggests the nested dialect', async () => {
    const empty = { status: 200, body: { message: 'No customer between dates.', status: 'failed' } };
    const tenant = await serveTenant((request) => {
      if (!isPull(request)) return undefined;
      return isArray(request) ? invalidJson : empty;
    });
    const report = await check(transport, tenant.origin, { settings: { cmId: '2469' } });
    assert.ok(findingsIn(report).includes('suggests: Pull Customers uses the nested dialect.'));
    assert.deepEqual(changesIn(report), [{ kind: 'dialect', operation: 'pull', dialect: 'nested' }]);
  });

  it('a tenant ID that the connection states, and no response has → not called shown', async () => {
    const tenant = await serveTenant((request) => {
      if (!isPull(request)) return undefined;
      return isArray(request) ? invalidJson : { status: 500, body: { message: 'Internal error', status: 'failed' } };
    });
    const report = await check(transport, tenant.origin, { settings: { dialect: 'nested', cmId: '77' } });
    assert.deepEqual(
      findingsIn(report).filter((finding) => finding.includes('tenant ID')),
      [],
    );
  });

  it('a pulled customer with another tenant ID than the connection → that ID is proposed', async () => {
    const sandbox = await startSandbox();
    try {
      const report = await check(transport, sandbox.url, { settings: { dialect: 'nested', cmId: '77' } });
      assert.ok(findingsIn(report).includes('shown: The tenant ID (cmId) is 2469.'));
      assert.deepEqual(
        changesIn(report).filter((change) => change?.kind === 'cmId'),
        [{ kind: 'cmId', cmId: '2469' }],
      );
    } finally {
      await sandbox.close();
    }
  });

  it('a nested Pull that ignores the limit → says so', async () => {
    const many = { status: 200, body: { message: [{ id: 1 }, { id: 2 }], status: 'success' } };
    const tenant = await serveTenant((request) => (isPull(request) ? many : undefined));
    const report = await check(transport, tenant.origin, { settings: { cmId: '2469' } });
    assert.deepEqual(
      conclusionsIn(report, 'nested-pull')[1],
      'suggests: It ignores limit: 1 customer was requested, and at least 2 were returned.',
    );
  });

  describe('Get Ticket', () => {
    it('without the suffix → proposes that path; applied → nothing left to change', async () => {
      const tenant = await serveTenant(({ path }) => (path.endsWith('/v.2.0') ? notFound : undefined));
      const report = await check(transport, tenant.origin);
      assert.deepEqual(changesIn(report), [{ kind: 'path', operation: 'get-ticket', path: plainTicketPath }]);
      assert.deepEqual(changesIn(await checkApplied(tenant)), []);
    });

    it('at the default path, with another path in the connection → proposes the default one', async () => {
      const tenant = await serveTenant();
      const settings = { paths: { 'get-ticket': '/tickets.html' } };
      const report = await check(transport, tenant.origin, { settings });
      assert.deepEqual(changesIn(report), [{ kind: 'path', operation: 'get-ticket', path: ticketPath }]);
      assert.deepEqual(changesIn(await checkApplied(tenant, { settings })), []);
    });

    it('nowhere → says so, and proposes nothing', async () => {
      const tenant = await serveTenant(({ path }) => (path.includes('ticket') ? notFound : undefined));
      const report = await check(transport, tenant.origin);
      assert.deepEqual(changesIn(report), []);
      assert.ok(findingsIn(report).includes('suggests: Get Ticket was not found at any of the paths that were tried.'));
    });

    it('that wants an array → the array is tried at the same path', async () => {
      const tenant = await serveTenant((request) => {
        if (!request.path.includes('ticket')) return undefined;
        return isArray(request) ? { status: 200, body: [] } : invalidJson;
      });
      assert.deepEqual(conclusionsIn(await check(transport, tenant.origin), 'ticket'), [
        'suggests: Get Ticket is at this path, but does not accept an object as its body.',
        'suggests: Get Ticket accepts an array of one object. The extension sends an object, as Kapture documents it.',
      ]);
    });
  });

  describe('keys and headers', () => {
    it('a wrong key → rejected; the headers are tried as well', async () => {
      const tenant = await serveTenant();
      const report = await check(transport, tenant.origin, { key: 'wrong-key' });
      assert.equal(report.outcome, 'key-rejected');
      assert.deepEqual(changesIn(report), []);
      assert.ok(findingsIn(report).includes('shown: Get Customer rejects the auth key.'));
      assert.deepEqual(conclusionsIn(report, 'headers'), [
        'shown: The auth key is also rejected with these headers: x-api-key, x-api-type.',
        'shown: The auth key is also rejected with these headers: x-api-key, x-api-type.',
        'shown: The auth key is also rejected with these headers: x-api-key, x-api-type.',
      ]);
      assert.equal(tenant.requests.at(-1)!.headers['x-api-key'], 'Basic wrong-key');
    });

    it('a tenant that requires x-api-key → proposes the headers; applied → works', async () => {
      const tenant = await serveTenant(undefined, { requireApiKey: true });
      const report = await check(transport, tenant.origin);
      assert.equal(report.outcome, 'needs-headers');
      assert.equal(
        conclusionsIn(report, 'headers')[0],
        'shown: The auth key is accepted with these headers, and rejected without them: x-api-key, x-api-type.',
      );
      assert.ok(
        findingsIn(report).includes(
          'suggests: The tenant requires the header x-api-key (with the value of Authorization), the header x-api-type, or both. It is unknown whether Add and Update need them.',
        ),
      );
      assert.deepEqual(changesIn(report), [
        {
          kind: 'headers',
          headers: [
            { name: 'x-api-key', value: 'auth-key', operations: ['get', 'pull', 'get-ticket'] },
            { name: 'x-api-type', value: { text: 'TICKET' }, operations: ['get', 'pull', 'get-ticket'] },
          ],
        },
      ]);
      // Only headers are missing, so nothing is said about the key.
      assert.deepEqual(
        findingsIn(report).filter((text) => text.includes('rejects the auth key')),
        [],
      );
      assert.ok(!JSON.stringify(report).includes(key));
      const after = await checkApplied(tenant);
      assert.equal(after.outcome, 'works');
      assert.deepEqual(changesIn(after), []);
    });

    it('only tickets require them → proposes them for Get Ticket', async () => {
      const tenant = await serveTenant(({ path, headers }) =>
        path.includes('ticket') && !headers['x-api-key'] ? invalidKey : undefined,
      );
      const [change] = changesIn(await check(transport, tenant.origin));
      assert.ok(change?.kind === 'headers');
      assert.ok(change.headers.every(({ operations: ids }) => ids?.join() === 'get-ticket'));
      assert.deepEqual(changesIn(await checkApplied(tenant)), []);
    });

    it('Pull alone is rejected with the headers as well → proposes them for the two others', async () => {
      const tenant = await serveTenant((request) =>
        isPull(request) || !request.headers['x-api-key'] ? invalidKey : undefined,
      );
      const [change] = changesIn(await check(transport, tenant.origin));
      assert.ok(change?.kind === 'headers');
      assert.deepEqual(
        change.headers.map(({ operations: ids }) => ids),
        [
          ['get', 'get-ticket'],
          ['get', 'get-ticket'],
        ],
      );
    });

    it('a connection that sends x-api-type → proposes x-api-key alone, the only one that was added', async () => {
      const tenant = await serveTenant(({ headers }) => (headers['x-api-key'] ? undefined : invalidKey));
      const settings = settingsWith([{ name: 'X-Api-Type', value: 'CUSTOMER' }]);
      assert.deepEqual(changesIn(await check(transport, tenant.origin, { settings })), [
        {
          kind: 'headers',
          headers: [{ name: 'x-api-key', value: 'auth-key', operations: ['get', 'pull', 'get-ticket'] }],
        },
      ]);
    });

    it('a connection with its own x-api-key, a tenant that requires x-api-type → shown for that header alone', async () => {
      const tenant = await serveTenant(({ headers }) => (headers['x-api-type'] ? undefined : invalidKey));
      const settings = settingsWith([{ name: 'x-api-key', value: 'our-own' }]);
      const report = await check(transport, tenant.origin, { settings });
      assert.equal(report.outcome, 'needs-headers');
      assert.equal(
        conclusionsIn(report, 'headers')[0],
        'shown: The auth key is accepted with the header x-api-type, and rejected without it.',
      );
      assert.ok(
        findingsIn(report).includes(
          'shown: The tenant requires the header x-api-type. It is unknown whether Add and Update need it.',
        ),
      );
    });

    it('a connection that sends x-api-key with Add only → it is tried and proposed for reads', async () => {
      const tenant = await serveTenant(({ headers }) => (headers['x-api-key'] ? undefined : invalidKey));
      const settings = settingsWith([{ name: 'x-api-key', from: 'secret', operations: ['add'] }]);
      const [change] = changesIn(await check(transport, tenant.origin, { settings }));
      assert.ok(change?.kind === 'headers');
      assert.deepEqual(change.headers[0], {
        name: 'x-api-key',
        value: 'auth-key',
        operations: ['get', 'pull', 'get-ticket'],
      });
    });

    it('no key for Pull and Get Ticket → their steps are skipped', async () => {
      const tenant = await serveTenant();
      const { steps } = await checkConnection({
        transport,
        targets: { get: targetOf(tenant.origin) },
        network: networkOfEnvironment({}),
      });
      assert.deepEqual(
        steps.filter(({ reads }) => !reads.length).map(({ conclusions: [first] }) => inEnglish(first!.text)),
        [
          'Not sent: the connection has no auth key for Pull Customers.',
          'Not sent: the connection has no auth key for Pull Customers.',
          'Not sent: the connection has no auth key for Get Ticket.',
          'Not sent: the auth key was not rejected, so no other headers are needed.',
        ],
      );
    });

    it('an order search that rejects a key that Get accepts → suggests the /ms services and another key', async () => {
      const tenant = await serveTenant(({ path }) => (path === orderSearchPath ? invalidKey : undefined));
      const findings = findingsIn(await check(transport, tenant.origin));
      assert.ok(
        findings.includes(
          'suggests: The tenant has the newer services under /ms, so Add and Update probably use the nested dialect.',
        ),
      );
      assert.ok(findings.some((line) => line.startsWith('suggests: The order search requires a different auth key.')));
    });

    it('a failure with capitalized keys → suggests the array dialect', async () => {
      const body = { Message: 'Invalid Auth Key', Status: 'failed' };
      const tenant = await serveTenant(() => ({ status: 200, body }));
      assert.deepEqual(conclusionsIn(await check(transport, tenant.origin), 'get'), [
        'shown: The auth key was rejected.',
        'suggests: Message and Status are capitalized, as in the array dialect of Add and Update.',
      ]);
    });
  });

  describe('a path that may change data', () => {
    for (const path of [
      '/add-update-customer-from-other-source.html',
      '/Add-Update-Customer-From-Other-Source.html/v.2.0?=',
      '/%61dd-update-enquiry',
      '/ms/customer/customer/api/v1/add-update',
      '/customers/update',
      '/own-write.html',
    ])
      it(`${path} as the path of every read → nothing is sent there`, async () => {
        const tenant = await serveTenant();
        const settings = { paths: { get: path, pull: path, 'get-ticket': path, add: '/own-write.html' } };
        const report = await check(transport, tenant.origin, { settings, customer });
        assert.deepEqual(
          tenant.requests.map((request) => request.path),
          [orderSearchPath, ticketPath],
        );
        assert.equal(report.outcome, 'unclear');
        assert.deepEqual(
          conclusionsIn(report, 'get')[0],
          'cannot-tell: Nothing was sent, because this is not a published path of a read, or the URL names a write, so it may change data. If the URL is wrong, correct it.',
        );
      });
  });

  describe('hostile servers', () => {
    const html = '<!doctype html><title>Log in</title>';

    const titles = ['Get Customer', 'Pull Customers', 'Get Ticket'];

    it('HTML with 200 → nothing is concluded from it, and the findings say so', async () => {
      const server = await serve((response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
      const report = await check(transport, server.origin);
      assert.deepEqual([report.outcome, changesIn(report)], ['unclear', []]);
      assert.deepEqual(
        findingsIn(report),
        titles.map(
          (title) => `cannot-tell: Whether ${title} works. The response is not JSON, so it is not from Kapture's API.`,
        ),
      );
    });

    for (const body of ['{"status": "error"}', '{"message": "Internal error", "status": "failed"}'])
      it(`HTTP 500 with ${body} → the findings are server errors alone, and nothing is sent again`, async () => {
        const server = await serve((response) => response.writeHead(500).end(body));
        const report = await check(transport, server.origin);
        assert.deepEqual([report.outcome, changesIn(report)], ['unclear', []]);
        assert.deepEqual(
          findingsIn(report),
          titles.map((title) => `shown: ${title} returned a server error (HTTP 500).`),
        );
        assert.ok(report.findings.every(({ isTrouble }) => isTrouble));
        assert.equal(new Set(server.requests.map(({ path, body: sent }) => path + sent)).size, server.requests.length);
      });

    it('a server error of one operation → the first finding', async () => {
      const broken = { status: 500, body: { message: 'Internal error', status: 'failed' } };
      const report = await check(
        transport,
        (await serveTenant((request) => (request.path.startsWith(plainTicketPath) ? broken : undefined))).origin,
      );
      assert.deepEqual(findingsIn(report).slice(0, 3), [
        'shown: Get Ticket returned a server error (HTTP 500).',
        'shown: Get Customer accepts the auth key.',
        'suggests: Pull Customers accepts the auth key.',
      ]);
    });

    it('responses that end early → every operation is in the findings, and what was received is not called cut', async () => {
      const server = await serve((response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"message":', () => response.destroy());
      });
      const report = await check(transport, server.origin);
      assert.deepEqual(
        findingsIn(report),
        titles.map(
          (title) =>
            `cannot-tell: Whether ${title} works. The response ended early, or is too long to be read as a whole.`,
        ),
      );
      const [first] = report.steps[0]!.reads;
      assert.ok(first?.result.kind === 'response');
      const { text, isCut, isIncomplete } = first.result.response;
      assert.deepEqual([text, isCut, isIncomplete], ['{"message":', false, true]);
    });

    it('a redirect → not followed, and its target is redacted', async () => {
      const server = await serve((response) => response.writeHead(302, { location: `/login?key=${key}` }).end());
      const report = await check(transport, server.origin);
      const [first] = report.steps[0]!.reads;
      assert.ok(first?.result.kind === 'response');
      assert.equal(first.result.response.location, `/login?key=${redactionMark}`);
      assert.ok(server.requests.every(({ path }) => !path.startsWith('/login')));
    });

    it('no response → one request, and the other steps are skipped', async () => {
      const silent = await serveSilence();
      const report = await check(transport, silent.origin, { settings: { timeoutSeconds: 1 } });
      assert.deepEqual([report.outcome, findingsIn(report)], ['no-response', []]);
      assert.deepEqual(
        report.steps.map(({ reads }) => reads.length),
        [1, 0, 0, 0, 0, 0],
      );
      const [first] = report.steps[0]!.reads;
      assert.ok(first?.result.kind === 'error');
      assert.equal(first.result.error.reason, 'timeout');
    });

    it('a Pull without a response → the other reads are sent', async () => {
      const tenant = await serveTenant((request) => (isPull(request) ? 'silence' : undefined));
      const report = await check(transport, tenant.origin, { customer, settings: { timeoutSeconds: 1 } });
      const results = report.steps.map(({ id, reads }) => [id, reads.map(({ result }) => result.kind)]);
      assert.deepEqual(results, [
        ['get', ['response', 'response']],
        ['flat-pull', ['error']],
        ['nested-pull', ['error']],
        ['orders', ['response']],
        ['ticket', ['response']],
        ['headers', []],
      ]);
    });

    it('a response that takes longer than 20 seconds → waited for as long as the connection says', async () => {
      const timeouts: number[] = [];
      const stream: typeof transport.stream = (request) => {
        timeouts.push(request.timeoutMs);
        return transport.stream(request);
      };
      const { origin } = await serveTenant();
      await check({ ...transport, stream }, origin, { settings: { timeoutSeconds: 90 } });
      assert.deepEqual([...new Set(timeouts)], [90_000]);
    });

    it('a body that never ends → its start, and the next step', async () => {
      const server = await serve((response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"message": [{"id": 1}, ');
      });
      const report = await check(transport, server.origin, { settings: { timeoutSeconds: 1 } });
      assert.deepEqual(conclusionsIn(report, 'flat-pull'), [
        'shown: Pull Customers understands the body of the flat dialect: it returned customers.',
      ]);
    });

    it('an endless body → its first 64 KB, and the connection is closed', async () => {
      const closed: Promise<unknown>[] = [];
      const server = await serve((response) => {
        closed.push(new Promise((resolve) => response.on('close', resolve)));
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"message": [{"id": 1}');
        const fill = (): void => {
          while (!response.destroyed && response.write(',{"id": 1}'.repeat(1000)));
        };
        response.on('drain', fill);
        fill();
      });
      const report = await check(transport, server.origin);
      await Promise.all(closed);
      for (const { reads } of report.steps)
        for (const { result } of reads) {
          assert.ok(result.kind === 'response' && result.response.isCut);
          assert.ok(result.response.text.length <= maxReadBytes);
        }
    });

    it('the key in headers, in the body and across the cut → redacted', async () => {
      const server = await serve((response) =>
        response
          .writeHead(200, { 'content-type': `application/json; key=${key}` })
          .end(`{"message": "${'x'.repeat(maxReadBytes - 40)} Basic ${key}", "status": "failed"}`),
      );
      const report = await check(transport, server.origin);
      for (let length = key.length; length > 8; length--)
        assert.ok(!JSON.stringify(report).includes(key.slice(0, length)), `${length} characters of the key`);
    });

    it('HTTP 429 → nothing else is sent', async () => {
      const server = await serve((response) => response.writeHead(429, { 'retry-after': '0' }).end('{}'));
      await check(transport, server.origin);
      assert.equal(server.requests.length, 1);
    });
  });

  it('a closed port → no response, with the cause', async () => {
    const report = await check(transport, await closedPort());
    assert.equal(report.outcome, 'no-response');
    assert.ok(report.steps[0]!.reads[0]!.result.kind === 'error');
  });

  it('canceled during a step → rejects, and nothing else is sent', async () => {
    const abort = new AbortController();
    const server = await serve((_response, _request, count) => {
      if (count === 1) abort.abort();
    });
    await assert.rejects(check(transport, server.origin, { signal: abort.signal }), (error) =>
      KaptureError.is(error, 'canceled'),
    );
    assert.equal(server.requests.length, 1);
  });
});
