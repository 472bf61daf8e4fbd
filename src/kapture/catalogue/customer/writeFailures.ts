import type { Failure } from '../failure.ts';
import { getSample } from './getSample.ts';

/** The sandbox always has the customer of the published sample of Get. */
const { phone, email_id } = getSample;
const note =
  'The sandbox has such a customer. On any other connection, this request adds a customer unless one already exists.';

/** The documented failures of Add. Update shares its path, so it probably fails in the same way. */
export const writeFailures = {
  'invalid-email': {
    when: 'the email address is malformed',
    status: 400,
    message: 'Invalid email id.',
    fields: ['email_id'],
    example: { title: 'Invalid Email', fields: { customer_name: 'Asha', email_id: 'asha@example' } },
  },
  'invalid-phone': {
    when: 'the phone number is malformed',
    status: 400,
    message: 'Invalid phone number, number must contain 10 digits and must start from 6 or above',
    fields: ['phone'],
    example: { title: 'Invalid Phone', fields: { customer_name: 'Asha', phone: '12345' } },
  },
  'phone-taken': {
    when: 'another customer has the phone number',
    status: 400,
    message: 'This mobile number already exists. Please enter a new one.',
    fields: ['phone'],
    example: { title: 'Phone Taken', fields: { customer_name: 'Asha', phone }, note },
  },
  'email-taken': {
    when: 'another customer has the email address',
    status: 400,
    message: 'This email-id already exists. Please enter a new one.',
    fields: ['email_id'],
    example: { title: 'Email Taken', fields: { customer_name: 'Asha', email_id }, note },
  },
  'both-taken': {
    when: 'other customers have the phone number and the email address',
    status: 400,
    message: ' ,Both email and mobile number already exist. Please enter new details.',
    fields: ['phone', 'email_id'],
    example: { title: 'Phone and Email Taken', fields: { customer_name: 'Asha', phone, email_id }, note },
  },
} as const satisfies Record<string, Failure>;
