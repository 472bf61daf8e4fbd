import * as vscode from 'vscode';
import type { Contact, Customer } from '../../kapture/customer.ts';
import { commandLink } from '../commands.ts';
import { oneLine } from '../plainText.ts';
import { customerTooltip } from './customerTooltip.ts';
import { rangeText, type CustomersModel, type DayGroup } from './customersModel.ts';
import { groupFailures, type FailureGroup } from './failureGroups.ts';

export interface CustomerNode {
  readonly kind: 'customer';
  readonly connection: string;
  readonly id: string;
  readonly customer: Customer;
}

export interface ContactNode {
  readonly kind: 'contact';
  readonly parent: CustomerNode;
  readonly contact: Contact;
  readonly index: number;
}

/** Stands for the customers of a long day that are not shown yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly day: DayGroup;
  readonly left: number;
}

export type CustomersNode = FailureGroup | DayGroup | CustomerNode | ContactNode | MoreNode;

/** So many customers of a day are shown at first, and more at each further step: long lists freeze VS Code's tree. */
const pageSize = 200;

/** The customers view: days, newest first; customers; their contacts. Windows that failed stand on top. */
export class CustomersTree implements vscode.TreeDataProvider<CustomersNode> {
  readonly #model: CustomersModel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #pages = new Map<string, number>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: CustomersModel) {
    this.#model = model;
  }

  /** Shows the next page of a day. */
  showMore({ day }: MoreNode): void {
    const key = dayKey(day);
    this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(node?: CustomersNode): CustomersNode[] {
    const { shown, connection } = this.#model;
    if (!shown || connection === undefined) return [];
    if (!node) return [...groupFailures(shown.failures), ...shown.days];
    switch (node.kind) {
      case 'day': {
        const most = pageSize * (this.#pages.get(dayKey(node)) ?? 1);
        const left = node.customers.length - most;
        const page = node.customers.slice(0, most).map((customer): CustomerNode => ({ kind: 'customer', connection, id: customer.id, customer }));
        return left > 0 ? [...page, { kind: 'more', day: node, left }] : page;
      }
      case 'customer':
        return node.customer.contacts.map((contact, index): ContactNode => ({ kind: 'contact', parent: node, contact, index }));
      case 'failure':
      case 'contact':
      case 'more':
        return [];
    }
  }

  getTreeItem(node: CustomersNode): vscode.TreeItem {
    switch (node.kind) {
      case 'failure': return failureItem(node);
      case 'day': return dayItem(node);
      case 'customer': return customerItem(node);
      case 'contact': return contactItem(node);
      case 'more': return moreItem(node);
    }
  }

  /** Tooltips are made when they are looked at. */
  resolveTreeItem(item: vscode.TreeItem, node: CustomersNode): vscode.TreeItem {
    if (node.kind === 'customer') item.tooltip = customerTooltip(node.customer);
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function failureItem(node: FailureGroup): vscode.TreeItem {
  const [newest, oldest] = [node.windows[0]!, node.windows.at(-1)!];
  const label = rangeText({ start: oldest.start, end: newest.end });
  const item = new vscode.TreeItem(label);
  item.id = `failure/${newest.end}`;
  item.description = oneLine(node.sentence);
  item.tooltip = oneLine(node.sentence, 500);
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'failure';
  item.accessibilityInformation = { label: vscode.l10n.t('Not pulled: {0}. {1}', label, oneLine(node.sentence, 500)) };
  return item;
}

function dayItem(node: DayGroup): vscode.TreeItem {
  const label = dayText(node.day);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = dayKey(node);
  item.description = String(node.customers.length);
  item.iconPath = new vscode.ThemeIcon('calendar');
  item.contextValue = 'day';
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} customers', label, node.customers.length) };
  return item;
}

function customerItem(node: CustomerNode): vscode.TreeItem {
  const { id, name, phone, email, agent, contacts } = node.customer;
  const reach = phone || email;
  const label = oneLine(name) || vscode.l10n.t('(no name)');
  const item = new vscode.TreeItem(label, contacts.length ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  item.id = `customer/${node.connection}/${id}`;
  item.description = [reach, agent].map((text) => oneLine(text)).filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon('person');
  item.contextValue = ['customer', phone && 'phone', email && 'email'].filter(Boolean).join(' ');
  item.command = commandLink('kapture.openRecord', vscode.l10n.t('Open Record'), node);
  item.accessibilityInformation = { label: vscode.l10n.t('Customer {0}, {1}, agent {2}', label, oneLine(reach) || vscode.l10n.t('no phone or email'), oneLine(agent) || vscode.l10n.t('none')) };
  return item;
}

function contactItem({ contact, parent, index }: ContactNode): vscode.TreeItem {
  const label = oneLine(contact.name) || vscode.l10n.t('(no name)');
  const item = new vscode.TreeItem(label);
  item.id = `contact/${parent.connection}/${parent.id}/${index}`;
  item.description = [contact.phone, contact.email].map((text) => oneLine(text)).filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon(contact.isPrimary ? 'star-full' : 'account');
  item.contextValue = ['contact', contact.phone && 'phone', contact.email && 'email'].filter(Boolean).join(' ');
  item.tooltip = contact.isPrimary ? vscode.l10n.t('Primary contact') : vscode.l10n.t('Contact');
  item.accessibilityInformation = { label: vscode.l10n.t('{0} {1}, {2}', item.tooltip, label, item.description || vscode.l10n.t('no phone or email')) };
  return item;
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More…'));
  item.id = `more/${dayKey(node.day)}`;
  item.description = vscode.l10n.t('{0} not shown', node.left);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = commandLink('kapture.showMore', vscode.l10n.t('Show More'), node);
  return item;
}

function dayKey({ day }: DayGroup): string {
  return `day/${day ?? '?'}`;
}

function dayText(day: string | undefined): string {
  if (day === undefined) return vscode.l10n.t('No date');
  return new Intl.DateTimeFormat(vscode.env.language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
}
