import {
  arrayCodePaths,
  arrayFieldMap,
  arraySchema,
  brokenArrayRule,
  hasOnlyArrayFields,
  isArrayForm,
} from '../array/arrayFields.ts';
import { defineForm } from '../../form.ts';
import { tenDigits } from '../contactFormats.ts';

const keyExpired = {
  when: 'the key is wrong, missing or expired',
  fields: [],
  isUnauthorized: true,
} as const;

/** Add in Kapture's documentation of about 2016. */
export const object2016Add = defineForm({
  path: '/add-update-customer-from-other-source.html',
  pathCertainty: 'documented',
  shape: 'object',
  request: () =>
    arraySchema(
      'Add Customer',
      'A customer to add. A customer that already has the `customer_code` is probably updated instead.',
    ),
  sample: {
    name: 'rahul',
    phone: '1234567890',
    email: 'rahul@example.com',
    city: 'bangalore',
    country: 'india',
    customer_code: '1',
    state: 'karanataka',
    type: 't',
    classification: 'abc',
    zone: 'India',
    address: 'domlur',
    date_of_birth: 'YYYY-MM-DD',
    anniversary_date: 'YYYY-MM-DD',
  },
  minimal: ['customer_name', 'phone', 'email_id'],
  draft: { customer_name: '', phone: '', email_id: '', customer_code: '', city: '', state: '', country: 'India' },
  fieldMap: arrayFieldMap,
  codePaths: arrayCodePaths,
  recognition: {
    path: /add-update-customer/i,
    fits: (fields, isArray) => !isArray && isArrayForm(fields),
    resembles: hasOnlyArrayFields,
  },
  formats: {},
  otherFormats: tenDigits,
  brokenRule: brokenArrayRule,
  failures: {
    'message-key-expired': { ...keyExpired, message: 'Message Key Expired' },
    'auth-key-expired': { ...keyExpired, message: 'Auth Key Expired' },
  },
  envelope: { message: 'Message', status: 'Status', success: 'Success', failed: 'Fail' },
});
