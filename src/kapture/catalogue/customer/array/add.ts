import { defineForm } from '../../form.ts';
import { tenDigits } from '../contactFormats.ts';
import {
  arrayAddSchema,
  arrayCodePaths,
  arrayFieldMap,
  arrayFields,
  brokenArrayRule,
  hasOnlyArrayFields,
  isArrayForm,
} from './arrayFields.ts';

/** Add in Kapture's documentation of about 2020, as a public client sends it. */
export const arrayAdd = defineForm({
  path: '/add-update-customer-from-other-source.html',
  pathCertainty: 'solid',
  shape: 'array-of-one',
  request: () => arrayAddSchema(arrayFields),
  sample: {
    name: 'Cerk',
    phone: '3698541248',
    email: 'cerk@example.com',
    city: 'Bangalore',
    country: 'India',
    customer_code: '1',
    state: 'Karanataka',
    type: 't',
    classification: 'abc',
    zone: 'India',
    address: 'Domlur',
    date_of_birth: 'YYYY-MM-DD',
    anniversary_date: 'YYYY-MM-DD',
    primary_source: 'linkedin',
    website: 'https://www.kapturecrm.com/',
    assigned_to: 'agent@example.com',
    board_line_no: '88-8808',
    remarks: 'test',
  },
  minimal: ['customer_name', 'phone', 'email_id'],
  draft: { customer_name: '', phone: '', email_id: '', customer_code: '', city: '', state: '', country: 'India' },
  fieldMap: arrayFieldMap,
  codePaths: arrayCodePaths,
  recognition: {
    path: /add-update-customer/i,
    fits: (fields) => isArrayForm(fields),
    resembles: hasOnlyArrayFields,
  },
  formats: {},
  otherFormats: tenDigits,
  brokenRule: brokenArrayRule,
  failures: {},
  envelope: { message: 'Message', status: 'Status', success: 'Success', failed: 'failed' },
});
