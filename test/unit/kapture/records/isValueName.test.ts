import assert from 'node:assert/strict';
import { isValueName } from '../../../../src/kapture/tenantFields/learnedRecords.ts';

describe('isValueName', () => {
  const values = [
    'CUS-9845011111',
    '9845011111 (home)',
    '98450-11111',
    '+91 98450 11111',
    '2021-03-14',
    '945',
    'a@b.co',
  ];
  for (const name of [...values, '', ' ']) it(`“${name}” → a value`, () => assert.ok(isValueName(name)));
  for (const name of ['phone', 'attr15', 'Customer Details', 'address_line_2', 'x-2024', '10', 'contacts'])
    it(`“${name}” → a name`, () => assert.ok(!isValueName(name)));
});
