import assert from 'node:assert/strict';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';

describe('KaptureError', () => {
  const cause = new Error('connect ECONNREFUSED');
  const error = new KaptureError('refused', 'acme.in:443', 'ECONNREFUSED', cause);

  it('says why, where and what the system said, and keeps the cause', () => {
    assert.equal(error.message, 'refused: acme.in:443 (ECONNREFUSED)');
    assert.deepEqual(
      [error.reason, error.host, error.detail, error.cause],
      ['refused', 'acme.in:443', 'ECONNREFUSED', cause],
    );
  });
  it('is → by name and reason, also for the class of another bundle', () => {
    assert.equal(KaptureError.is(error), true);
    assert.equal(KaptureError.is(error, 'refused'), true);
    assert.equal(KaptureError.is(error, 'tls'), false);
    const other = Object.assign(new Error('x'), { name: 'KaptureError', reason: 'tls' });
    assert.equal(KaptureError.is(other, 'tls'), true);
  });
  it('is → no for anything else', () => {
    for (const value of [cause, undefined, null, 'refused', { name: 'KaptureError', reason: 'refused' }])
      assert.equal(KaptureError.is(value), false);
  });
});
