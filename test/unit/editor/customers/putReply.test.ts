import assert from 'node:assert/strict';
import { putReply } from '../../../../src/editor/customers/putReply.ts';
import type { Reply } from '../../../../src/kapture/exchange/exchange.ts';
import { readReply } from '../../../../src/kapture/exchange/readResponse.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';

const pull: StoredPull = {
  id: 1,
  tenant: 'https://acme.example',
  connection: 'Acme',
  timeZone: 'Asia/Kolkata',
  range: { start: '2021-03-10', end: '2021-03-10' },
  startedAt: 0,
  endedAt: undefined,
};

describe('putReply', () => {
  const text = `{"message":[${Array.from({ length: 1000 }, (_, id) => `{"id":${id},"name":"SECRET"}`).join(',')}],"status":"success"}`;
  const reply = { text, reading: readReply('pull', 200, text) } as Reply;

  it('puts all records, some at a time, without secrets, and says how many', async () => {
    const [put, counts]: [string[], number[]] = [[], []];
    await putReply(
      { put: (_pull, texts) => Promise.resolve(void put.push(...texts)) },
      pull,
      reply,
      (found) => found.replace('SECRET', '…'),
      new AbortController().signal,
      (count) => counts.push(count),
    );
    assert.deepEqual(
      [put.length, put[0], put[999], counts],
      [1000, '{"id":0,"name":"…"}', '{"id":999,"name":"…"}', [400, 800, 1000]],
    );
  });
  it('cancelled → what was put stays, and no more is', async () => {
    const cancel = new AbortController();
    const counts: number[] = [];
    await putReply(
      { put: () => Promise.resolve(cancel.abort()) },
      pull,
      reply,
      (found) => found,
      cancel.signal,
      (count) => counts.push(count),
    );
    assert.deepEqual(counts, [400]);
  });
});
