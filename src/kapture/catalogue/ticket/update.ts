import { fieldText } from '../fieldText.ts';
import { malformed } from '../form.ts';
import { defineOperation } from '../operation.ts';
import type { ObjectSchema } from '../vocabulary.ts';
import { clientText, documentedText, subStatus, ticketId, writtenTicket } from './ticketFields.ts';

const formats = {
  // No two neighboring repetitions match the same characters, see `customerFields.ts`.
  callback_time: {
    pattern: '^\\s*([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\s*)?$',
    reason: 'invalid-callback-time',
  },
} as const;

const request = () =>
  ({
    type: 'object',
    title: 'Update Ticket',
    description:
      "The ID of a ticket and what to change. Groups of the tenant's own fields are allowed, as an object or as an array of one object.",
    required: ['ticket_id'],
    properties: {
      comment: documentedText('Comment on the ticket.'),
      ticket_id: ticketId,
      callback_time: documentedText(
        'Time of the callback: `YYYY-MM-DD hh:mm:ss`. The failure calls this field `callback_date`.',
      ),
      sub_status: { ...subStatus, requirement: 'documented' },
      queue: documentedText('Key of the queue.'),
      disposition: documentedText('Path of the disposition, with its levels separated by `|`.'),
      status: {
        ...clientText('Status as a word, such as `Complete` with the sub-status `CO`.'),
        examples: ['Complete', 'Pending'],
      },
    },
  }) as const satisfies ObjectSchema;

export const updateTicket = defineOperation({
  id: 'update-ticket',
  module: 'ticket',
  title: 'Update Ticket',
  icon: 'checklist',
  method: 'POST',
  path: '/update-ticket-from-other-source.html/v.2.0',
  pathCertainty: 'solid',
  shape: 'array-of-one',
  alsoObject: true,
  writes: true,
  request,
  // The published one has only blanks. The ID is that of the published response.
  sample: { comment: '', ticket_id: '713516551148', callback_time: '', sub_status: 'P', queue: '', disposition: '' },
  minimal: ['ticket_id', 'sub_status'],
  draft: { ticket_id: '', sub_status: '' },
  draftIsOpen: true,
  requested: { field: 'ticket_id', elementId: ['ticket', 'ticketId'] },
  subject: { fields: ['ticket_id'] },
  recognition: {
    path: /update-ticket/i,
    fits: (fields) => 'ticket_id' in fields && ('sub_status' in fields || 'comment' in fields),
  },
  formats,
  brokenRule: (fields) => {
    if (!fieldText(fields, 'ticket_id')) return { reason: 'ticket-id-missing', field: 'ticket_id' };
    return malformed(formats, fields).map(({ reason }) => ({ reason }))[0];
  },
  failures: {
    'ticket-id-missing': {
      when: 'the ID is missing, or no ticket has it',
      message: 'No Data found/ticket_id is missing',
      fields: ['ticket_id'],
      example: { title: 'Ticket ID Missing', fields: { ticket_id: '', sub_status: 'CL' } },
    },
    'invalid-callback-time': {
      when: 'the time of the callback is malformed',
      message: 'Invalid Format.callback_date should be yyyy-MM-dd hh:mm:ss.',
      fields: ['callback_time'],
      example: {
        title: 'Invalid Callback Time',
        fields: { ticket_id: '713516551148', sub_status: 'P', callback_time: '19-04-2024 14:19' },
      },
    },
  },
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Update Ticket',
      description: 'The response to an Update Ticket request.',
      properties: {
        ticket: writtenTicket,
        message: { type: 'string', description: 'What happened.' },
        status: { type: 'string', description: '`success` or `failed`.' },
      },
    }),
    sample:
      '{"ticket": {"id": 530348198, "type": "O", "email": "", "phone": "", "status": "P", "orderId": "", "queueKey": "", "ticketId": "713516551148", "folderId": 0, "detail": "", "isUnread": true, "isOutOfSLA": false, "priority": 0, "isCallBack": false, "creatorId": 0, "enquiryId": 0, "contactId": 0, "substatus": "US", "productId": 0, "erpOrderId": "", "referenceId": 0, "ticketEmail": "", "assignedToId": 0, "pendingTaskId": 0, "agencyBriefId": 0, "twitterUserId": "", "facebookUserId": "", "associativefile": "", "statusName": "Pending", "customerFeedback": 0, "playStoreReviewId": "", "lastConversationId": 0, "lastConversationType": "O", "lastConversationTime": 1713516551152, "date": "2024-04-19 14:19:11", "totalConversationCount": 0, "taskTitle": "TEST 1", "typeName": "Mobile App"}, "message": "Ticket updated successfully.", "status": "success"}',
    generated: ['lastConversationTime'],
    resultKey: 'ticket',
  },
});
