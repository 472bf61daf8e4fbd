import assert from 'node:assert/strict';
import { Pace } from '../../../../../src/kapture/bulk/sending/pace.ts';
import { Reader } from '../../../../../src/kapture/bulk/lookups/reader.ts';
import { KaptureError, type KaptureErrorReason } from '../../../../../src/kapture/http/kaptureError.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { targetOf } from '../../target.ts';

describe('Reader', () => {
  const cases: readonly (readonly [reason: KaptureErrorReason, detail: string, sentence: string])[] = [
    ['refused', 'ECONNREFUSED', 'The customer could not be looked up: acme.in refused the connection.'],
    ['timeout', '60000 ms', 'The customer could not be looked up: acme.in did not respond in time.'],
    ['name-not-found', 'ENOTFOUND', 'The customer could not be looked up: the host acme.in was not found.'],
    ['network', 'EHOSTUNREACH', 'The customer could not be looked up: acme.in could not be reached.'],
    ['reset', 'ECONNRESET', 'The customer could not be looked up: acme.in closed the connection before it responded.'],
    ['tls', 'CERT_HAS_EXPIRED', 'The customer could not be looked up: the certificate of acme.in is not trusted.'],
    ['too-large', '1000000', 'The customer could not be looked up: the response from acme.in could not be read.'],
    ['proxy', 'proxy.in: 502', 'The customer could not be looked up at acme.in (proxy.in: 502).'],
  ];
  for (const [reason, detail, sentence] of cases)
    it(`no response (${reason}) → ${sentence}`, async () => {
      const target = targetOf('https://acme.in');
      const send = (): Promise<never> => Promise.reject(new KaptureError(reason, 'acme.in', detail));
      const reading = await new Reader({ send }, target, new Pace(target.connection)).find('id', '1', undefined);
      assert.ok(reading.kind === 'failed');
      assert.equal(inEnglish(reading.failure.reason), sentence);
    });
});
