import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import { statusWord, turnaroundTime } from './ticketFields.ts';

/** A field that the documentation lists without explaining it. */
const unexplained = {
  type: 'string',
  documentedType: 'string',
  requirement: 'optional',
  description: "Kapture's documentation lists this field without explaining it, and its sample leaves it blank.",
} as const satisfies FieldSchema;

const text = (description: string) => ({ type: 'string', description }) as const;

const object = (title: string, description: string, properties: ObjectSchema['properties']): ObjectSchema => ({
  type: 'object',
  title,
  description,
  properties,
});

const ticketRequest = () =>
  ({
    type: 'object',
    title: 'Get Ticket',
    description: 'One or more tickets, by ID.',
    properties: {
      ticket_ids: {
        type: ['string', 'integer'],
        documentedType: 'string',
        requirement: 'enforced',
        description:
          'IDs of the tickets, separated by commas. The documentation calls this field `ticket_id` in its table.',
      },
      conversation_type: {
        ...unexplained,
        description: 'Conversations to return. Public clients send `notes`. Blank in the published sample.',
      },
      history_type: {
        ...unexplained,
        description: 'History to return. A public client sends `all`. Blank in the published sample.',
      },
      assigned: unexplained,
      disposed: unexplained,
      response: unexplained,
      landing_queue: unexplained,
      create: unexplained,
      resolved: unexplained,
      include_emailbody: unexplained,
      read_ticket_history_details: {
        type: ['string', 'integer'],
        requirement: 'optional',
        description:
          "A public client sends `1`, with `all` in `history_type`. Kapture's documentation does not have this field.",
      },
    },
  }) as const satisfies ObjectSchema;

const ticketResponse = () =>
  ({
    type: 'object',
    title: 'Response to Get Ticket',
    description: 'The response to a Get Ticket request: an array of these objects, one per ticket.',
    properties: {
      additional_info: {
        type: 'object',
        description: "Groups of the tenant's own fields: `{group: {field: value}}`.",
      },
      history: { type: 'object', description: 'The history of the ticket.' },
      task_details: {
        type: 'object',
        description: 'The ticket.',
        properties: {
          date: text('Creation date: `DD-MM-YYYY hh:mm`, in the time zone of the tenant.'),
          tat: text(turnaroundTime),
          sla: text('Service level.'),
          status: text(statusWord),
          substatus: text("Sub-status, such as `Unassigned`. The names are the tenant's own."),
          ticketId: text(
            'ID of the ticket, which requests take. The `id` and the `taskId` in other responses are internal.',
          ),
          title: text('Title.'),
          disposition: text('Disposition path, with its levels separated by `|`.'),
          assignedToName: text('Name of the agent.'),
          slaStatus: text('Whether the service level is met.'),
          priority: text('Priority.'),
          url: text('URL of the ticket in Kapture.'),
          nextFollowUp: text('Next follow-up: `DD-MM-YYYY hh:mm`.'),
          taskEnddate: text('Date when the ticket was closed.'),
        },
      },
      conversation_type: {
        type: 'object',
        description: 'The requested conversations, as public clients read them.',
        properties: {
          notes: {
            type: 'array',
            description: 'Notes of agents.',
            items: object('Note', 'A note of an agent.', { detail: text('Text of the note.') }),
          },
          chat: {
            type: 'array',
            description: 'Messages of the chat.',
            items: object('Message', 'A message of the chat.', {
              chat_message: {
                type: ['string', 'array'],
                description: 'Text of the message, or a list of files with `url`, `mime` and `message`.',
              },
              sender_name: text('Name of the sender.'),
              receiver_name: text('Name of the receiver.'),
              sentDate: text('Date of the message. Its format is unknown.'),
            }),
          },
        },
      },
    },
  }) as const satisfies ObjectSchema;

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
  // These are functions, because activation does not load the module of the fields.
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
