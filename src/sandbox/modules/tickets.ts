import type { Fields } from '../../kapture/catalogue/fieldText.ts';
import { addSeconds } from '../../kapture/dates/calendar.ts';
import { agents, campaigns } from '../directory.ts';
import type { Entry, StoredCustomer } from '../storedCustomer.ts';
import type { Linked, LinkedKind } from './linkedRecords.ts';

/** A ticket as the sandbox stores it. `id` is the one that requests take. */
export interface StoredTicket extends Linked {
  /** The internal ID. */
  readonly taskId: number;
  readonly contactId: number;
  readonly customerName: string;
  readonly customerPhone: string;
  readonly customerEmail: string;
  readonly title: string;
  readonly detail: string;
  readonly status: TicketStatus;
  /** Key of the sub-status. */
  readonly subStatus: string;
  readonly queue: string;
  readonly disposition: string;
  readonly agent: Entry;
  readonly source: string;
  readonly dueDate: string;
  /** Wall time in Asia/Kolkata; blank if the ticket is not closed. */
  readonly closedAt: string;
  readonly modifiedAt: string;
  readonly nextFollowUp: string;
  readonly orderId: string;
  /** The comments of updates and of agents, oldest first. */
  readonly notes: readonly string[];
  /** The tenant's own groups. */
  readonly groups: Fields;
}

/** The letter of a status, as responses to writes have it. */
export type TicketStatus = 'P' | 'C' | 'J';

export const statusNames: Readonly<Record<TicketStatus, string>> = { P: 'Pending', C: 'Complete', J: 'Junk' };

/** Names of the sub-status keys of Kapture's samples and of public clients. */
const subStatusNames: Readonly<Record<string, string>> = {
  US: 'Unassigned',
  P: 'Pending',
  OP: 'Open',
  RS: 'Resolved',
  CL: 'Closed',
  CO: 'Completed',
};

export function subStatusName({ subStatus }: StoredTicket): string {
  return subStatusNames[subStatus] ?? subStatus;
}

/** The statuses that sub-statuses lead to, as public clients use them. */
export function statusOfSubStatus(key: string): TicketStatus {
  return ['CL', 'CO', 'RS'].includes(key) ? 'C' : 'P';
}

const noAgent: Entry = { id: 0, name: '' };

/** A ticket with only an ID and a moment of creation. */
export function blankTicket(id: string, taskId: number, createdAt: string): StoredTicket {
  return {
    id,
    taskId,
    customerId: 0,
    createdAt,
    contactId: 0,
    customerName: '',
    customerPhone: '',
    customerEmail: '',
    title: '',
    detail: '',
    status: 'P',
    subStatus: 'US',
    queue: '',
    disposition: '',
    agent: noAgent,
    source: 'Mobile App',
    dueDate: '',
    closedAt: '',
    modifiedAt: createdAt,
    nextFollowUp: createdAt,
    orderId: '',
    notes: [],
    groups: {},
  };
}

/** The ticket of a customer: who it belongs to. */
export function withCustomer(ticket: StoredTicket, customer: StoredCustomer | undefined): StoredTicket {
  if (!customer) return ticket;
  const { id, name, phone, email, contacts } = customer;
  return {
    ...ticket,
    customerId: id,
    contactId: contacts[0].id,
    customerName: name,
    customerPhone: phone,
    customerEmail: email,
  };
}

/** The ticket of Kapture's published samples, which belongs to no customer. */
const sampleTicket: StoredTicket = {
  ...blankTicket('713516551148', 530348198, '2024-04-19 14:19:11'),
  title: 'TEST 1',
  notes: ['called, no answer'],
};

const subjects = [
  ['Order not received', 'Customer Support|Delivery|Late'],
  ['Payment not shown', 'Customer Support|Payment|Not shown'],
  ['Refund requested', 'Customer Support|Query|Refunds'],
  ['Wrong product delivered', 'Customer Support|Delivery|Wrong product'],
  ['Invoice has the old address', 'Customer Support|Invoice|Address'],
  ['Product details requested', 'Sales|Query|Product'],
] as const;

/** Digits after the customer's ID in the ID of a generated ticket. */
const idPattern = /^71(\d{9})(\d)$/;

function ticketOf(customer: StoredCustomer, index: number): StoredTicket {
  const number = customer.id * 3 + index;
  const createdAt = addSeconds(customer.createdAt, 900 + index * 32_000 + (customer.id % 600));
  const [title, disposition] = subjects[number % subjects.length]!;
  const isClosed = number % 5 < 2;
  const ticket = blankTicket(`71${String(customer.id).padStart(9, '0')}${index}`, customer.id * 10 + index, createdAt);
  return withCustomer(
    {
      ...ticket,
      title,
      disposition,
      detail: `${title}.`,
      ...(isClosed ? { status: 'C', subStatus: 'CL' } : openStatus(number)),
      queue: `Q${number % 4}`,
      agent: number % 4 ? agents[number % agents.length]! : noAgent,
      source: campaigns[number % campaigns.length]!.name,
      closedAt: isClosed ? addSeconds(createdAt, 7200 + (number % 40) * 1800) : '',
      notes: number % 2 ? ['called, no answer', 'called again, asked for the invoice'] : [],
    },
    customer,
  );
}

function openStatus(number: number): Pick<StoredTicket, 'status' | 'subStatus'> {
  return { status: number % 17 ? 'P' : 'J', subStatus: number % 3 ? 'OP' : 'US' };
}

/** Two of three generated customers have a ticket, and one of three has two. Published customers have none. */
export const ticketKind: LinkedKind<StoredTicket> = {
  seed: [sampleTicket],
  generate: (customer) => Array.from({ length: customer.id % 3 }, (_, index) => ticketOf(customer, index)),
  ownerOf: (id) => {
    const [, customerId] = idPattern.exec(id) ?? [];
    return customerId === undefined ? undefined : Number(customerId);
  },
};

/** `DD-MM-YYYY hh:mm`, as reads have dates. */
function readDate(moment: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2})/.exec(moment) ?? [];
  return year === undefined ? '' : `${day}-${month}-${year} ${time}`;
}

/** The ticket in the response to a write, with the keys of the published sample. */
export function writtenTicket(ticket: StoredTicket, instant: number): object {
  return {
    id: ticket.taskId,
    type: 'O',
    email: ticket.customerEmail,
    phone: ticket.customerPhone,
    status: ticket.status,
    orderId: ticket.orderId,
    queueKey: ticket.queue,
    ticketId: ticket.id,
    folderId: 0,
    detail: ticket.detail,
    isUnread: true,
    isOutOfSLA: false,
    priority: 0,
    isCallBack: false,
    creatorId: 0,
    enquiryId: 0,
    contactId: ticket.contactId,
    substatus: ticket.subStatus,
    productId: 0,
    erpOrderId: '',
    referenceId: ticket.customerId,
    ticketEmail: '',
    assignedToId: ticket.agent.id,
    pendingTaskId: 0,
    agencyBriefId: 0,
    twitterUserId: '',
    facebookUserId: '',
    associativefile: '',
    statusName: statusNames[ticket.status],
    customerFeedback: 0,
    playStoreReviewId: '',
    lastConversationId: 0,
    lastConversationType: 'O',
    lastConversationTime: instant,
    date: ticket.createdAt,
    totalConversationCount: ticket.notes.length,
    taskTitle: ticket.title,
    typeName: ticket.source,
  };
}

/** The ticket in the response to a pull: the keys of the published sample, and those of public clients after them. */
export function pulledTicket(ticket: StoredTicket): object {
  return {
    tat: '',
    sla: '',
    date: readDate(ticket.createdAt),
    status: statusNames[ticket.status],
    nextFollowUp: readDate(ticket.nextFollowUp),
    lastFollowUp: readDate(ticket.modifiedAt),
    taskId: ticket.taskId,
    lastSource: ticket.source,
    orderId: ticket.orderId,
    lastConvesationTime: readDate(ticket.modifiedAt),
    ticketId: ticket.id,
    folderId: 0,
    primarySource: ticket.source,
    detail: ticket.detail,
    mergedTicketId: '',
    contactId: ticket.contactId,
    customerName: ticket.customerName,
    customerPhone: ticket.customerPhone,
    additional_info: ticket.groups,
    referenceId: ticket.customerId,
    assignedToName: ticket.agent.name,
    taskTitle: ticket.title,
    substatus: subStatusName(ticket),
    taskEnddate: readDate(ticket.closedAt),
    disposition: ticket.disposition,
    customerEmail: ticket.customerEmail,
  };
}

/** The details in the response to a request by ID. */
export function ticketDetails(ticket: StoredTicket): object {
  return {
    date: readDate(ticket.createdAt),
    tat: '',
    sla: '',
    status: statusNames[ticket.status],
    substatus: subStatusName(ticket),
    ticketId: ticket.id,
    title: ticket.title,
    disposition: ticket.disposition,
    assignedToName: ticket.agent.name,
    slaStatus: '',
    priority: '',
    url: '',
    nextFollowUp: readDate(ticket.nextFollowUp),
    taskEnddate: readDate(ticket.closedAt),
  };
}
