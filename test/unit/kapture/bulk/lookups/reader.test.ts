import assert from 'node:assert/strict';
import { Reader } from '../../../../../src/kapture/bulk/lookups/reader.ts';
import { Pace } from '../../../../../src/kapture/bulk/sending/pace.ts';
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
});
