import assert from 'node:assert/strict';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { sendTestRequest, wrongKey } from '../../../../src/kapture/payloadTests/runCase.ts';
import { redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';
import { closeServers, serveHttp } from '../http/localServer.ts';
import { targetOf } from '../target.ts';
import { caseOf, run } from './support.ts';

describe('sendTestRequest', () => {
  const client = new KaptureClient(createTransport(), { maxBytes: 10_000_000, backoffMs: 1 });
  const { signal } = new AbortController();
  const redact = redactor([]);
  afterEach(closeServers);
  after(() => client.close());

  for (const operation of operationIds.filter((id) => operations[id].writes))
    for (const [word, change] of Object.entries({
      production: { role: 'production' },
      'read-only': { role: 'development', readOnly: true },
    } as const))
      it(`${operation} to a ${word} connection that the runner mistakes for a sandbox → the client refuses it, and nothing is sent`, async () => {
        const server = await serveHttp((response) => response.end('{"status": "success"}'));
        const target = targetOf(server.origin, change);
        const result = await run(caseOf({ operation, rawBody: '{}' }), {
          connection: { role: 'sandbox', readOnly: false, dialect: 'flat', dialects: {} },
          send: (id, body, isKeyWrong) =>
            sendTestRequest(client, { operation: id, body, isKeyWrong }, target, { redact, signal }),
        });
        assert.deepEqual(
          [result.outcome, result.findings[0]?.error?.reason, server.requests.length],
          ['errored', word === 'production' ? 'not-confirmed' : 'read-only', 0],
        );
      });

  it('a server error → the first response, because a test checks it', async () => {
    const server = await serveHttp((response) => response.writeHead(503).end());
    const { response } = await sendTestRequest(
      client,
      { operation: 'get', body: '{}', isKeyWrong: false },
      targetOf(server.origin),
      { redact, signal },
    );
    assert.deepEqual([response.status, server.requests.length], [503, 1]);
  });

  it('a wrong key → it is sent instead of the key, and a bare password is redacted', async () => {
    const target = targetOf('http://127.0.0.1', {}, 'someone:ordinary');
    const server = await serveHttp((response) => response.end('{"message": "no ordinary day", "status": "failed"}'));
    const { connection } = targetOf(server.origin);
    const { response } = await sendTestRequest(
      client,
      { operation: 'get', body: '{}', isKeyWrong: true },
      { connection, key: target.key },
      { redact: redactor([target.key]), signal },
    );
    assert.equal(server.requests[0]?.headers.authorization, `Basic ${wrongKey}`);
    assert.equal(response.reading.message, `no ${redactionMark} day`);
  });
});
