import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import { ticketRequest, ticketResponse } from './ticketFields.ts';

export const getTicket = defineOperation({
  id: 'get-ticket',
  module: 'ticket',
  title: 'Get Ticket',
  icon: 'tag',
  method: 'POST',
  path: '/search-ticket-by-ticket-id.html/v.2.0',
  pathCertainty: 'solid',
  shape: 'object',
  writes: false,
  // Functions, because activation does not load the module of the fields.
  request: () => ticketRequest(),
  sample: {
    ticket_ids: '713516551148',
    conversation_type: '',
    history_type: '',
    assigned: '',
    disposed: '',
    response: '',
    landing_queue: '',
    create: '',
    resolved: '',
    include_emailbody: '',
  },
  minimal: ['ticket_ids'],
  draft: { ticket_ids: '' },
  requested: { field: 'ticket_ids', elementId: ['task_details', 'ticketId'] },
  subject: { fields: ['ticket_ids'] },
  recognition: { path: /search-ticket-by-ticket-id/i, fits: (fields) => 'ticket_ids' in fields },
  formats: {},
  brokenRule: (fields) =>
    fieldText(fields, 'ticket_ids') ? undefined : { reason: 'ticket-ids-missing', field: 'ticket_ids' },
  failures: {
    'ticket-ids-missing': {
      when: 'no ticket ID is given',
      message: 'ticket_ids are missing.',
      fields: ['ticket_ids'],
      example: { title: 'Ticket IDs Missing', fields: { ticket_ids: '' } },
    },
  },
  response: {
    schema: () => ticketResponse(),
    sample:
      '[{"additional_info": {}, "history": {}, "task_details": {"date": "19-04-2024 14:19", "tat": "", "sla": "", "status": "Pending", "substatus": "Unassigned", "ticketId": "713516551148", "title": "TEST 1", "disposition": "", "assignedToName": "", "slaStatus": "", "priority": "", "url": "", "nextFollowUp": "19-04-2024 14:19", "taskEnddate": ""}}]',
  },
});
