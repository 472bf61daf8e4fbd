import assert from 'node:assert/strict';
import { cookieMark, replyHeaders } from '../../../src/kapture/replyHeaders.ts';

describe('replyHeaders', () => {
  it('headers → as they came and in their order, several of one name joined', () => {
    const headers = replyHeaders({ 'x-request-id': '7f', server: 'nginx', via: ['a', 'b'], 'x-empty': undefined });
    assert.deepEqual(Object.entries(headers), [['x-request-id', '7f'], ['server', 'nginx'], ['via', 'a, b'], ['x-empty', '']]);
  });

  for (const [cookie, expected] of [
    ['JSESSIONID=4F2A; Path=/; HttpOnly', `JSESSIONID=${cookieMark}; Path=/; HttpOnly`],
    ['a=b=c,d "e"; Expires=Wed, 21 Oct 2026 07:28:00 GMT', `a=${cookieMark}; Expires=Wed, 21 Oct 2026 07:28:00 GMT`],
    ['a=x\nsecret', `a=${cookieMark}`],
    ['without-name; Secure', `${cookieMark}; Secure`],
    ['=value', cookieMark],
    ['', cookieMark],
  ] as const) {
    it(`a cookie ${JSON.stringify(cookie)} → its name, and a mark for its value`, () => assert.deepEqual(replyHeaders({ 'set-cookie': cookie }), { 'set-cookie': expected }));
  }
  it('several cookies → each without its value', () => assert.deepEqual(replyHeaders({ 'set-cookie': ['a=1, 2; Path=/', 'b=3'] }), { 'set-cookie': `a=${cookieMark}; Path=/, b=${cookieMark}` }));
});
