import type { TreeView } from 'vscode';
import type { Contact } from '../../../kapture/records/customer.ts';
import type { CustomerRow } from '../../../kapture/store/customerShapes.ts';
import type { RecordReference } from '../../shared/documents/recordUri.ts';
import type { FailureGroup } from '../failedPeriods.ts';
import type { CustomerGroup } from '../shownCustomers.ts';
import type { RelatedModule } from './relatedRecords.ts';

export interface CustomerNode {
  readonly kind: 'customer';
  readonly tenant: string;
  readonly connection: string;
  readonly id: string;
  readonly customer: CustomerRow;
  readonly group: CustomerGroup;
}

/** A row of the list of tickets. */
export interface TicketNode {
  readonly kind: 'ticket';
  readonly tenant: string;
  readonly connection: string;
  readonly id: string;
  readonly ticket: CustomerRow;
  readonly group: CustomerGroup;
}

export interface ContactNode {
  readonly kind: 'contact';
  readonly parent: CustomerNode;
  readonly contact: Contact;
  readonly index: number;
}

/** The row of a customer's records in another module. */
export interface RelatedNode {
  readonly kind: 'related';
  readonly module: RelatedModule;
  readonly parent: CustomerNode;
}

/** A ticket or an order of a customer. */
export interface LinkedNode {
  readonly kind: 'linked';
  readonly parent: RelatedNode;
  readonly index: number;
  /** The ID that requests take; blank if the response has none. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

/** Why there are no records of a customer. */
export interface NoteNode {
  readonly kind: 'note';
  readonly parent: RelatedNode;
  readonly text: string;
}

/** The row that loads the next page of a long group, or of the groups. */
export interface MoreNode {
  readonly kind: 'more';
  readonly group: CustomerGroup | undefined;
  readonly remaining: number;
}

/** The row that is shown until the first records arrive. Without a row, the view would lose keyboard focus. */
export interface WaitingNode {
  readonly kind: 'waiting';
}

export type CustomersNode =
  | FailureGroup
  | CustomerGroup
  | CustomerNode
  | TicketNode
  | ContactNode
  | RelatedNode
  | LinkedNode
  | NoteNode
  | MoreNode
  | WaitingNode;

/** The customer of a row: of the customer itself or of one of its contacts. */
export function customerNode(node: CustomersNode | undefined): CustomerNode | undefined {
  if (node?.kind === 'contact') return node.parent;
  return node?.kind === 'customer' ? node : undefined;
}

export type RecordNode = CustomerNode | TicketNode;

/** The listed record that a row belongs to; undefined for other rows. */
export function recordNode(node: CustomersNode | undefined): RecordNode | undefined {
  return node?.kind === 'ticket' ? node : customerNode(node);
}

/** The ticket of a row: of the list of tickets, or below a customer. */
export function ticketReference(node: LinkedNode | TicketNode): RecordReference {
  const { tenant, connection } = node.kind === 'linked' ? node.parent.parent : node;
  return { tenant, connection, id: node.id };
}

/** The selected customer of the view; undefined unless exactly one row of a customer is selected. */
export function selectedCustomer({ selection }: Pick<TreeView<CustomersNode>, 'selection'>): CustomerNode | undefined {
  return selection.length === 1 ? customerNode(selection[0]) : undefined;
}

/** The phone and email of a customer, a contact or a ticket; undefined for other rows. */
export function contactDetails(
  node: CustomersNode | undefined,
): { readonly phone: string; readonly email: string } | undefined {
  if (node?.kind === 'contact') return (node satisfies ContactNode).contact;
  if (node?.kind === 'ticket') return node.ticket;
  const customer = customerNode(node)?.customer;
  return customer && { phone: customer.phone || (customer.contactPhone ?? ''), email: customer.email };
}
