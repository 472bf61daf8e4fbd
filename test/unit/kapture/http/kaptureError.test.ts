import assert from 'node:assert/strict';
import { KaptureError, type KaptureErrorReason } from '../../../../src/kapture/http/kaptureError.ts';
import { noResponse } from '../../../../src/kapture/http/noResponse.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

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

describe('noResponse', () => {
  const cases: readonly (readonly [reason: KaptureErrorReason, detail: string, sentence: string])[] = [
    ['name-not-found', 'ENOTFOUND', 'The host acme.in was not found. Check the base URL of the connection.'],
    ['refused', 'ECONNREFUSED', 'acme.in refused the connection. Check the base URL and that the server runs.'],
    ['timeout', '60000 ms', 'acme.in did not respond in time.'],
    ['reset', 'ECONNRESET', 'acme.in closed the connection before it responded.'],
    ['too-large', '50000000', 'acme.in returned more than 50 MB (kapture.maxResponseMegabytes).'],
    [
      'tls',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'The certificate of acme.in is not trusted. If you trust it, set the CA file (UNABLE_TO_VERIFY_LEAF_SIGNATURE).',
    ],
    ['tls', 'CERT_HAS_EXPIRED', 'No secure connection to acme.in: its certificate has expired.'],
    [
      'tls',
      'CERT_NOT_YET_VALID',
      'No secure connection to acme.in: its certificate is not valid yet. Check the clock.',
    ],
    ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', 'No secure connection to acme.in: its certificate is for another host.'],
    [
      'tls',
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'No secure connection to acme.in: TLS failed (ERR_SSL_WRONG_VERSION_NUMBER). Check the base URL.',
    ],
    ['network', 'EHOSTUNREACH', 'acme.in cannot be reached from this network. Check the network and VPN.'],
    ['network', 'EACCES', 'This machine does not allow the connection to acme.in. Check its firewall.'],
    ['network', 'EMFILE', 'acme.in could not be reached (EMFILE).'],
  ];
  for (const [reason, detail, sentence] of cases)
    it(`${reason} (${detail}) → ${sentence}`, () =>
      assert.equal(inEnglish(noResponse({ reason, host: 'acme.in', detail })), sentence));
});
