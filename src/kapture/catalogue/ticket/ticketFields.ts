import type { FieldSchema } from '../vocabulary.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const number = (description: string) => ({ type: 'integer', description }) as const;
const flag = (description: string) => ({ type: 'boolean', description }) as const;
const undescribed = 'No source describes this field.';

const statuses = '`P` = Pending, `C` = Complete, `J` = Junk';
/** The status in the responses to reads. */
export const statusWord = `Status as a word, such as \`Pending\` or \`Complete\`. Responses to writes have a letter: ${statuses}.`;
export const turnaroundTime = 'Turnaround time: blank, or in a form such as `0:1:29` or `3 Day 2 Hr 5 Min`.';

/** The ticket in the responses to Add and Update, with the keys of the published sample in its order. */
export const writtenTicket = {
  type: 'object',
  description: 'The ticket.',
  properties: {
    id: number('Internal ID of the ticket, the `taskId` of a pull. Requests take `ticketId`.'),
    type: text(undescribed),
    email: text(undescribed),
    phone: text(undescribed),
    status: text(`Status as a letter: ${statuses}. \`statusName\` has the word.`),
    orderId: text('ID of an order.'),
    queueKey: text('Key of the queue.'),
    ticketId: text('ID of the ticket, which requests take. Text of 10, 12 or 13 digits.'),
    folderId: number(undescribed),
    detail: text('Details of the ticket.'),
    isUnread: flag('Whether the ticket is unread.'),
    isOutOfSLA: flag('Whether the service level is missed.'),
    priority: number('Priority.'),
    isCallBack: flag(undescribed),
    creatorId: number('ID of the agent who created the ticket.'),
    enquiryId: number('ID of an enquiry.'),
    contactId: number('ID of the contact. 0 if the ticket has no customer.'),
    substatus: text("Key of the sub-status, such as `US`. The keys are the tenant's own."),
    productId: number('ID of a product.'),
    erpOrderId: text('ID of an order in another system.'),
    referenceId: number('Probably the ID of the customer. 0 if the ticket has no customer.'),
    ticketEmail: text(undescribed),
    assignedToId: number('ID of the agent that the ticket is assigned to.'),
    pendingTaskId: number(undescribed),
    agencyBriefId: number(undescribed),
    twitterUserId: text(undescribed),
    facebookUserId: text(undescribed),
    associativefile: text(undescribed),
    statusName: text('Status as a word, such as `Pending`.'),
    customerFeedback: number(undescribed),
    playStoreReviewId: text(undescribed),
    lastConversationId: number('ID of the last conversation.'),
    lastConversationType: text(undescribed),
    lastConversationTime: number('Time of the last conversation, in milliseconds since 1970.'),
    date: text('Creation date: `YYYY-MM-DD hh:mm:ss`, in the time zone of the tenant.'),
    totalConversationCount: number('Number of conversations.'),
    taskTitle: text('Title of the ticket.'),
    typeName: text('Name of the source, such as `Mobile App`.'),
  },
} as const satisfies FieldSchema;

const textOrNumber = ['string', 'integer'] as const;

/** An optional field of a request that Kapture's documentation of tickets has. */
export const documentedText = (description: string) =>
  ({ type: 'string', documentedType: 'string', requirement: 'optional', description }) as const satisfies FieldSchema;

/** An optional field of a request that only public clients send. */
export const clientText = (description: string) =>
  ({
    type: [...textOrNumber, 'null'],
    requirement: 'optional',
    description: `${description} Public clients send it. Kapture's documentation does not have it.`,
  }) as const satisfies FieldSchema;

export const ticketId = {
  type: textOrNumber,
  documentedType: 'string',
  requirement: 'enforced',
  description: 'ID of the ticket: `ticketId` in responses, not `id` or `taskId`.',
} as const satisfies FieldSchema;

export const subStatus = documentedText(
  "Key of the new sub-status, such as `P` for pending or `CL` for closed. The keys are the tenant's own.",
);
