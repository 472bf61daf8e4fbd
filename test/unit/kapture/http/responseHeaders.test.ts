import assert from 'node:assert/strict';
import { secretMark, responseHeaders } from '../../../../src/kapture/http/responseHeaders.ts';

describe('responseHeaders', () => {
  it('headers → unchanged and in order, those with the same name joined', () => {
    const headers = responseHeaders({ 'x-request-id': '7f', server: 'nginx', via: ['a', 'b'], 'x-empty': undefined });
    assert.deepEqual(Object.entries(headers), [
      ['x-request-id', '7f'],
      ['server', 'nginx'],
      ['via', 'a, b'],
      ['x-empty', ''],
    ]);
  });

  for (const [cookie, expected] of [
    ['JSESSIONID=4F2A; Path=/; HttpOnly', `JSESSIONID=${secretMark}; Path=/; HttpOnly`],
    ['a=b=c,d "e"; Expires=Wed, 21 Oct 2026 07:28:00 GMT', `a=${secretMark}; Expires=Wed, 21 Oct 2026 07:28:00 GMT`],
    ['a=x\nsecret', `a=${secretMark}`],
    ['without-name; Secure', `${secretMark}; Secure`],
    ['=value', secretMark],
    ['', secretMark],
    ['a=1; Path=/, b=secret; Path=/', `a=${secretMark}; ${secretMark}; Path=/`],
    ['a=1;Path=/;x=token', `a=${secretMark}; Path=/; ${secretMark}`],
    ['a="x;y"; Max-Age=60; SameSite=Lax', `a=${secretMark}; ${secretMark}; Max-Age=60; SameSite=Lax`],
    ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2', `a=${secretMark}; ${secretMark}`],
  ] as const) {
    it(`a cookie ${JSON.stringify(cookie)} → its name and attributes, with a mark for its value`, () =>
      assert.deepEqual(responseHeaders({ 'set-cookie': cookie }), { 'set-cookie': expected }));
  }
  it('several cookies → each without its value', () =>
    assert.deepEqual(responseHeaders({ 'set-cookie': ['a=1, 2; Path=/', 'b=3'] }), {
      'set-cookie': `a=${secretMark}; Path=/, b=${secretMark}`,
    }));
  for (const name of [
    'x-auth-token',
    'authorization',
    'proxy-authorization',
    'x-csrf-token',
    'x-session-id',
    'refresh-token',
    'authentication-info',
    'x-api-key',
  ]) {
    it(`${name} → the header with a mark for its value`, () =>
      assert.deepEqual(responseHeaders({ [name]: 'Bearer abc' }), { [name]: secretMark }));
  }
  it('headers that are useful for troubleshooting → unchanged', () => {
    const headers = {
      'www-authenticate': 'Basic realm="Kapture"',
      'x-request-id': '7f',
      'x-correlation-id': '8',
      'retry-after': '3',
      location: '/login',
      'x-ratelimit-remaining': '9',
    };
    assert.deepEqual(responseHeaders(headers), headers);
  });
  it('set-cookie2 → without its value', () =>
    assert.deepEqual(responseHeaders({ 'set-cookie2': 'a=1; Path=/' }), { 'set-cookie2': `a=${secretMark}; Path=/` }));
});
