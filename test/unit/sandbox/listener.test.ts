import assert from 'node:assert/strict';
import { Agent, request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { failures } from '../../../src/kapture/catalogue/failures.ts';
import { readLoose } from '../../../src/kapture/json/looseJson.ts';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { faults, type FaultId, type FaultOrder } from '../../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/listener.ts';
import { SandboxError } from '../../../src/sandbox/sandboxError.ts';
import { authorization, noon, sample } from './support.ts';

interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether the response came to its end. */
  readonly whole: boolean;
}

describe('sandbox: over a socket', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: () => noon });
  });
  afterEach(() => sandbox.close());

  function call(
    path: string,
    { body = '', ...options }: RequestOptions & { readonly body?: string | Buffer } = {},
  ): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const outgoing = request(sandbox.url + path, { method: 'POST', agent: false, ...options }, (incoming) => {
        let text = '';
        incoming
          .setEncoding('utf8')
          .on('data', (piece: string) => (text += piece))
          .on('error', () => undefined);
        incoming.on('close', () =>
          resolve({ status: incoming.statusCode!, headers: incoming.headers, text, whole: incoming.complete }),
        );
      });
      outgoing.on('error', reject).end(body);
    });
  }
  const get = (options: RequestOptions = {}): Promise<Heard> =>
    call(operations.get.path, { body: sample('get.request.json'), headers: { authorization }, ...options });
  const add = (): Promise<Heard> =>
    call(operations.add.path, { body: sample('add.request.json'), headers: { authorization } });
  const steer = (
    path: string,
    order: unknown,
    headers: Record<string, string> = { 'x-kapture-sandbox': '1' },
  ): Promise<Heard> => call(path, { body: typeof order === 'string' ? order : JSON.stringify(order), headers });

  describe('what it is', () => {
    it('GET / says so', async () => {
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

    it('counts the requests to operations alone', async () => {
      await call('/', { method: 'GET' });
      await call('/nothing');
      assert.equal(sandbox.requests, 0);
      await get();
      await get({ headers: {} });
      assert.equal(sandbox.requests, 2);
    });

    it('answers letters of every script', async () => {
      const { text } = await call(operations.add.path, {
        body: JSON.stringify({ customer_name: 'आशा 🙂', phone: '9876543210' }),
        headers: { authorization },
      });
      assert.match(text, /"customer_name":"आशा 🙂"/);
    });

    it('a large Pull comes whole', async () => {
      const { text, whole } = await call(operations.pull.path, {
        body: '[{"start_date":"2000-01-01","end_date":"2099-12-31"}]',
        headers: { authorization },
      });
      const { message } = readLoose(text).value as { readonly message: readonly unknown[] };
      assert.ok(whole);
      assert.equal(message.length, sandbox.customers);
    });
  });

  describe('who may call', () => {
    for (const host of ['evil.example', 'evil.example:8787', '127.0.0.1.evil.example', '192.168.1.2', '0.0.0.0']) {
      it(`Host ${JSON.stringify(host)} is refused`, async () => {
        assert.equal((await get({ headers: { authorization, host } })).status, 403);
        assert.equal((await call('/', { method: 'GET', headers: { host } })).status, 403);
      });
    }
    for (const host of ['127.0.0.1', 'localhost', 'localhost:1', '[::1]:8787', 'LOCALHOST']) {
      it(`Host ${host} is answered`, async () =>
        assert.equal((await get({ headers: { authorization, host } })).status, 200));
    }

    const withoutPermission: readonly Record<string, string>[] = [{}, { 'x-kapture-sandbox': '0' }];
    for (const headers of withoutPermission) {
      it(`steering with ${JSON.stringify(headers)} is refused`, async () => {
        await add();
        const before = sandbox.customers;
        assert.equal((await steer('/sandbox/fault', { fault: '500' }, headers)).status, 403);
        assert.equal((await steer('/sandbox/reset', {}, headers)).status, 403);
        assert.equal((await get()).status, 200);
        assert.equal(sandbox.customers, before);
      });
    }

    it("a browser's question beforehand is not answered with a yes", async () => {
      const question = {
        method: 'OPTIONS',
        headers: {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-kapture-sandbox',
        },
      };
      for (const path of ['/', '/sandbox/fault', '/sandbox/reset', operations.get.path]) {
        const { status, headers } = await call(path, question);
        assert.equal(status, 405);
        assert.deepEqual(
          Object.keys(headers).filter((name) => name.startsWith('access-control')),
          [],
        );
      }
    });

    it('a body of 5 MB is read, a larger one is 413', async () => {
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

  describe('steering', () => {
    it('sets a fault for the next two requests', async () => {
      const { status, text } = await steer('/sandbox/fault', { fault: '429', times: 2 });
      assert.equal(status, 200);
      assert.match(text, /"fault":"429","times":2/);
      const statuses = [await get(), await get(), await get()].map((heard) => heard.status);
      assert.deepEqual(statuses, [429, 429, 200]);
    });

    it("a fault leaves what is the sandbox's own alone", async () => {
      sandbox.setFault({ fault: '500' });
      assert.equal((await call('/', { method: 'GET' })).status, 200);
      assert.equal((await steer('/sandbox/fault', { fault: 'none' })).status, 200);
      assert.equal((await get()).status, 200);
    });

    for (const order of ['{', '{}', { fault: 'nonsense' }, { fault: '429', times: -1 }]) {
      it(`${JSON.stringify(order)} is 400 in one sentence`, async () => {
        const { status, text } = await steer('/sandbox/fault', order);
        assert.equal(status, 400);
        assert.match(text, /"message":"Sandbox: [^"]+\."/);
      });
    }

    for (const how of ['over HTTP', 'by a call']) {
      it(`a reset ${how} brings the first customers back and ends the fault`, async () => {
        const before = sandbox.customers;
        assert.equal((await add()).status, 200);
        assert.equal(sandbox.customers, before + 1);
        sandbox.setFault({ fault: '500' });
        if (how === 'by a call') sandbox.reset();
        else assert.equal((await steer('/sandbox/reset', {})).status, 200);
        assert.equal(sandbox.customers, before);
        assert.equal((await add()).status, 200);
      });
    }
  });

  describe('faults', () => {
    /** What a Get hears under each fault. A fault without a line here does not compile. */
    const heard: { readonly [Id in FaultId]: (order: FaultOrder) => Promise<void> } = {
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
        const { status, headers, text, whole } = await get();
        assert.equal(status, 200);
        assert.match(headers['content-type']!, /^application\/json/);
        assert.ok(whole);
        assert.equal(readLoose(text).problem, 'truncated');
      },
      broken: async () => {
        const { status, headers, text, whole } = await get();
        assert.equal(status, 200);
        assert.equal(whole, false);
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
      it(`${id} is heard`, async () => {
        const order: FaultOrder = { fault: id, seconds: 0.05 };
        sandbox.setFault(order);
        await heard[id](order);
      });
    }

    const keepsWrite: Partial<Record<FaultId, boolean>> = {
      truncated: true,
      broken: true,
      '401': false,
      '429': false,
      '500': false,
      html: false,
      redirect: false,
    };
    for (const [id, kept] of Object.entries(keepsWrite) as [FaultId, boolean][]) {
      it(`an Add under ${id} is ${kept ? 'done all the same' : 'not done'}`, async () => {
        const before = sandbox.customers;
        sandbox.setFault({ fault: id, times: 1 });
        await add();
        assert.equal(sandbox.customers, before + (kept ? 1 : 0));
      });
    }

    for (const fault of ['slow', 'hang', 'broken'] as const) {
      it(`a client that leaves under ${fault} leaves the sandbox well`, async () => {
        sandbox.setFault({ fault, times: 1, seconds: 0.05 });
        const leaving = request(sandbox.url + operations.get.path, {
          method: 'POST',
          agent: false,
          headers: { authorization },
        }).on('error', () => undefined);
        leaving.end(sample('get.request.json'));
        while (sandbox.requests === 0) await call('/', { method: 'GET' });
        leaving.destroy();
        sandbox.setFault({ fault: 'slow', times: 1, seconds: 0.05 });
        assert.equal((await get()).status, 200);
      });
    }

    it('a fault can be there from the start', async () => {
      await sandbox.close();
      sandbox = await startSandbox({ fault: { fault: '500', times: 1 }, now: () => noon });
      assert.equal((await get()).status, 500);
      assert.equal((await get()).status, 200);
    });
  });

  describe('start and end', () => {
    it('a port in use is said so', async () => {
      await assert.rejects(startSandbox({ port: sandbox.port }), (error) => {
        assert.ok(SandboxError.is(error, 'port-in-use'));
        assert.equal(error.message, `Port ${sandbox.port} is in use by another program.`);
        return true;
      });
    });

    for (const options of [{ port: -1 }, { port: 65_536 }, { port: 1.5 }, { customers: -1 }, { customers: 1e9 }]) {
      it(`${JSON.stringify(options)} is refused`, () =>
        assert.rejects(startSandbox(options), (error) => SandboxError.is(error, 'bad-option')));
    }

    for (const fault of ['none', 'slow'] as const) {
      it(`close ends connections at once, ${fault === 'slow' ? 'in the middle of a slow response' : 'kept alive'}`, async () => {
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
