import { customerFields } from './customerFields.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

export const status = {
  type: 'string',
  description: '`success` or `failed`. HTTP 200 alone does not mean success.',
} as const;
export const message = { type: 'string', description: "The server's message." } as const;

/** The result in the response to Add and Update. */
export const enquiry = () =>
  ({
    type: 'object',
    title: 'Enquiry',
    description: 'The fields that were sent, and the IDs that the server generated.',
    properties: {
      ...customerFields,
      cmId: { type: ['integer', 'string'], description: 'ID of the tenant.' },
      kapture_customer_id: { type: ['integer', 'string'], description: 'ID of the customer. New after an Add.' },
      contact_id: { type: ['integer', 'string'], description: 'ID of the contact. New after an Add.' },
      enquiry_id: { type: ['integer', 'string'], description: 'ID of the enquiry, or 0 if there is none.' },
    },
  }) as const satisfies FieldSchema & ObjectSchema;
