import assert from 'node:assert/strict';
import { IncomingReply } from '../../../../src/kapture/http/incomingResponse.ts';

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

/** A reply that has started, and what undici hands to it. */
function started(status = 200, headers: Readonly<Record<string, string | string[]>> = {}) {
  const reply = new IncomingReply();
  const undici = controller();
  reply.onRequestStart(undici);
  reply.onResponseStart(undici, status, headers);
  return { reply, undici };
}

async function texts(reply: AsyncIterable<Buffer>): Promise<string[]> {
  const read: string[] = [];
  try {
    for await (const piece of reply) read.push(piece.toString());
  } catch (error) {
    read.push(`! ${(error as Error).message}`);
  }
  return read;
}

describe('IncomingReply', () => {
  it('pieces, some before anybody reads and some after → each by itself, in order', async () => {
    const { reply, undici } = started(200, { 'x-one': ['a', 'b'] });
    assert.deepEqual(await reply.start, { status: 200, headers: { 'x-one': 'a, b' } });
    reply.onResponseData(undici, Buffer.from('1'));
    reply.onResponseData(undici, Buffer.from('2'));
    const reading = texts(reply);
    await Promise.resolve();
    reply.onResponseData(undici, Buffer.from('3'));
    reply.onResponseEnd();
    assert.deepEqual(await reading, ['1', '2', '3']);
  });

  it('a fault behind pieces that nobody has read yet → the pieces, then the fault', async () => {
    const { reply, undici } = started();
    reply.onResponseData(undici, Buffer.from('1'));
    reply.onResponseData(undici, Buffer.from('2'));
    reply.onResponseError(undici, new Error('other side closed'));
    assert.deepEqual(await texts(reply), ['1', '2', '! other side closed']);
  });

  it('more pieces than may wait → the connection waits, until they are read', async () => {
    const { reply, undici } = started();
    for (let piece = 0; piece < 15; piece++) reply.onResponseData(undici, Buffer.from('.'));
    assert.deepEqual(undici.asked, []);
    reply.onResponseData(undici, Buffer.from('.'));
    assert.deepEqual(undici.asked, ['pause']);
    reply.onResponseEnd();
    assert.equal((await texts(reply)).length, 16);
    assert.deepEqual(undici.asked, ['pause', 'resume']);
  });

  it('a reader that is slow → how long the connection waited for it, and when the last byte came', async () => {
    const { reply, undici } = started();
    for (let piece = 0; piece < 16; piece++) reply.onResponseData(undici, Buffer.from('.'));
    const since = performance.now();
    while (performance.now() < since + 5);
    let read = 0;
    for await (const piece of reply) if ((read += piece.length) === 16) reply.onResponseEnd();
    assert.ok(reply.waitedMs >= 5 && reply.waitedMs <= reply.endedAt - since + 1, `${reply.waitedMs} ms`);
    assert.ok(reply.endedAt >= since + 5 && reply.endedAt <= performance.now());
  });

  it('given up while the last pieces lie unread → none of them', async () => {
    const { reply, undici } = started();
    for (const piece of ['1', '2', '3']) reply.onResponseData(undici, Buffer.from(piece));
    reply.onResponseEnd();
    const read: string[] = [];
    await assert.rejects(async () => {
      for await (const piece of reply) {
        read.push(piece.toString());
        reply.abort(new Error('cancelled'));
      }
    }, /cancelled/);
    assert.deepEqual([read, undici.asked], [['1'], []]);
  });

  it('an empty piece, as undici makes one after a pause → is none', async () => {
    const { reply, undici } = started();
    for (const piece of ['1', '', '2']) reply.onResponseData(undici, Buffer.from(piece));
    reply.onResponseEnd();
    assert.deepEqual(await texts(reply), ['1', '2']);
  });

  it('somebody who stops reading → the connection ends', async () => {
    const { reply, undici } = started();
    reply.onResponseData(undici, Buffer.from('1'));
    for await (const piece of reply) {
      assert.equal(piece.toString(), '1');
      break;
    }
    assert.deepEqual(
      undici.asked.filter((what) => what.startsWith('abort')),
      ['abort: Nobody reads on'],
    );
  });

  it('a whole reply → nothing is ended', async () => {
    const { reply, undici } = started(204);
    reply.onResponseEnd();
    assert.deepEqual(await texts(reply), []);
    reply.abort(new Error('late'));
    assert.deepEqual(undici.asked, []);
  });

  it('aborted before it has a connection → its start fails, and the request is not begun', async () => {
    const reply = new IncomingReply();
    const undici = controller();
    reply.abort(new Error('cancelled'));
    await assert.rejects(reply.start, /cancelled/);
    reply.onRequestStart(undici);
    assert.deepEqual([undici.asked, reply.isSent], [['abort: cancelled'], false]);
  });
});
