import assert from 'node:assert/strict';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { draftByCode } from '../../../../src/kapture/update/updateDocument.ts';

describe('draftByCode', () => {
  for (const [title, record, fields] of [
    [
      'the code and the values of the customer',
      { id: 7, name: 'Asha', companyPhone: 9876543210, email: 'asha@example.com', customerCode: 'C-7' },
      { customer_code: 'C-7', customer_name: 'Asha', phone: '9876543210', email_id: 'asha@example.com' },
    ],
    [
      'values of the contact → not those of the customer',
      { name: 'Asha', customerCode: 'C-7', contacts: [{ phone: '9876543210', email: 'asha@example.com' }] },
      { customer_code: 'C-7', customer_name: 'Asha', phone: '', email_id: '' },
    ],
    [
      'masked values, and a field of the tenant with the same name → blank',
      { name: 'Asha', companyPhone: '98******10', customerCode: '12****78', customer_code: 'own' },
      { customer_code: '', customer_name: 'Asha', phone: '', email_id: '' },
    ],
  ] as const)
    it(title, () => assert.deepEqual(draftByCode(formOf('update', 'array'), JSON.stringify(record)), fields));
});
