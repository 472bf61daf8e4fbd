import assert from 'node:assert/strict';
import { Agent, request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { failures } from '../../../src/kapture/catalogue/failures.ts';
import { readLoose } from '../../../src/kapture/json/looseJson.ts';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { faults, type FaultId } from '../../../src/sandbox/faults.ts';
import { startSandbox, type LoggedRequest, type Sandbox } from '../../../src/sandbox/listener.ts';
import { SandboxError } from '../../../src/sandbox/sandboxError.ts';
import { authorization, noon, sample } from './support.ts';

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether the response was complete. */
  readonly isComplete: boolean;
}

describe('startSandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: () => noon });
  });
  afterEach(() => sandbox.close());

  function call(
    path: string,
    { body = '', ...options }: RequestOptions & { readonly body?: string | Buffer } = {},
  ): Promise<Received> {
    return new Promise((resolve, reject) => {
      const outgoing = request(sandbox.url + path, { method: 'POST', agent: false, ...options }, (incoming) => {
        let text = '';
        incoming
          .setEncoding('utf8')
          .on('data', (piece: string) => (text += piece))
          .on('error', () => undefined);
        incoming.on('close', () =>
          resolve({ status: incoming.statusCode!, headers: incoming.headers, text, isComplete: incoming.complete }),
        );
      });
      outgoing.on('error', reject).end(body);
    });
  }
  const get = (options: RequestOptions = {}): Promise<Received> =>
    call(operations.get.path, { body: sample('get.request.json'), headers: { authorization }, ...options });
  const add = (): Promise<Received> =>
    call(operations.add.path, { body: sample('add.request.json'), headers: { authorization } });
  const control = (
    path: string,
    body: unknown,
    headers: Record<string, string> = { 'x-kapture-sandbox': '1' },
  ): Promise<Received> => call(path, { body: typeof body === 'string' ? body : JSON.stringify(body), headers });

  describe('requests', () => {
    it('GET / → the state of the sandbox', async () => {
      const { status, headers, text } = await call('/', { method: 'GET' });
      assert.equal(status, 200);
      assert.match(headers['content-type']!, /^application\/json/);
      const { customers, ...rest } = JSON.parse(text) as Record<string, unknown>;
      assert.deepEqual(rest, {
        'kapture-sandbox': true,
        fault: 'none',
        requests: 0,
        user: 'kapdemo',
        password: 'kap123',
        paths: Object.fromEntries(Object.values(operations).map(({ id, path }) => [id, path])),
      });
      assert.equal(customers, sandbox.customers);
      assert.ok(sandbox.customers > 300);
    });

    it('requests to operations and to other paths → only the former are counted', async () => {
      await call('/', { method: 'GET' });
      await call('/nothing');
      assert.equal(sandbox.requests, 0);
      await get();
      await get({ headers: {} });
      assert.equal(sandbox.requests, 2);
    });

    it('non-ASCII text → returned unchanged', async () => {
      const { text } = await call(operations.add.path, {
        body: JSON.stringify({ customer_name: 'आशा 🙂', phone: '9876543210' }),
        headers: { authorization },
      });
      assert.match(text, /"customer_name":"आशा 🙂"/);
    });

    it('a large Pull → a complete response', async () => {
      const { text, isComplete } = await call(operations.pull.path, {
        body: '[{"start_date":"2000-01-01","end_date":"2099-12-31"}]',
        headers: { authorization },
      });
      const { message } = readLoose(text).value as { readonly message: readonly unknown[] };
      assert.ok(isComplete);
      assert.equal(message.length, sandbox.customers);
    });
  });

  describe('access', () => {
    for (const host of ['evil.example', 'evil.example:8787', '127.0.0.1.evil.example', '192.168.1.2', '0.0.0.0']) {
      it(`Host ${JSON.stringify(host)} → 403`, async () => {
        assert.equal((await get({ headers: { authorization, host } })).status, 403);
        assert.equal((await call('/', { method: 'GET', headers: { host } })).status, 403);
      });
    }
    for (const host of ['127.0.0.1', 'localhost', 'localhost:1', '[::1]:8787', 'LOCALHOST']) {
      it(`Host ${host} → 200`, async () => assert.equal((await get({ headers: { authorization, host } })).status, 200));
    }

    const withoutPermission: readonly Record<string, string>[] = [{}, { 'x-kapture-sandbox': '0' }];
    for (const headers of withoutPermission) {
      it(`a control request with the headers ${JSON.stringify(headers)} → 403`, async () => {
        await add();
        const before = sandbox.customers;
        assert.equal((await control('/sandbox/fault', { fault: '500' }, headers)).status, 403);
        assert.equal((await control('/sandbox/reset', {}, headers)).status, 403);
        assert.equal((await get()).status, 200);
        assert.equal(sandbox.customers, before);
      });
    }

    it('a CORS preflight request → not allowed', async () => {
      const preflight = {
        method: 'OPTIONS',
        headers: {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-kapture-sandbox',
        },
      };
      for (const path of ['/', '/sandbox/fault', '/sandbox/reset', operations.get.path]) {
        const { status, headers } = await call(path, preflight);
        assert.equal(status, 405);
        assert.deepEqual(
          Object.keys(headers).filter((name) => name.startsWith('access-control')),
          [],
        );
      }
    });

    it('a body of 5 MB → read; a larger one → 413', async () => {
      const limit = 5 * 1024 * 1024;
      assert.equal((await get({ headers: { authorization } })).status, 200);
      assert.equal(
        (await call(operations.get.path, { body: Buffer.alloc(limit, ' '), headers: { authorization } })).status,
        400,
      );
      assert.equal(
        (await call(operations.get.path, { body: Buffer.alloc(limit + 1, ' '), headers: { authorization } })).status,
        413,
      );
    });
  });

  describe('control requests', () => {
    it('a fault with times 2 → applies to the next two requests', async () => {
      const { status, text } = await control('/sandbox/fault', { fault: '429', times: 2 });
      assert.equal(status, 200);
      assert.match(text, /"fault":"429","times":2/);
      const statuses = [await get(), await get(), await get()].map((response) => response.status);
      assert.deepEqual(statuses, [429, 429, 200]);
    });

    it('a fault → does not affect the sandbox’s own paths', async () => {
      sandbox.setFault({ fault: '500' });
      assert.equal((await call('/', { method: 'GET' })).status, 200);
      assert.equal((await control('/sandbox/fault', { fault: 'none' })).status, 200);
      assert.equal((await get()).status, 200);
    });

    for (const settings of ['{', '{}', { fault: 'nonsense' }, { fault: '429', times: -1 }]) {
      it(`fault settings ${JSON.stringify(settings)} → 400 and one sentence`, async () => {
        const { status, text } = await control('/sandbox/fault', settings);
        assert.equal(status, 400);
        assert.match(text, /"message":"Sandbox: [^"]+\."/);
      });
    }

    for (const how of ['over HTTP', 'by a method call']) {
      it(`a reset ${how} → restores the initial customers and clears the fault`, async () => {
        const before = sandbox.customers;
        assert.equal((await add()).status, 200);
        assert.equal(sandbox.customers, before + 1);
        sandbox.setFault({ fault: '500' });
        if (how === 'by a method call') sandbox.reset();
        else assert.equal((await control('/sandbox/reset', {})).status, 200);
        assert.equal(sandbox.customers, before);
        assert.equal((await add()).status, 200);
      });
    }
  });

  describe('faults', () => {
    /** Checks the response to a Get for each fault. A missing fault is a compile error. */
    const checks: { readonly [Id in FaultId]: () => Promise<void> } = {
      none: async () => assert.equal((await get()).status, 200),
      slow: async () => {
        const started = performance.now();
        const { status, text } = await get();
        assert.ok(performance.now() - started >= 45);
        assert.equal(status, 200);
        assert.match(text, /Nishchal/);
      },
      '401': async () => {
        const { status, text } = await get();
        assert.equal(status, 401);
        assert.equal((JSON.parse(text) as Record<string, unknown>)['message'], failures['invalid-auth-key'].message);
      },
      '429': async () => {
        const { status, headers, text } = await get();
        assert.deepEqual([status, headers['retry-after']], [429, '1']);
        assert.match(text, /"status":"failed"/);
      },
      '429-late': async () => {
        const { status, headers, text } = await get();
        assert.deepEqual([status, headers['retry-after']], [429, '1']);
        assert.match(text, /"status":"failed"/);
      },
      '500': async () => {
        const { status, text } = await get();
        assert.equal(status, 500);
        assert.match(text, /"status":"failed"/);
      },
      html: async () => {
        const { status, headers, text } = await get();
        assert.equal(status, 200);
        assert.match(headers['content-type']!, /^text\/html/);
        assert.match(text, /<form/);
      },
      truncated: async () => {
        const { status, headers, text, isComplete } = await get();
        assert.equal(status, 200);
        assert.match(headers['content-type']!, /^application\/json/);
        assert.ok(isComplete);
        assert.equal(readLoose(text).problem, 'truncated');
      },
      broken: async () => {
        const { status, headers, text, isComplete } = await get();
        assert.equal(status, 200);
        assert.equal(isComplete, false);
        assert.ok(text.length > 0 && Number(headers['content-length']) > text.length);
      },
      redirect: async () => {
        const { status, headers } = await get();
        assert.equal(status, 302);
        const { origin, hostname } = new URL(headers.location!);
        assert.notEqual(origin, sandbox.url);
        assert.equal(hostname, 'localhost');
      },
      hang: async () => {
        const answer = get();
        while (sandbox.requests === 0) await call('/', { method: 'GET' });
        await sandbox.close();
        await assert.rejects(answer);
      },
    };

    for (const { id } of faults) {
      it(`${id} → its response`, async () => {
        sandbox.setFault({ fault: id, seconds: 0.05 });
        await checks[id]();
      });
    }

    const carriesOutAdd: Partial<Record<FaultId, boolean>> = {
      truncated: true,
      broken: true,
      '429-late': true,
      '401': false,
      '429': false,
      '500': false,
      html: false,
      redirect: false,
    };
    for (const [id, isAdded] of Object.entries(carriesOutAdd) as [FaultId, boolean][]) {
      it(`an Add with the fault ${id} → ${isAdded ? 'carried out' : 'not carried out'}`, async () => {
        const before = sandbox.customers;
        sandbox.setFault({ fault: id, times: 1 });
        await add();
        assert.equal(sandbox.customers, before + (isAdded ? 1 : 0));
      });
    }

    for (const fault of ['slow', 'hang', 'broken'] as const) {
      it(`a client that disconnects during ${fault} → the sandbox still responds to others`, async () => {
        sandbox.setFault({ fault, times: 1, seconds: 0.05 });
        const aborted = request(sandbox.url + operations.get.path, {
          method: 'POST',
          agent: false,
          headers: { authorization },
        }).on('error', () => undefined);
        aborted.end(sample('get.request.json'));
        while (sandbox.requests === 0) await call('/', { method: 'GET' });
        aborted.destroy();
        sandbox.setFault({ fault: 'slow', times: 1, seconds: 0.05 });
        assert.equal((await get()).status, 200);
      });
    }

    it('a fault in the options → applies from the start', async () => {
      await sandbox.close();
      sandbox = await startSandbox({ fault: { fault: '500', times: 1 }, now: () => noon });
      assert.equal((await get()).status, 500);
      assert.equal((await get()).status, 200);
    });
  });

  it('requests → reported at their end with operation, dialect, status and fault; not those to control it', async () => {
    await sandbox.close();
    const reported: LoggedRequest[] = [];
    sandbox = await startSandbox({ now: () => noon, onRequest: (request) => reported.push(request) });
    await get();
    for (const fault of ['429', 'broken'] as const) {
      sandbox.setFault({ fault, times: 1 });
      await get();
    }
    await call('/favicon.ico?key=1', { method: 'GET' });
    await call('/', { method: 'GET' });
    while (reported.length < 4) await call('/', { method: 'GET' });
    const { path } = operations.get;
    const one = { receivedAt: noon, method: 'POST', path, operation: 'get', dialect: 'flat', isBroken: false };
    assert.deepEqual(
      reported.map(({ milliseconds: _, ...rest }) => rest),
      [
        { ...one, status: 200, fault: 'none' },
        { ...one, status: 429, fault: '429' },
        { ...one, status: 200, fault: 'broken', isBroken: true },
        { receivedAt: noon, method: 'GET', path: '/favicon.ico', status: 404, isBroken: false, fault: 'none' },
      ],
    );
  });

  describe('start and stop', () => {
    it('a port in use → port-in-use', async () => {
      await assert.rejects(startSandbox({ port: sandbox.port }), (error) => {
        assert.ok(SandboxError.is(error, 'port-in-use'));
        assert.equal(error.message, `Port ${sandbox.port} is in use by another program.`);
        return true;
      });
    });

    for (const options of [{ port: -1 }, { port: 65_536 }, { port: 1.5 }, { customers: -1 }, { customers: 1e9 }]) {
      it(`${JSON.stringify(options)} → bad-option`, () =>
        assert.rejects(startSandbox(options), (error) => SandboxError.is(error, 'bad-option')));
    }

    for (const fault of ['none', 'slow'] as const) {
      it(`close → ends connections immediately, ${fault === 'slow' ? 'during a slow response' : 'even if they are kept alive'}`, async () => {
        sandbox.setFault({ fault, seconds: 600 });
        const agent = new Agent({ keepAlive: true });
        const answer = get({ agent });
        if (fault === 'none') await answer;
        else while (sandbox.requests === 0) await call('/', { method: 'GET' });
        const ended = fault === 'slow' ? assert.rejects(answer) : Promise.resolve();
        await sandbox.close();
        await ended;
        await assert.rejects(get({ agent }));
        agent.destroy();
        await sandbox.close();
      });
    }
  });
});
