import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import { count, pullPath, pullResponse } from './pulledTicket.ts';

const day = {
  type: 'string',
  documentedType: 'date',
  requirement: 'documented',
  examples: ['2024-04-22'],
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
  patternErrorMessage: 'Kapture expects YYYY-MM-DD.',
} as const satisfies Omit<FieldSchema, 'description'>;

export const pullTickets = defineOperation({
  id: 'pull-tickets',
  module: 'ticket',
  title: 'Pull Tickets',
  icon: 'cloud-download',
  method: 'POST',
  path: pullPath,
  pathCertainty: 'solid',
  shape: 'array-of-one',
  writes: false,
  request: () =>
    ({
      type: 'object',
      title: 'Pull Tickets',
      description: 'The tickets created within at most 24 hours.',
      properties: {
        limit: { ...count('Maximum number of tickets. Required if the tenant has paging.'), examples: [100] },
        start_date: { ...day, requirement: 'enforced', description: 'First day: `YYYY-MM-DD`.' },
        end_date: { ...day, description: 'Last day: `YYYY-MM-DD`, at most 24 hours after the first one.' },
        offset: { ...count('Number of tickets to skip. Only a public client sends it.'), examples: [0] },
      },
    }) as const satisfies ObjectSchema,
  sample: { limit: 1, start_date: '2024-04-22', end_date: '2024-04-22' },
  minimal: ['start_date', 'end_date'],
  draft: { start_date: '', end_date: '' },
  subject: { range: ['start_date', 'end_date'] },
  // The body is that of a pull of customers.
  recognition: {
    path: /select-ticket-between/i,
    fits: (fields) => 'start_date' in fields && !('customer_code' in fields),
    needsPath: true,
  },
  formats: {},
  days: 'one',
  brokenRule: (fields) =>
    fieldText(fields, 'start_date') ? undefined : { reason: 'start-date-missing', field: 'start_date' },
  failures: {
    'start-date-missing': {
      when: 'the first day is missing',
      message: 'either start_date is null or blank',
      fields: ['start_date'],
      example: { title: 'Start Date Missing', fields: { start_date: '', end_date: '2024-04-22' } },
    },
  },
  response: {
    schema: pullResponse('Pull Tickets'),
    sample:
      '{"totalCount": null, "message": [{"tat": "", "sla": "", "date": "19-04-2024 14:19", "status": "Pending", "nextFollowUp": "19-04-2024 14:19", "lastFollowUp": "22-04-2024 14:31", "taskId": 530348198, "lastSource": "Mobile App", "orderId": "", "lastConvesationTime": "19-04-2024 14:19", "ticketId": "713516551148", "folderId": 0, "primarySource": "Mobile App", "detail": "", "mergedTicketId": "", "contactId": 0, "customerName": "", "customerPhone": "", "additional_info": {}}], "status": "success"}',
    resultKey: 'message',
    records: { module: 'ticket', form: 'list', canBeOne: true },
  },
});
