import assert from 'node:assert/strict';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';

describe('KaptureError', () => {
  const cause = new Error('connect ECONNREFUSED');
  const error = new KaptureError('refused', 'acme.in:443', 'ECONNREFUSED', cause);

  it('a reason, host, detail and cause → properties, and a message with the first three', () => {
    assert.equal(error.message, 'refused: acme.in:443 (ECONNREFUSED)');
    assert.deepEqual(
      [error.reason, error.host, error.detail, error.cause],
      ['refused', 'acme.in:443', 'ECONNREFUSED', cause],
    );
  });
  it("is → true for a matching name and reason, also of another bundle's class", () => {
    assert.equal(KaptureError.is(error), true);
    assert.equal(KaptureError.is(error, 'refused'), true);
    assert.equal(KaptureError.is(error, 'tls'), false);
    const other = Object.assign(new Error('x'), { name: 'KaptureError', reason: 'tls' });
    assert.equal(KaptureError.is(other, 'tls'), true);
  });
  it('is → false for anything else', () => {
    for (const value of [cause, undefined, null, 'refused', { name: 'KaptureError', reason: 'refused' }])
      assert.equal(KaptureError.is(value), false);
  });
});
