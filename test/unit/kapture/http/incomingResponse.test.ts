import assert from 'node:assert/strict';
import { IncomingResponse } from '../../../../src/kapture/http/incomingResponse.ts';

/** What undici hands to a handler, and what became of it. */
function controller() {
  const asked: string[] = [];
  return {
    asked,
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason: Error) => void asked.push(`abort: ${reason.message}`),
    pause: () => void asked.push('pause'),
    resume: () => void asked.push('resume'),
  };
}

/** A response that has started, and what undici hands to it. */
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
  it('pieces, some before anybody reads and some after → each by itself, in order', async () => {
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

  it('a fault behind pieces that nobody has read yet → the pieces, then the fault', async () => {
    const { response, undici } = started();
    response.onResponseData(undici, Buffer.from('1'));
    response.onResponseData(undici, Buffer.from('2'));
    response.onResponseError(undici, new Error('other side closed'));
    assert.deepEqual(await texts(response), ['1', '2', '! other side closed']);
  });

  it('more pieces than may wait → the connection waits, until they are read', async () => {
    const { response, undici } = started();
    for (let piece = 0; piece < 15; piece++) response.onResponseData(undici, Buffer.from('.'));
    assert.deepEqual(undici.asked, []);
    response.onResponseData(undici, Buffer.from('.'));
    assert.deepEqual(undici.asked, ['pause']);
    response.onResponseEnd();
    assert.equal((await texts(response)).length, 16);
    assert.deepEqual(undici.asked, ['pause', 'resume']);
  });

  it('a reader that is slow → how long the connection waited for it, and when the last byte came', async () => {
    const { response, undici } = started();
    for (let piece = 0; piece < 16; piece++) response.onResponseData(undici, Buffer.from('.'));
    const since = performance.now();
    while (performance.now() < since + 5);
    let read = 0;
    for await (const piece of response) if ((read += piece.length) === 16) response.onResponseEnd();
    assert.ok(response.waitedMs >= 5 && response.waitedMs <= response.endedAt - since + 1, `${response.waitedMs} ms`);
    assert.ok(response.endedAt >= since + 5 && response.endedAt <= performance.now());
  });

  it('given up while the last pieces lie unread → none of them', async () => {
    const { response, undici } = started();
    for (const piece of ['1', '2', '3']) response.onResponseData(undici, Buffer.from(piece));
    response.onResponseEnd();
    const read: string[] = [];
    await assert.rejects(async () => {
      for await (const piece of response) {
        read.push(piece.toString());
        response.abort(new Error('cancelled'));
      }
    }, /cancelled/);
    assert.deepEqual([read, undici.asked], [['1'], []]);
  });

  it('an empty piece, as undici makes one after a pause → is none', async () => {
    const { response, undici } = started();
    for (const piece of ['1', '', '2']) response.onResponseData(undici, Buffer.from(piece));
    response.onResponseEnd();
    assert.deepEqual(await texts(response), ['1', '2']);
  });

  it('somebody who stops reading → the connection ends', async () => {
    const { response, undici } = started();
    response.onResponseData(undici, Buffer.from('1'));
    for await (const piece of response) {
      assert.equal(piece.toString(), '1');
      break;
    }
    assert.deepEqual(
      undici.asked.filter((what) => what.startsWith('abort')),
      ['abort: Nobody reads on'],
    );
  });

  it('a whole response → nothing is ended', async () => {
    const { response, undici } = started(204);
    response.onResponseEnd();
    assert.deepEqual(await texts(response), []);
    response.abort(new Error('late'));
    assert.deepEqual(undici.asked, []);
  });

  it('aborted before it has a connection → its start fails, and the request is not begun', async () => {
    const response = new IncomingResponse();
    const undici = controller();
    response.abort(new Error('cancelled'));
    await assert.rejects(response.start, /cancelled/);
    response.onRequestStart(undici);
    assert.deepEqual([undici.asked, response.isSent], [['abort: cancelled'], false]);
  });
});
