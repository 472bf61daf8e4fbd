import type { FailureReason } from './failures.ts';
import type { OperationId } from './registry.ts';
import { samples } from './samples.ts';

/** A request that Kapture answers with one documented failure. */
export interface FailureExample {
  readonly title: string;
  readonly operation: OperationId;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The customer whom the published sample of Get asks for. A sandbox always has it, so its phone and email are taken. */
const { phone, email_id } = samples.get;

/**
 * One request per documented failure that a request can bring about; a refused key is none of those. On a tenant where
 * the published phone and email are free, those that find them taken add a customer instead.
 */
export const failureExamples: Readonly<Record<Exclude<FailureReason, 'invalid-auth-key'>, FailureExample>> = {
  'name-and-contact-required': {
    title: 'Name and Contact Required',
    operation: 'add',
    fields: { customer_name: 'Asha', phone: '', email_id: '' },
  },
  'invalid-email': {
    title: 'Invalid Email',
    operation: 'add',
    fields: { customer_name: 'Asha', email_id: 'asha@example' },
  },
  'invalid-phone': { title: 'Invalid Phone', operation: 'add', fields: { customer_name: 'Asha', phone: '12345' } },
  'phone-taken': { title: 'Phone Taken', operation: 'add', fields: { customer_name: 'Asha', phone } },
  'email-taken': { title: 'Email Taken', operation: 'add', fields: { customer_name: 'Asha', email_id } },
  'both-taken': {
    title: 'Phone and Email Taken',
    operation: 'add',
    fields: { customer_name: 'Asha', phone, email_id },
  },
  'no-customer-between-dates': {
    title: 'No Customer Between Dates',
    operation: 'pull',
    fields: { start_date: '1999-01-01', end_date: '1999-01-01' },
  },
  'customer-not-found': { title: 'Customer Not Found', operation: 'get', fields: { email_id: 'nobody@example.com' } },
  'invalid-json': {
    title: 'Invalid JSON',
    operation: 'add',
    fields: { customer_name: { first: 'Asha' }, phone: '9876543210' },
  },
};
