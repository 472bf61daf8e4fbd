import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Reader } from '../../../../../src/kapture/bulk/lookups/reader.ts';
import { Pace } from '../../../../../src/kapture/bulk/lookups/pace.ts';
import { failures } from '../../../../../src/kapture/catalogue/failures.ts';
import { KaptureClient } from '../../../../../src/kapture/exchange/client.ts';
import { createTransport } from '../../../../../src/kapture/http/transport.ts';
import { KaptureError } from '../../../../../src/kapture/http/kaptureError.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { targetOf } from '../../target.ts';

describe('Reader', () => {
  it('no response → the reason says why, in the words of other requests', async () => {
    const target = targetOf('https://acme.in');
    const send = (): Promise<never> => Promise.reject(new KaptureError('timeout', 'acme.in', '60000 ms'));
    const reading = await new Reader({ send }, target, new Pace(target.connection)).find('id', '1', undefined);
    assert.ok(reading.kind === 'failed');
    assert.equal(
      inEnglish(reading.failure.reason),
      'The customer could not be looked up. acme.in did not respond in time.',
    );
  });

  for (const [status, kind, trouble] of [
    [200, 'none', undefined],
    [404, 'none', undefined],
    [302, 'failed', 'redirected'],
    [401, 'failed', 'unauthorized'],
    [503, 'failed', 'server-error'],
  ] as const)
    it(`HTTP ${status} with the documented message that no customer was found → ${kind}`, async () => {
      const text = JSON.stringify({ message: failures['customer-not-found'].message, status: 'failed' });
      const server = createServer((incoming, outgoing) => {
        incoming.resume().on('end', () => {
          outgoing.writeHead(status, { 'content-type': 'application/json' });
          outgoing.end(text);
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const client = new KaptureClient(createTransport(), { maxBytes: 1_000_000, backoffMs: 1 });
      try {
        const target = targetOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        const reading = await new Reader(client, target, new Pace(target.connection)).find('id', '1', undefined);
        assert.deepEqual(
          [reading.kind, reading.kind === 'failed' && reading.failure.trouble],
          [kind, trouble ?? false],
        );
      } finally {
        await client.close();
        server.close();
      }
    });
});
