import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

/** A field that the documentation names without saying what it does. */
const unexplained = {
  type: 'string',
  documentedType: 'string',
  requirement: 'optional',
  description: 'Not explained by the documentation, which leaves it blank.',
} as const satisfies FieldSchema;

const text = (description: string) => ({ type: 'string', description }) as const;

const request = () =>
  ({
    type: 'object',
    title: 'Get Ticket',
    description: 'One ticket or several, by their ids.',
    properties: {
      ticket_ids: {
        type: ['string', 'integer'],
        documentedType: 'string',
        requirement: 'enforced',
        description: 'Ids of the tickets, with commas between them.',
      },
      conversation_type: {
        ...unexplained,
        description: 'Which conversations to send. Clients send `notes`; blank sends none.',
      },
      history_type: { ...unexplained, description: 'Which history to send. Clients send `all`.' },
      assigned: unexplained,
      disposed: unexplained,
      response: unexplained,
      landing_queue: unexplained,
      create: unexplained,
      resolved: unexplained,
      include_emailbody: unexplained,
    },
  }) as const satisfies ObjectSchema;

export const getTicket = defineOperation({
  id: 'get-ticket',
  module: 'ticket',
  title: 'Get Ticket',
  commandTitle: 'Send Get Ticket Request…',
  icon: 'tag',
  method: 'POST',
  path: '/search-ticket-by-ticket-id.html/v.2.0',
  pathCertainty: 'likely',
  shape: 'object',
  writes: false,
  request,
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
  subject: { fields: ['ticket_ids'] },
  recognition: { path: /search-ticket-by-ticket-id/i, fits: (fields) => 'ticket_ids' in fields },
  forms: {},
  brokenRule: (fields) =>
    fieldText(fields, 'ticket_ids') ? undefined : { reason: 'ticket-ids-missing', field: 'ticket_ids' },
  failures: {
    'ticket-ids-missing': {
      when: 'no id of a ticket is given',
      message: 'ticket_ids are missing.',
      fields: ['ticket_ids'],
      example: { title: 'Ticket Ids Missing', fields: { ticket_ids: '' } },
    },
  },
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Get Ticket',
      description: 'What Get Ticket answers: an array with one of these for each ticket.',
      properties: {
        additional_info: {
          type: 'object',
          description: "Groups of the tenant's own fields: `{group: {field: value}}`.",
        },
        history: { type: 'object', description: 'What happened to the ticket.' },
        task_details: {
          type: 'object',
          description: 'The ticket.',
          properties: {
            date: text('When it was created: `DD-MM-YYYY hh:mm`, in the time zone of the tenant.'),
            tat: text('Time until it is due, in one of several forms.'),
            sla: text('Service level.'),
            status: text('Status as a word, such as `Pending` or `Complete`.'),
            substatus: text("Sub-status; its keys are the tenant's own."),
            ticketId: text('Id of the ticket.'),
            title: text('Title.'),
            disposition: text('Path of dispositions, with `|` between them.'),
            assignedToName: text('Name of the agent.'),
            slaStatus: text('Whether the service level is met.'),
            priority: text('Priority.'),
            url: text('Address of the ticket in Kapture.'),
            nextFollowUp: text('Next follow-up: `DD-MM-YYYY hh:mm`.'),
            taskEnddate: text('When it was closed.'),
          },
        },
        conversation_type: { type: 'object', description: 'The conversations that were asked for.' },
      },
    }),
    sample:
      '[{"additional_info": {}, "history": {}, "task_details": {"date": "19-04-2024 14:19", "tat": "", "sla": "", "status": "Pending", "substatus": "Unassigned", "ticketId": "713516551148", "title": "TEST 1", "disposition": "", "assignedToName": "", "slaStatus": "", "priority": "", "url": "", "nextFollowUp": "19-04-2024 14:19", "taskEnddate": ""}}]',
  },
});
