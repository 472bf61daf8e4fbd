import { fieldText, type Fields } from '../fieldText.ts';
import { defineForm } from '../form.ts';
import { defineOperation } from '../operation.ts';
import type { ObjectSchema } from '../vocabulary.ts';
import { clientText, documentedText, writtenTicket } from './ticketFields.ts';

const request = () =>
  ({
    type: 'object',
    title: 'Add Ticket',
    description:
      "A new ticket. The server requires a title. Groups of the tenant's own fields are allowed, as an object or as an array of one object.",
    properties: {
      title: {
        type: ['string', 'integer'],
        documentedType: 'string',
        requirement: 'enforced',
        description: 'Title of the ticket.',
      },
      ticket_details: documentedText('Details of the ticket.'),
      due_date: {
        ...documentedText('Date until which the ticket is to be closed: `YYYY-MM-DD`.'),
        documentedType: 'date',
      },
      email_id: documentedText('Email address of the customer that the ticket belongs to.'),
      customer_id: {
        ...clientText('ID of the customer.'),
        description:
          "ID of the customer. The page of 2020 has it, and its response repeats Kapture's ID. A public client sends the tenant's own code.",
      },
      customer_name: documentedText('Name of the customer. Only the page of 2020 has it.'),
      phone: {
        ...documentedText('Phone number of the customer. Only the page of 2020 has it.'),
        type: ['string', 'integer'],
      },
      address: documentedText('Address of the customer. Only the page of 2020 has it.'),
      disposition: clientText('Path of the disposition, with its levels separated by `|`.'),
      queue: clientText('Key of the queue.'),
      classification: clientText('Classification of the customer.'),
      flow_id: clientText('ID of a flow.'),
      user_id: clientText('ID of the user in the client.'),
      status: clientText('Status of the ticket.'),
    },
  }) as const satisfies ObjectSchema;

const recognition = {
  path: /add-ticket/i,
  // Responses have an ID as well.
  fits: (fields: Fields) => 'title' in fields && !('ticket_id' in fields),
} as const;

const titleMissing = {
  when: 'the title is missing',
  message: 'title is missing',
  fields: ['title'],
} as const;

/** Add Ticket in the documentation of about 2020, at a path without a version. */
const legacyAdd = defineForm({
  path: '/add-ticket-from-other-source.html',
  pathCertainty: 'documented',
  shape: 'array-of-one',
  alsoObject: true,
  request,
  sample: {
    title: 'can i know the products details',
    due_date: '2020-07-07',
    customer_id: '',
    customer_name: 'Thomson',
    phone: '9000000003',
    email_id: 'xyz@example.com',
    address: 'bangalore',
  },
  minimal: ['title'],
  draft: { title: '' },
  draftIsOpen: true,
  recognition,
  formats: {},
  brokenRule: (fields) => (fieldText(fields, 'title') ? undefined : { reason: 'title-missing', field: 'title' }),
  failures: { 'title-missing': titleMissing },
  envelope: { message: 'Message', status: 'Status', success: 'success', failed: 'failed' },
});

export const addTicket = defineOperation({
  id: 'add-ticket',
  module: 'ticket',
  title: 'Add Ticket',
  icon: 'new-file',
  method: 'POST',
  path: '/add-ticket-from-other-source.html/v.2.0',
  pathCertainty: 'solid',
  shape: 'array-of-one',
  alsoObject: true,
  writes: true,
  request,
  // The published one has a blank title, which the server refuses. This is that of the published response.
  sample: { title: 'TEST 1', ticket_details: '', due_date: '', email_id: 'xyz@example.com' },
  minimal: ['title'],
  draft: { title: '' },
  draftIsOpen: true,
  subject: { fields: ['title', 'customer_name', 'email_id', 'phone'] },
  recognition,
  formats: {},
  brokenRule: (fields) => (fieldText(fields, 'title') ? undefined : { reason: 'title-missing', field: 'title' }),
  failures: {
    'title-missing': {
      ...titleMissing,
      example: { title: 'Title Missing', fields: { title: '', ticket_details: '' } },
    },
  },
  dialects: () => ({ array: legacyAdd }),
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Add Ticket',
      description: 'The response to an Add Ticket request.',
      properties: {
        ticket: writtenTicket,
        ticket_id: { type: 'string', description: 'ID of the ticket.' },
        Additional_details: {
          type: 'object',
          description: "Groups of the tenant's own fields: `{group: [{field: value}]}`.",
        },
        'Ticket Id': { type: 'string', description: 'ID of the ticket. Only the page of 2020 has it.' },
        title: { type: 'string', description: 'Title of the ticket. Only the page of 2020 has it.' },
        due_date: {
          type: 'string',
          description: 'Date until which the ticket is to be closed. Only the page of 2020 has it.',
        },
        customer_id: { type: 'string', description: 'ID of the customer. Only the page of 2020 has it.' },
        ticket_url: { type: 'string', description: 'URL of the ticket in Kapture. Only the page of 2020 has it.' },
        status: { type: 'string', description: '`success` or `failed`.' },
      },
    }),
    sample:
      '{"ticket": {"id": 530348198, "type": "O", "email": "", "phone": "", "status": "P", "orderId": "", "queueKey": "", "ticketId": "713516551148", "folderId": 0, "detail": "", "isUnread": true, "isOutOfSLA": false, "priority": 0, "isCallBack": false, "creatorId": 0, "enquiryId": 0, "contactId": 0, "substatus": "US", "productId": 0, "erpOrderId": "", "referenceId": 0, "ticketEmail": "", "assignedToId": 0, "pendingTaskId": 0, "agencyBriefId": 0, "twitterUserId": "", "facebookUserId": "", "associativefile": "", "statusName": "Pending", "customerFeedback": 0, "playStoreReviewId": "", "lastConversationId": 0, "lastConversationType": "O", "lastConversationTime": 1713516551152, "date": "2024-04-19 14:19:11", "totalConversationCount": 0, "taskTitle": "TEST 1", "typeName": "Mobile App"}, "ticket_id": "713516551148", "Additional_details": {}, "status": "success"}',
    generated: ['id', 'ticketId', 'ticket_id', 'Ticket Id', 'ticket_url', 'date', 'lastConversationTime'],
    resultKey: 'ticket',
  },
});
