import type { Static } from 'typebox';
import { problem } from '../../problem/problem.ts';
import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import type { ObjectSchema } from '../vocabulary.ts';
import { customerRecord } from './customerRecord.ts';
import { message, status, getSample } from './customerFields.ts';

const identifier = { requirement: 'optional' } as const;

const request = () =>
  ({
    type: 'object',
    title: 'Get Customer',
    description:
      'The customer with any of four identifiers, or the customers with the values of other fields. Blank values are ignored.',
    properties: {
      kapture_customer_id: {
        ...identifier,
        type: ['string', 'integer'],
        documentedType: 'integer',
        description: 'ID that Kapture assigned to the customer.',
      },
      customer_id: {
        ...identifier,
        type: ['string', 'integer'],
        documentedType: 'string',
        description: 'Customer code, entered manually. The reference of 2024 does not have this field.',
      },
      email_id: {
        ...identifier,
        type: 'string',
        documentedType: 'varchar',
        description: 'Email address of the customer.',
      },
      phone: {
        ...identifier,
        type: ['string', 'integer'],
        documentedType: 'integer',
        description: 'Phone number of the customer.',
      },
    },
  }) as const satisfies ObjectSchema;

type GetRequest = Static<ReturnType<typeof request>>;

const identifiers = Object.keys(getSample);

export const getCustomer = defineOperation({
  id: 'get',
  module: 'customer',
  title: 'Get Customer',
  icon: 'search',
  method: 'POST',
  path: '/search-customer-by-customer-id.html',
  pathCertainty: 'solid',
  shape: 'array-of-one',
  writes: false,
  request,
  sample: getSample,
  minimal: ['kapture_customer_id'],
  draft: { kapture_customer_id: '', customer_id: '', email_id: '', phone: '' },
  requested: { field: 'kapture_customer_id' },
  subject: { fields: ['kapture_customer_id', 'customer_id', 'phone', 'email_id'] },
  recognition: {
    fits: (fields, isArray) =>
      isArray && Object.keys(fields).length > 0 && Object.keys(fields).every((name) => identifiers.includes(name)),
  },
  formats: {},
  // A field other than the four identifiers is enough, too. The server may have several customers with its value.
  brokenRule: (fields) =>
    Object.keys(fields).some((name) => fieldText(fields, name))
      ? undefined
      : {
          reason: 'customer-not-found',
          field: 'kapture_customer_id',
          note: problem('None of the four identifiers is specified.'),
        },
  failures: {
    'customer-not-found': {
      when: 'no customer matches',
      message: 'Information given by you does not exist in our sytsem.',
      messageKey: 'Customer Details',
      fields: ['kapture_customer_id', 'customer_id', 'email_id', 'phone'],
      example: { title: 'Customer Not Found', fields: { email_id: 'missing@example.com' } },
    },
  },
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Get Customer',
      description: 'The response to a Get Customer request.',
      properties: {
        'Customer Details': {
          ...customerRecord,
          type: ['object', 'array', 'string'],
          description: 'The customer, an array if several customers match, or a string if none does.',
        },
        message,
        status,
      },
    }),
    resultKey: 'Customer Details',
    records: { module: 'customer', form: 'one' },
    nothingFound: 'customer-not-found',
  },
});

export type IdentifierField = keyof Pick<GetRequest, 'kapture_customer_id' | 'customer_id' | 'email_id' | 'phone'>;

/**
 * The field of Get for an identifier that was typed: a text with an @ is an email, ten digits starting with 6 to 9
 * (with or without +91) a phone, other digits a Kapture id, anything else a customer code. Undefined for a blank text.
 */
export function identifierOf(typed: string): { readonly field: IdentifierField; readonly value: string } | undefined {
  const value = typed.trim();
  if (!value) return undefined;
  if (value.includes('@')) return { field: 'email_id', value };
  const digits = value.replace(/[\s().-]/g, '').replace(/^\+91/, '');
  if (/^[6-9]\d{9}$/.test(digits)) return { field: 'phone', value: digits };
  return /^\d+$/.test(value) ? { field: 'kapture_customer_id', value } : { field: 'customer_id', value };
}
