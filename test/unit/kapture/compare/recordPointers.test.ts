import assert from 'node:assert/strict';
import { recordPointers } from '../../../../src/kapture/compare/compareTexts.ts';

describe('pointers for a record', () => {
  const cases: readonly [pointer: string, inRecord: readonly string[]][] = [
    ['/name', ['/name']],
    ['/Customer Details/name', ['/Customer Details/name', '/name']],
    ['/Customer Details/*/contacts/*/phone', ['/Customer Details/*/contacts/*/phone', '/contacts/*/phone']],
    ['/message/0/a~1b', ['/message/0/a~1b', '/a~1b']],
    ['/message', ['/message']],
    ['/message/*', ['/message/*']],
    ['/Enquiry/contact_id', ['/Enquiry/contact_id']],
  ];
  for (const [pointer, inRecord] of cases)
    it(`${pointer} → ${inRecord.join(' and ')}`, () => assert.deepEqual(recordPointers([pointer]), inRecord));
});
