import assert from 'node:assert/strict';
import { Pace } from '../../../../../src/kapture/bulk/connection/pace.ts';
import { Reader } from '../../../../../src/kapture/bulk/lookups/reader.ts';
import { KaptureError, type KaptureErrorReason } from '../../../../../src/kapture/http/kaptureError.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { targetOf } from '../../target.ts';

describe('Reader', () => {
  const cases: readonly (readonly [reason: KaptureErrorReason, detail: string, sentence: string])[] = [
    ['refused', 'ECONNREFUSED', 'The customer could not be looked up: acme.in refused the connection.'],
    ['timeout', '60000 ms', 'The customer could not be looked up: acme.in did not respond in time.'],
    ['name-not-found', 'ENOTFOUND', 'The customer could not be looked up: the host acme.in was not found.'],
    ['network', 'EHOSTUNREACH', 'The customer could not be looked up at acme.in (EHOSTUNREACH).'],
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
