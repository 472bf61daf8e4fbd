import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import { statusWord, turnaroundTime } from './ticketFields.ts';

const text = (description: string) => ({ type: ['string', 'integer'], description }) as const;
const undescribed = 'No source describes this field.';

/**
 * A ticket in the response to a pull. The keys of the page of 2024 come first, then those of about 2020 and of clients.
 */
export const pulledTicket = {
  type: 'object',
  title: 'Ticket',
  description: 'A ticket.',
  properties: {
    tat: text(turnaroundTime),
    sla: text('Service level.'),
    date: text('Creation date: `DD-MM-YYYY hh:mm`, on the page of about 2020 `YYYY-MM-DD hh:mm:ss`.'),
    status: text(`${statusWord} On the page of about 2020: \`success\`.`),
    nextFollowUp: text('Next follow-up: `DD-MM-YYYY hh:mm`.'),
    lastFollowUp: text('Last follow-up: `DD-MM-YYYY hh:mm`.'),
    taskId: text('Internal ID of the ticket, the `id` of a written ticket. Requests take `ticketId`.'),
    lastSource: text('Last source, such as `Mobile App`.'),
    orderId: text('ID of an order.'),
    lastConvesationTime: text('Time of the last conversation. Kapture spells the key like this.'),
    ticketId: text('ID of the ticket, which requests take, not `taskId`.'),
    folderId: text(undescribed),
    primarySource: text('Primary source, such as `Mobile App`.'),
    detail: text('Details of the ticket.'),
    mergedTicketId: text('ID of the ticket that this one was merged into.'),
    contactId: text('ID of the contact.'),
    customerName: text('Name of the customer.'),
    customerPhone: text('Phone number of the customer.'),
    additional_info: {
      type: 'object',
      description: "Groups of the tenant's own fields: `{group: {field: value}}`.",
    },
    referenceId: text('Probably the ID of the customer.'),
    creatorName: text('Name of the agent who created the ticket. It can begin with a blank.'),
    priority: text('Priority, such as `low`.'),
    assignedToName: text('Name of the agent that the ticket is assigned to.'),
    'sla status': text('Whether the service level is met, such as `out of sla`. The key has a blank.'),
    total_conversations: text('Number of conversations.'),
    taskTitle: text('Title of the ticket.'),
    substatus: text("Sub-status, such as `Closed`. The names are the tenant's own."),
    taskEnddate: text('Date when the ticket was closed: `YYYY-MM-DD hh:mm`.'),
    disposition: text('Path of the disposition, with its levels separated by `|`. It can end with a blank.'),
    companyName: text('Name of the company.'),
    customerEmail: text('Email address of the customer.'),
  },
} as const satisfies ObjectSchema;

/** The response to a pull of tickets. */
export const pullResponse = (title: string) => (): ObjectSchema => ({
  type: 'object',
  title: `Response to ${title}`,
  description: `The response to a ${title} request.`,
  properties: {
    totalCount: { type: ['integer', 'null'], description: 'Probably the number of tickets. `null` in the sample.' },
    message: {
      type: ['array', 'object', 'string'],
      description: 'The tickets. A public client also reads a single ticket, and a string as none.',
      items: pulledTicket,
    },
    status: { type: 'string', description: '`success` or `failed`.' },
  },
});

/** The path of both pulls. A version follows it on newer tenants. */
export const pullPath = '/select-ticket-between-start-and-end-dates.html/v.2.0';

export const count = (description: string) =>
  ({ type: ['integer', 'string'], requirement: 'optional', description }) as const satisfies FieldSchema;
