import assert from 'node:assert/strict';
import { sendsBody } from '../../../../src/kapture/payloadTests/newCase.ts';
import { caseOf } from './support.ts';

describe('sendsBody', () => {
  for (const [step, body, expected] of [
    [{ body: { phone: '1', city: 'Pune' } }, '{"city":"Pune","phone":"1"}', true],
    [{ body: { phone: '1' } }, '[{"phone":"1"}]', true],
    [{ body: [{ phone: '1' }] }, '[{"phone":"1"}]', true],
    [{ body: { phone: '1' } }, '[{"phone":"1"},{"phone":"2"}]', false],
    [{ body: { phone: '1' } }, '{"phone":"2"}', false],
    [{ body: { phone: '1' } }, '{"phone":"1","city":""}', false],
    [{ body: { phone: '{{$phone}}', contact: { name: 'Asha' } } }, '{"phone":"98","contact":{"name":"Asha"}}', true],
    [{ body: { phone: '{{$phone}}' } }, '{"city":"98"}', false],
    [{ body: { phone: '1' }, key: 'wrong' }, '{"phone":"1"}', false],
    [{ rawBody: 'not JSON' }, 'not JSON', true],
    [{ rawBody: '[]' }, '{}', false],
    [{ file: 'a.kapture-get.json' }, '{}', false],
    [{ body: { phone: '1' } }, '', false],
  ] as const)
    it(`${JSON.stringify(step)} and ${body || 'nothing'} → ${expected}`, () => {
      const [read] = caseOf({ operation: 'get', ...step }).steps;
      assert.equal(sendsBody(read!, body), expected);
    });
});
