import type { Static } from 'typebox';
import { customerRecord } from './customerRecord.ts';
import { customerFields } from './customerFields.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const status = { type: 'string', description: '`success` or `failed`. HTTP 200 alone proves nothing.' } as const;
const message = { type: 'string', description: 'What the server has to say.' } as const;

/** What Add and Update send back. */
const enquiry = {
  type: 'object',
  title: 'Enquiry',
  description: 'The fields that were sent, and the ids that the server made.',
  properties: {
    ...customerFields,
    cmId: { type: ['integer', 'string'], description: 'Id of the tenant.' },
    kapture_customer_id: { type: ['integer', 'string'], description: 'Id of the customer. New after an Add.' },
    contact_id: { type: ['integer', 'string'], description: 'Id of the contact. New after an Add.' },
    enquiry_id: { type: ['integer', 'string'], description: 'Id of the enquiry, 0 for none.' },
  },
} as const satisfies FieldSchema & ObjectSchema;

export const addReply = {
  type: 'object',
  title: 'Reply to Add Customer',
  description: 'What Add answers.',
  properties: { Enquiry: enquiry, message, status },
} as const satisfies ObjectSchema;

export const updateReply = {
  type: 'object',
  title: 'Reply to Update Customer',
  description: 'What Update answers.',
  properties: { Enquiry: enquiry, message, status },
} as const satisfies ObjectSchema;

export const getReply = {
  type: 'object',
  title: 'Reply to Get Customer',
  description: 'What Get answers.',
  properties: {
    'Customer Details': {
      ...customerRecord,
      type: ['object', 'array', 'string'],
      description: 'The customer; several where the identifier is not unique; a text where nothing was found.',
    },
    message,
    status,
  },
} as const satisfies ObjectSchema;

export const pullReply = {
  type: 'object',
  title: 'Reply to Pull Customers',
  description: 'What Pull answers.',
  properties: {
    message: {
      type: ['array', 'string'],
      description: 'The customers of the range, without paging; a text where there are none.',
      items: customerRecord,
    },
    status,
  },
} as const satisfies ObjectSchema;

export type AddReply = Static<typeof addReply>;
export type UpdateReply = Static<typeof updateReply>;
