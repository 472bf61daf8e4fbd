import assert from 'node:assert/strict';
import { hasKey } from '../../../../../src/kapture/bulk/lookups/reader.ts';
import type { Identifier } from '../../../../../src/kapture/bulk/plans/identifiers.ts';

describe('hasKey', () => {
  const cases: readonly (readonly [what: string, Identifier, key: string, record: object, expected: boolean])[] = [
    ['its ID', 'id', '101', {}, true],
    ['another ID', 'id', '102', {}, false],
    ['the code in other case', 'code', 'a-1', { customerCode: 'A-1' }, true],
    ['a code that is a number', 'code', '77', { customerCode: 77 }, true],
    ['another code', 'code', 'A-1', { customerCode: 'B-2' }, false],
    ['a blank code', 'code', 'A-1', { customerCode: '' }, false],
    ['a code of null', 'code', 'A-1', { customerCode: null }, false],
    ['a blank code, looked up as a blank', 'code', '', { customerCode: '' }, false],
    ['no code', 'code', 'A-1', {}, true],
    ['no code, and the ID that was looked up', 'code', '101', {}, false],
    ['the code, and it is the ID too', 'code', '101', { customerCode: '101' }, true],
    ['the phone', 'phone', '+91 98450 00001', { companyPhone: '9845000001' }, true],
    ['a blank phone', 'phone', '9845000001', { companyPhone: ' ' }, false],
    ['the phone of a contact', 'phone', '9845000001', phones('', '9845000002', '9845000001'), true],
    ['a blank phone, and blank ones of contacts', 'phone', '9845000001', phones('', '', ''), false],
    ['a contact with a blank phone', 'phone', '9845000001', { contacts: [{ phone: '' }] }, false],
    ['a masked phone of a contact', 'phone', '9845000001', phones('', '98******01'), true],
    ['another masked phone of a contact', 'phone', '9845000001', phones('', '98******02'), false],
    ['no phone, and a contact without one', 'phone', '9845000001', { contacts: [{ email: 'a@example.com' }] }, true],
    ['no phone and no contacts', 'phone', '9845000001', { contacts: [] }, true],
    ['contacts that are not objects', 'phone', '9845000001', { contacts: [null, 'text'] }, true],
    ['the email in other case', 'email', 'A@example.com', { email: 'a@Example.com' }, true],
    ['a contact with a blank email', 'email', 'a@example.com', { contacts: [{ email: '' }] }, false],
    ['no email', 'email', 'a@example.com', { companyPhone: '9845000001' }, true],
  ];
  for (const [what, identifier, key, record, expected] of cases)
    it(`a record with ${what}, found by ${identifier} ${key || 'that is blank'} → ${expected}`, () => {
      const text = JSON.stringify({ id: 101, ...record });
      assert.equal(hasKey({ id: '101', text }, identifier, key), expected);
    });
});

function phones(own: string, ...contacts: readonly string[]): object {
  return { companyPhone: own, contacts: contacts.map((phone) => ({ phone })) };
}
