import assert from 'node:assert/strict';
import { IncomingResponse, responseHeaders, secretMark } from '../../../../src/kapture/http/incomingResponse.ts';

/** A controller as undici passes it to a handler, which records its calls. */
function controller() {
  const calls: string[] = [];
  return {
    calls,
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason: Error) => void calls.push(`abort: ${reason.message}`),
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
  };
}

/** A response that has started, and its controller. */
function started(status = 200, headers: Readonly<Record<string, string | string[]>> = {}) {
  const response = new IncomingResponse();
  const undici = controller();
  response.onRequestStart(undici);
  response.onResponseStart(undici, status, headers);
  return { response, undici };
}

async function texts(response: AsyncIterable<Buffer>): Promise<string[]> {
  const read: string[] = [];
  try {
    for await (const piece of response) read.push(piece.toString());
  } catch (error) {
    read.push(`! ${(error as Error).message}`);
  }
  return read;
}

describe('IncomingResponse', () => {
  it('chunks from before and after reading starts → each chunk, in order', async () => {
    const { response, undici } = started(200, { 'x-one': ['a', 'b'] });
    assert.deepEqual(await response.start, { status: 200, headers: { 'x-one': 'a, b' } });
    response.onResponseData(undici, Buffer.from('1'));
    response.onResponseData(undici, Buffer.from('2'));
    const reading = texts(response);
    await Promise.resolve();
    response.onResponseData(undici, Buffer.from('3'));
    response.onResponseEnd();
    assert.deepEqual(await reading, ['1', '2', '3']);
  });

  it('an error after unread chunks → the chunks, then the error', async () => {
    const { response, undici } = started();
    response.onResponseData(undici, Buffer.from('1'));
    response.onResponseData(undici, Buffer.from('2'));
    response.onResponseError(undici, new Error('other side closed'));
    assert.deepEqual(await texts(response), ['1', '2', '! other side closed']);
  });

  it('too many unread chunks → the connection is paused until they are read', async () => {
    const { response, undici } = started();
    for (let piece = 0; piece < 15; piece++) response.onResponseData(undici, Buffer.from('.'));
    assert.deepEqual(undici.calls, []);
    response.onResponseData(undici, Buffer.from('.'));
    assert.deepEqual(undici.calls, ['pause']);
    response.onResponseEnd();
    assert.equal((await texts(response)).length, 16);
    assert.deepEqual(undici.calls, ['pause', 'resume']);
  });

  it('a reader that stops → the connection is closed', async () => {
    const { response, undici } = started();
    response.onResponseData(undici, Buffer.from('1'));
    for await (const piece of response) {
      assert.equal(piece.toString(), '1');
      break;
    }
    assert.deepEqual(
      undici.calls.filter((what) => what.startsWith('abort')),
      ['abort: The reader stopped'],
    );
  });

  it('a complete response → the connection stays open', async () => {
    const { response, undici } = started(204);
    response.onResponseEnd();
    assert.deepEqual(await texts(response), []);
    response.abort(new Error('late'));
    assert.deepEqual(undici.calls, []);
  });

  it('aborted before it has a connection → its start is rejected, and the request is not sent', async () => {
    const response = new IncomingResponse();
    const undici = controller();
    response.abort(new Error('canceled'));
    await assert.rejects(response.start, /canceled/);
    response.onRequestStart(undici);
    assert.deepEqual([undici.calls, response.isSent], [['abort: canceled'], false]);
  });
});

describe('responseHeaders', () => {
  it('headers → unchanged and in order, those with the same name joined', () => {
    const headers = responseHeaders({ 'x-request-id': '7f', server: 'nginx', via: ['a', 'b'], 'x-empty': undefined });
    assert.deepEqual(Object.entries(headers), [
      ['x-request-id', '7f'],
      ['server', 'nginx'],
      ['via', 'a, b'],
      ['x-empty', ''],
    ]);
  });

  for (const [cookie, expected] of [
    ['JSESSIONID=4F2A; Path=/; HttpOnly', `JSESSIONID=${secretMark}; Path=/; HttpOnly`],
    ['a=b=c,d "e"; Expires=Wed, 21 Oct 2026 07:28:00 GMT', `a=${secretMark}; Expires=Wed, 21 Oct 2026 07:28:00 GMT`],
    ['a=x\nsecret', `a=${secretMark}`],
    ['without-name; Secure', `${secretMark}; Secure`],
    ['=value', secretMark],
    ['', secretMark],
    ['a=1; Path=/, b=secret; Path=/', `a=${secretMark}; ${secretMark}; Path=/`],
    ['a=1;Path=/;x=token', `a=${secretMark}; Path=/; ${secretMark}`],
    ['a="x;y"; Max-Age=60; SameSite=Lax', `a=${secretMark}; ${secretMark}; Max-Age=60; SameSite=Lax`],
    ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2', `a=${secretMark}; ${secretMark}`],
  ] as const) {
    it(`a cookie ${JSON.stringify(cookie)} → its name and attributes, with a mark for its value`, () =>
      assert.deepEqual(responseHeaders({ 'set-cookie': cookie }), { 'set-cookie': expected }));
  }
  it('several cookies → each without its value', () =>
    assert.deepEqual(responseHeaders({ 'set-cookie': ['a=1, 2; Path=/', 'b=3'] }), {
      'set-cookie': `a=${secretMark}; Path=/, b=${secretMark}`,
    }));
  for (const name of [
    'x-auth-token',
    'authorization',
    'proxy-authorization',
    'x-csrf-token',
    'x-session-id',
    'refresh-token',
    'authentication-info',
    'x-api-key',
  ]) {
    it(`${name} → the header with a mark for its value`, () =>
      assert.deepEqual(responseHeaders({ [name]: 'Bearer abc' }), { [name]: secretMark }));
  }
  it('headers that are useful for troubleshooting → unchanged', () => {
    const headers = {
      'www-authenticate': 'Basic realm="Kapture"',
      'x-request-id': '7f',
      'x-correlation-id': '8',
      'retry-after': '3',
      location: '/login',
      'x-ratelimit-remaining': '9',
    };
    assert.deepEqual(responseHeaders(headers), headers);
  });
});
