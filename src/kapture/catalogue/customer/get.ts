import type { Static } from 'typebox';
import type { ObjectSchema } from '../vocabulary.ts';

const identifier = { requirement: 'optional' } as const;

export const getRequest = {
  type: 'object',
  title: 'Get Customer',
  description: 'One customer, by any one of four identifiers. Blank ones are ignored.',
  properties: {
    kapture_customer_id: {
      ...identifier,
      type: ['string', 'integer'],
      documentedType: 'integer',
      description: 'Id that Kapture gave the customer.',
    },
    customer_id: {
      ...identifier,
      type: ['string', 'integer'],
      documentedType: 'string',
      description: 'Customer code that somebody entered by hand.',
    },
    email_id: {
      ...identifier,
      type: 'string',
      documentedType: 'varchar',
      description: 'Email of the customer.',
    },
    phone: {
      ...identifier,
      type: ['string', 'integer'],
      documentedType: 'integer',
      description: 'Phone of the customer.',
    },
  },
} as const satisfies ObjectSchema;

export type GetRequest = Static<typeof getRequest>;
