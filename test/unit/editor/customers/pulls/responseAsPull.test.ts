import assert from 'node:assert/strict';
import { addResponseToPull } from '../../../../../src/editor/customers/pulls/responseAsPull.ts';
import type { Response } from '../../../../../src/kapture/exchange/exchange.ts';
import { readResponse } from '../../../../../src/kapture/responses/readResponse.ts';
import type { StoredPull } from '../../../../../src/kapture/store/customerShapes.ts';

const pull: StoredPull = {
  id: 1,
  module: 'customer',
  tenant: 'https://acme.example',
  connection: 'Acme',
  process: 1,
  timeZone: 'Asia/Kolkata',
  range: { start: '2021-03-10', end: '2021-03-10' },
  startedAt: 0,
  endedAt: undefined,
};

describe('addResponseToPull', () => {
  const text = `{"message":[${Array.from({ length: 1000 }, (_, id) => `{"id":${id},"name":"SECRET"}`).join(',')}],"status":"success"}`;
  const response = { text, reading: readResponse('pull', 200, text) } as Response;

  it('1,000 records with a secret → all stored in batches, redacted, with their number so far', async () => {
    const [put, counts]: [string[], number[]] = [[], []];
    await addResponseToPull(
      { put: (_pull, texts) => Promise.resolve(void put.push(...texts)) },
      pull,
      response,
      (found) => found.replace('SECRET', '…'),
      new AbortController().signal,
      (count) => counts.push(count),
    );
    assert.deepEqual(
      [put.length, put[0], put[999], counts],
      [1000, '{"id":0,"name":"…"}', '{"id":999,"name":"…"}', [400, 800, 1000]],
    );
  });
  it('canceled → no further batch is stored', async () => {
    const cancel = new AbortController();
    const counts: number[] = [];
    await addResponseToPull(
      { put: () => Promise.resolve(cancel.abort()) },
      pull,
      response,
      (found) => found,
      cancel.signal,
      (count) => counts.push(count),
    );
    assert.deepEqual(counts, [400]);
  });
});
