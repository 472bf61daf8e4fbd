import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import { type ColumnName, columnsOf, namesInOrder, recordColumns } from '../../../kapture/records/recordColumns.ts';
import type { CustomerRow, Grouping } from '../../../kapture/store/customerShapes.ts';
import { commandLink, openLink } from '../../shared/commands.ts';
import { recordUri } from '../../shared/documents/recordUri.ts';
import { columnTitle } from '../../shared/texts/catalogueTexts.ts';
import { ownPhoneMark, phoneText, shownPhone, spokenPhone } from '../../shared/texts/customerTexts.ts';
import { keyText, numberText, rowKeyText, wallTimeText } from '../../shared/texts/localTexts.ts';
import { countText } from '../../shared/texts/recordTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import type { CustomerGroup } from '../shownCustomers.ts';
import type { ContactNode, CustomerNode, MoreNode, TicketNode } from './customersNodes.ts';

export function groupItem(node: CustomerGroup, module: ListModule): vscode.TreeItem {
  const label = keyText(node);
  const item = new vscode.TreeItem(rowKeyText(node), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = groupId(node);
  item.description = numberText(node.count);
  item.iconPath = new vscode.ThemeIcon(groupIcon(node.by));
  item.contextValue = 'group';
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}, {1}', label, countText(module, node.count)),
  };
  return item;
}

/** `hasRelated`: there are rows of other modules below it. */
export function customerItem(node: CustomerNode, hasRelated: boolean): vscode.TreeItem {
  const { id, name, phone, contactPhone, email, agent, contacts } = node.customer;
  const shown = shownPhone(node.customer);
  const reach = phoneText(shown) || oneLine(email);
  const label = oneLine(name) || vscode.l10n.t('(no name)');
  const item = new vscode.TreeItem(
    label,
    contacts || hasRelated ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  // The ID includes the group: during a pull a customer may move to another group before its former row is removed.
  item.id = `customer/${node.tenant}/${groupId(node.group)}/${id}`;
  const rowAgent = node.group.by === 'agent' ? '' : oneLine(agent);
  item.description = [reach, rowAgent].filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon('person');
  item.contextValue = ['customer', (phone || contactPhone) && 'phone', email && 'email'].filter(Boolean).join(' ');
  item.command = openLink(vscode.l10n.t('Open Customer'), recordUri(node));
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      'Customer {0}, {1}, agent {2}',
      label,
      spokenPhone(shown) || oneLine(email) || vscode.l10n.t('no phone or email'),
      oneLine(agent) || vscode.l10n.t('none'),
    ),
  };
  return item;
}

export function ticketItem(node: TicketNode): vscode.TreeItem {
  const { id, subject, name, status, agent } = node.ticket;
  const label = oneLine(subject) || id;
  const item = new vscode.TreeItem(label);
  item.id = `ticket/${node.tenant}/${groupId(node.group)}/${id}`;
  const { by } = node.group;
  item.description = [oneLine(name), by === 'status' ? '' : oneLine(status), by === 'agent' ? '' : oneLine(agent)]
    .filter(Boolean)
    .join(' · ');
  item.iconPath = new vscode.ThemeIcon('tag');
  item.contextValue = 'listed ticket';
  item.command = commandLink('kapture.openTicket', vscode.l10n.t('Open Ticket'), node);
  item.accessibilityInformation = { label: vscode.l10n.t('Ticket {0}, {1}', label, item.description) };
  return item;
}

export function contactItem({ contact, parent, index }: ContactNode): vscode.TreeItem {
  const label = oneLine(contact.name) || vscode.l10n.t('(no name)');
  const item = new vscode.TreeItem(label);
  item.id = `contact/${parent.tenant}/${groupId(parent.group)}/${parent.id}/${index}`;
  item.description = [contact.phone, contact.email]
    .map((text) => oneLine(text))
    .filter(Boolean)
    .join(' · ');
  item.iconPath = new vscode.ThemeIcon(contact.isPrimary ? 'star-full' : 'account');
  item.contextValue = ['contact', contact.phone && 'phone', contact.email && 'email'].filter(Boolean).join(' ');
  item.tooltip = contact.isPrimary ? vscode.l10n.t('Primary contact') : vscode.l10n.t('Contact');
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0} {1}, {2}', item.tooltip, label, item.description || vscode.l10n.t('no phone or email')),
  };
  return item;
}

export function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More…'));
  item.id = node.group ? `more/${groupId(node.group)}` : 'more';
  item.description = vscode.l10n.t('{0} not shown', numberText(node.remaining));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = commandLink('kapture.showMore', vscode.l10n.t('Show More'), node);
  return item;
}

export function waitingItem(module: ListModule): vscode.TreeItem {
  const item = new vscode.TreeItem(
    module === 'ticket'
      ? vscode.l10n.t('Waiting for the first tickets…')
      : vscode.l10n.t('Waiting for the first customers…'),
  );
  item.id = 'waiting';
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  return item;
}

/** The ID of a group within the view, also the ID of its tree item. */
export function groupId({ by, key }: CustomerGroup): string {
  return by === 'day' ? `day/${key || '?'}` : `${by}/${key}`;
}

function groupIcon(by: Grouping): string {
  return by === 'day' ? 'calendar' : recordColumns[by].facet!.group!.icon;
}

/**
 * The main fields of a customer or a ticket. Plain text, because VS Code would turn URLs in Markdown from the server
 * into links.
 */
export function recordTooltip(row: CustomerRow, module: ListModule): string {
  const names = namesInOrder(columnsOf(recordColumns, module), ({ tooltip }) => tooltip) as ColumnName[];
  const lines = names.flatMap((name) => {
    const value = fieldText(name, row[name]);
    return value ? `${fieldLabel(name, row)}: ${oneLine(value)}` : [];
  });
  const head = module === 'ticket' ? [row.subject, row.name] : [row.name || vscode.l10n.t('(no name)')];
  return [...head.map((text) => oneLine(text)).filter(Boolean), ...lines].join('\n');
}

function fieldLabel(name: ColumnName, customer: CustomerRow): string {
  if (name === 'phone' && customer.contactPhone === undefined)
    return vscode.l10n.t('Phone of the customer or a contact');
  const title = columnTitle(name);
  return name === 'phone' && shownPhone(customer).isOwn ? `${title} (${ownPhoneMark})` : title;
}

function fieldText(name: ColumnName, value: string | number | undefined): string {
  if (!value) return '';
  if (typeof value === 'number') return numberText(value);
  return recordColumns[name].read === 'moment'
    ? wallTimeText(value, { dateStyle: 'medium', timeStyle: 'short' })
    : value;
}
