import { customerFields } from './customerFields.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

export const status = { type: 'string', description: '`success` or `failed`. HTTP 200 alone proves nothing.' } as const;
export const message = { type: 'string', description: 'What the server has to say.' } as const;

/** What Add and Update answer. */
export const enquiry = () =>
  ({
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
  }) as const satisfies FieldSchema & ObjectSchema;

/** Where Add and Update answer their ids: flat tenants in the enquiry, others beside it. */
export const enquiryIds = {
  customerId: [['Enquiry', 'kapture_customer_id'], ['Kapture Customer Id']],
  contactId: [['Enquiry', 'contact_id']],
} as const;
