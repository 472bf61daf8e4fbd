import * as vscode from 'vscode';
import type { Contact } from '../../kapture/records/customer.ts';
import { recordColumns } from '../../kapture/records/recordColumns.ts';
import type { CustomerRow, Grouping, StoredPull } from '../../kapture/store/customerShapes.ts';
import { commandLink, openLink } from '../shared/commands.ts';
import { numberText, rangeText, timeText } from '../shared/texts/localTexts.ts';
import { phoneText } from '../shared/texts/phoneText.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { recordUri } from '../shared/documents/recordUri.ts';
import { keyText } from '../shared/texts/selectionText.ts';
import { customerTooltip } from './customerTooltip.ts';
import type { CustomersModel } from './customersModel.ts';
import { firstRows } from './firstRows.ts';
import type { CustomerGroup, OtherPull, ShownCustomers } from './shownCustomers.ts';
import { failureItem, failureListItem } from './failureItems.ts';
import { failureRows, groupFailures, type FailureGroup, type FailureList } from './failureGroups.ts';

export interface CustomerNode {
  readonly kind: 'customer';
  readonly tenant: string;
  readonly connection: string;
  readonly id: string;
  readonly customer: CustomerRow;
  readonly group: CustomerGroup;
}

export interface ContactNode {
  readonly kind: 'contact';
  readonly parent: CustomerNode;
  readonly contact: Contact;
  readonly index: number;
}

/** Stands for the customers of a long group, or for the groups, that are not shown yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly group: CustomerGroup | undefined;
  readonly left: number;
}

/** Stands for the rows of a pull that nothing came of yet: what has the focus in the empty view would lose it else. */
export interface WaitingNode {
  readonly kind: 'waiting';
}

/** Leads to the other pull of the tenant: the one that is not complete, or the one before it. */
export interface OtherPullNode extends OtherPull {
  readonly kind: 'otherPull';
}

export type CustomersNode =
  FailureList | FailureGroup | CustomerGroup | CustomerNode | ContactNode | MoreNode | WaitingNode | OtherPullNode;

/** So many customers of a group, and groups, are shown at first, and more at each further step: long lists freeze VS Code's tree. */
const pageSize = 200,
  groupPageSize = 500;

/** The customers view: groups; customers; their contacts. Windows that are missing stand on top. */
export class CustomersTree {
  readonly #model: CustomersModel;
  readonly #changed = new vscode.EventEmitter<CustomersNode | undefined>();
  readonly #pages = new Map<string, number>();
  #groupPages = 1;
  /** The rows of groups that were read of one reading of the model. */
  readonly #read = new Map<string, readonly CustomerRow[]>();
  #readVersion = 0;
  /** A customer that was looked for and stands behind the rows that are shown. */
  #revealed: CustomerNode | undefined;
  /** Groups that open by themselves because a filter has customers in them, by id. */
  #open = new Set<string>();
  /** Groups that the user opened without a filter: VS Code forgets that when other rows take their place. */
  readonly #opened = new Set<string>();
  /** How many readings wait for the first rows of a pull. */
  #waiting = 0;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: CustomersModel) {
    this.#model = model;
  }

  /** Shows the next page of a group, or of the groups. */
  showMore({ group }: MoreNode): void {
    if (group) {
      const key = groupId(group);
      this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    } else this.#groupPages++;
    this.#changed.fire(group);
  }

  expanded(group: CustomerGroup): void {
    if (!this.#model.isFiltered) this.#opened.add(groupId(group));
  }

  /** Lets go of the rows of a group that nobody looks at any more. */
  collapsed(group: CustomerGroup): void {
    this.#read.delete(groupId(group));
    if (!this.#model.isFiltered) this.#opened.delete(groupId(group));
  }

  refresh(): void {
    // A reading that waits for rows brings them: another one would only hold back what reveals the first of them.
    if (!this.#waiting) this.#changed.fire(undefined);
  }

  /** Starts over with the first page of each group. */
  forgetPages(): void {
    this.#pages.clear();
    this.#groupPages = 1;
    this.#revealed = undefined;
  }

  async getChildren(node?: CustomersNode): Promise<CustomersNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.#topRows();
      case 'failures':
        return [...node.groups];
      case 'group':
        return this.#customersOf(node);
      case 'customer':
        return (await this.#model.contacts(node.tenant, node.id)).map((contact, index): ContactNode => ({
          kind: 'contact',
          parent: node,
          contact,
          index,
        }));
      case 'failure':
      case 'contact':
      case 'more':
      case 'waiting':
      case 'otherPull':
        return [];
    }
  }

  async #topRows(): Promise<CustomersNode[]> {
    let shown = await this.#model.settled();
    if (this.#isWaiting(shown)) {
      this.#waiting++;
      try {
        await firstRows(this.#model.onDidChange, () => !this.#isWaiting(this.#model.shown));
      } finally {
        this.#waiting--;
      }
      shown = await this.#model.settled();
    }
    if (!shown) return [];
    if (this.#isWaiting(shown)) return [{ kind: 'waiting' }];
    this.#open = this.#model.isFiltered ? openGroups(shown.groups) : new Set();
    return [
      ...(shown.other ? [{ kind: 'otherPull' as const, ...shown.other }] : []),
      ...failureRows(groupFailures(shown.missing, this.#connectionOf(shown.pull), shown.isPulledElsewhere)),
      ...this.#pageOf(shown.groups),
    ];
  }

  /** Whether there is no row yet and some are on their way. */
  #isWaiting(shown: ShownCustomers | undefined): boolean {
    if (!shown || shown.other || shown.missing.length || shown.groups.length || this.#model.isFiltered) return false;
    return shown.pulledAnew !== undefined || this.#model.isRunning(shown.pull.id);
  }

  getParent(node: CustomersNode): CustomersNode | undefined {
    switch (node.kind) {
      case 'customer':
      case 'more':
        return node.group;
      case 'contact':
        return node.parent;
      case 'group':
      case 'failures':
      case 'failure':
      case 'waiting':
      case 'otherPull':
        return undefined;
    }
  }

  /** The node of a customer of the tenant that is shown, for VS Code to reveal; it is shown from then on, however long its group is. */
  async nodeOf(customer: CustomerRow, tenant: string): Promise<CustomerNode | undefined> {
    const shown = await this.#model.settled();
    if (shown?.pull.tenant !== tenant) return undefined;
    const key = keyOf(customer, this.#model.grouping);
    const at = shown.groups.findIndex((candidate) => candidate.key === key);
    if (at < 0) return undefined;
    const group = shown.groups[at]!;
    const node: CustomerNode = {
      kind: 'customer',
      tenant: shown.pull.tenant,
      connection: this.#connectionOf(shown.pull),
      id: customer.id,
      customer,
      group,
    };
    this.#revealed = node;
    const isGroupShown = at < this.#groupPages * groupPageSize;
    if (!isGroupShown) this.#groupPages = Math.ceil((at + 1) / groupPageSize);
    this.#changed.fire(isGroupShown ? group : undefined);
    return node;
  }

  /** The name that the connection has now. */
  #connectionOf(pull: StoredPull): string {
    return this.#model.connection ?? pull.connection;
  }

  #pageOf(groups: readonly CustomerGroup[]): CustomersNode[] {
    const page = groups.slice(0, this.#groupPages * groupPageSize);
    const left = groups.length - page.length;
    return left ? [...page, { kind: 'more', group: undefined, left }] : [...page];
  }

  async #customersOf(group: CustomerGroup): Promise<CustomersNode[]> {
    const shown = await this.#model.settled();
    if (!shown) return [];
    const { tenant } = shown.pull;
    const connection = this.#connectionOf(shown.pull);
    const rows = await this.#rowsOf(group, pageSize * (this.#pages.get(groupId(group)) ?? 1));
    const nodes: CustomersNode[] = rows.map((customer) => ({
      kind: 'customer',
      tenant,
      connection,
      id: customer.id,
      customer,
      group,
    }));
    const left = group.count - rows.length;
    if (left > 0) nodes.push({ kind: 'more', group, left });
    const revealed = this.#revealed;
    if (
      revealed?.tenant === tenant &&
      groupId(revealed.group) === groupId(group) &&
      !rows.some(({ id }) => id === revealed.id)
    )
      nodes.push({ ...revealed, group });
    return nodes;
  }

  /** All in one reading: pages that were read one after another would not fit together while customers arrive. */
  async #rowsOf(group: CustomerGroup, wanted: number): Promise<readonly CustomerRow[]> {
    const { version } = this.#model;
    if (this.#readVersion !== version) this.#read.clear();
    this.#readVersion = version;
    const key = groupId(group);
    const known = this.#read.get(key);
    if (known && known.length >= Math.min(wanted, group.count)) return known.slice(0, wanted);
    const rows = await this.#model.page(group, wanted);
    if (this.#readVersion === version) this.#read.set(key, rows);
    return rows;
  }

  getTreeItem(node: CustomersNode): vscode.TreeItem {
    switch (node.kind) {
      case 'failures':
        return failureListItem(node);
      case 'failure':
        return failureItem(node);
      case 'group':
        return this.#groupItem(node);
      case 'customer':
        return customerItem(node);
      case 'contact':
        return contactItem(node);
      case 'more':
        return moreItem(node);
      case 'waiting':
        return waitingItem();
      case 'otherPull':
        return otherPullItem(node);
    }
  }

  #groupItem(node: CustomerGroup): vscode.TreeItem {
    const item = groupItem(node);
    const { id } = item;
    const isOpen = this.#open.has(id!);
    if (isOpen || this.#opened.has(id!)) item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
    // VS Code remembers by its id whether a row is open: one of its own leaves the unfiltered view as the user had it.
    if (isOpen) item.id = `open/${id}`;
    return item;
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

/** Of a filtered view, the first groups that have a page of customers together: all of them open at once would be slow. */
function openGroups(groups: readonly CustomerGroup[]): Set<string> {
  const open = new Set<string>();
  let rows = 0;
  for (const group of groups) {
    rows += group.count;
    if (open.size && rows > pageSize) break;
    open.add(groupId(group));
  }
  return open;
}

function groupItem(node: CustomerGroup): vscode.TreeItem {
  const label = keyText(node);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = groupId(node);
  item.description = numberText(node.count);
  item.iconPath = new vscode.ThemeIcon(groupIcon(node.by));
  item.contextValue = 'group';
  item.accessibilityInformation = {
    label:
      node.count === 1
        ? vscode.l10n.t('{0}, 1 customer', label)
        : vscode.l10n.t('{0}, {1} customers', label, numberText(node.count)),
  };
  return item;
}

function customerItem(node: CustomerNode): vscode.TreeItem {
  const { id, name, phone, contactPhone, email, agent, contacts } = node.customer;
  const reach = phoneText(node.customer) || oneLine(email);
  const label = oneLine(name) || vscode.l10n.t('(no name)');
  const item = new vscode.TreeItem(
    label,
    contacts ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  // With its group: while customers arrive, one may come to stand in another, and the row that was there is not gone yet.
  item.id = `customer/${node.tenant}/${groupId(node.group)}/${id}`;
  item.description = [reach, oneLine(agent)].filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon('person');
  item.contextValue = ['customer', (phone || contactPhone) && 'phone', email && 'email'].filter(Boolean).join(' ');
  item.command = openLink(vscode.l10n.t('Open Record'), recordUri(node));
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      'Customer {0}, {1}, agent {2}',
      label,
      reach || vscode.l10n.t('no phone or email'),
      oneLine(agent) || vscode.l10n.t('none'),
    ),
  };
  return item;
}

function contactItem({ contact, parent, index }: ContactNode): vscode.TreeItem {
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

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More…'));
  item.id = node.group ? `more/${groupId(node.group)}` : 'more';
  item.description = vscode.l10n.t('{0} not shown', numberText(node.left));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = commandLink('kapture.showMore', vscode.l10n.t('Show More'), node);
  return item;
}

function waitingItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Waiting for the first customers…'));
  item.id = 'waiting';
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  return item;
}

function otherPullItem({ pull, customers, isRunning, isNewer }: OtherPullNode): vscode.TreeItem {
  const item = new vscode.TreeItem(otherPullTitle(customers, isRunning, isNewer));
  item.id = 'otherPull';
  item.description = rangeText(pull.range);
  item.tooltip = `${rangeText(pull.range)} · ${vscode.l10n.t('pulled {0}', timeText(pull.startedAt, 'short'))}`;
  item.iconPath = new vscode.ThemeIcon('arrow-swap');
  item.command = commandLink('kapture.showOtherPull', vscode.l10n.t('Show Partial or Previous Pull'));
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  return item;
}

function otherPullTitle(customers: number, isRunning: boolean, isNewer: boolean): string {
  const count = numberText(customers);
  if (isRunning)
    return customers === 1
      ? vscode.l10n.t('Show the pull in progress (1 customer)')
      : vscode.l10n.t('Show the pull in progress ({0} customers)', count);
  if (isNewer)
    return customers === 1
      ? vscode.l10n.t('Show the partial pull (1 customer)')
      : vscode.l10n.t('Show the partial pull ({0} customers)', count);
  return customers === 1
    ? vscode.l10n.t('Show the previous pull (1 customer)')
    : vscode.l10n.t('Show the previous pull ({0} customers)', count);
}

function groupId({ by, key }: CustomerGroup): string {
  return by === 'day' ? `day/${key || '?'}` : `${by}/${key}`;
}

function groupIcon(by: Grouping): string {
  return by === 'day' ? 'calendar' : recordColumns[by].facet!.group!.icon;
}

/** The group that a customer stands in. */
function keyOf(customer: CustomerRow, by: Grouping): string {
  return by === 'day' ? (customer.createdAt ?? '').slice(0, 10) : customer[by];
}
