import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import type { ObjectSchema } from '../vocabulary.ts';
import { count, pullPath, pullResponse } from './pulledTicket.ts';

export const pullCustomerTickets = defineOperation({
  id: 'customer-tickets',
  module: 'ticket',
  title: 'Pull Tickets of a Customer',
  icon: 'cloud-download',
  method: 'POST',
  path: pullPath,
  pathCertainty: 'solid',
  shape: 'array-of-one',
  writes: false,
  request: () =>
    ({
      type: 'object',
      title: 'Pull Tickets of a Customer',
      description:
        'The tickets of a customer. A public client sends this body. Kapture documents only a range of dates at this path.',
      properties: {
        customer_code: {
          type: ['string', 'integer'],
          requirement: 'documented',
          description: "The tenant's own code of the customer. No known request takes Kapture's ID.",
        },
        status: {
          type: 'string',
          requirement: 'optional',
          description: 'Status as a letter, such as `P` for pending. The public client sends one.',
          examples: ['P', 'C', 'J'],
        },
        offset: { ...count('Number of tickets to skip, as text.'), examples: ['0'] },
        limit: { ...count('Maximum number of tickets, as text.'), examples: ['100'] },
      },
    }) as const satisfies ObjectSchema,
  sample: { customer_code: 'own-person-id-1', status: 'P', offset: '0', limit: '100' },
  minimal: ['customer_code'],
  draft: { customer_code: '', status: 'P', offset: '0', limit: '100' },
  subject: { fields: ['customer_code'] },
  recognition: {
    path: /select-ticket-between/i,
    fits: (fields) => 'customer_code' in fields,
    // A customer in the array dialect has a code, too.
    needsPath: true,
  },
  formats: {},
  brokenRule: (fields) =>
    fieldText(fields, 'customer_code') ? undefined : { reason: 'start-date-missing', field: 'customer_code' },
  failures: {},
  inferredFailures: ['start-date-missing'],
  response: {
    schema: pullResponse('Pull Tickets of a Customer'),
    sample:
      '{"totalCount": 1, "message": [{"status": "Pending", "ticketId": "713516551148", "customerName": "Asha Rao", "customerPhone": "9000000001", "additional_info": {"ride_id": {"ride_id": "ride-1"}}}], "status": "success"}',
    resultKey: 'message',
  },
});
