import {
  arrayAddSchema,
  arrayCodePaths,
  arrayFieldMap,
  brokenArrayRule,
  dateFormats,
  fieldsOf2016,
  hasOnlyArrayFields,
  isArrayForm,
} from '../array/arrayFields.ts';
import { defineForm } from '../../form.ts';

/** The documentation does not say which of its two messages means what. */
const keyExpired = {
  when: 'the key is rejected',
  fields: [],
  isUnauthorized: true,
} as const;

/** Add in Kapture's documentation of about 2016. */
export const object2016Add = defineForm({
  path: '/add-update-customer-from-other-source.html',
  pathCertainty: 'documented',
  shape: 'object',
  request: () => arrayAddSchema(fieldsOf2016),
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
  otherFormats: dateFormats,
  brokenRule: brokenArrayRule,
  failures: {
    'message-key-expired': { ...keyExpired, message: 'Message Key Expired' },
    'auth-key-expired': { ...keyExpired, message: 'Auth Key Expired' },
  },
  envelope: { message: 'Message', status: 'Status', success: 'Success', failed: 'Fail' },
});
