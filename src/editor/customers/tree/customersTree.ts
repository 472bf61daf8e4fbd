import * as vscode from 'vscode';
import type { Event } from 'vscode';
import type { CustomerRow, StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { CustomersModel } from '../customersModel.ts';
import { failureItem, groupFailures } from '../failedPeriods.ts';
import type { CustomerGroup, ShownCustomers } from '../shownCustomers.ts';
import {
  contactItem,
  customerItem,
  groupId,
  groupItem,
  moreItem,
  recordTooltip,
  ticketItem,
  waitingItem,
} from './customersItems.ts';
import type { ContactNode, CustomerNode, CustomersNode, MoreNode, RelatedNode } from './customersNodes.ts';
import { linkedItem, noteItem, relatedItem, type RelatedRecords } from './relatedRecords.ts';
import { pullTooltip } from './viewTexts.ts';

/** Rows per page of customers and of groups: long lists freeze VS Code's tree. */
const pageSize = 200,
  groupPageSize = 500;

/**
 * The tree of the Customers view: missing periods first, then groups, their customers, and below these their contacts,
 * tickets and orders; or groups of tickets.
 */
export class CustomersTree {
  readonly #model: CustomersModel;
  readonly #related: RelatedRecords;
  readonly #changed = new vscode.EventEmitter<CustomersNode | undefined>();
  readonly #pages = new Map<string, number>();
  #groupPages = 1;
  /** Rows by group, for one version of the model. */
  readonly #rows = new Map<string, readonly CustomerRow[]>();
  #rowsVersion = 0;
  /** IDs of groups that are expanded automatically while a filter is set. */
  #autoExpanded = new Set<string>();
  /** IDs of groups that the user expanded without a filter. VS Code forgets this when a filter replaces the rows. */
  readonly #expanded = new Set<string>();
  /** Calls that wait for the first rows of a pull. */
  #waitingCalls = 0;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: CustomersModel, related: RelatedRecords) {
    this.#model = model;
    this.#related = related;
  }

  showMore({ group }: MoreNode): void {
    if (group) {
      const key = groupId(group);
      this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    } else this.#groupPages++;
    this.#changed.fire(group);
  }

  didExpand(group: CustomerGroup): void {
    if (!this.#model.isFiltered) this.#expanded.add(groupId(group));
  }

  /** Records that a group was collapsed, and releases its rows, or those of a customer's tickets or orders. */
  didCollapse(group: CustomerGroup | RelatedNode): void {
    if (group.kind === 'related') {
      this.#related.forget(group);
      // VS Code keeps the rows of a collapsed row, unless it changes.
      this.#changed.fire(group);
      return;
    }
    this.#rows.delete(groupId(group));
    if (!this.#model.isFiltered) this.#expanded.delete(groupId(group));
  }

  refresh(): void {
    // A call that waits for rows will return them. Another change event would only delay them.
    if (!this.#waitingCalls) this.#changed.fire(undefined);
  }

  resetPages(): void {
    this.#pages.clear();
    this.#groupPages = 1;
  }

  async getChildren(node?: CustomersNode): Promise<CustomersNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.#topRows();
      case 'group':
        return this.#recordNodes(node);
      case 'customer':
        return [...(await this.#contactNodes(node)), ...this.#related.rowsOf(node)];
      case 'related':
        return this.#related.recordsOf(node);
      case 'failure':
      case 'ticket':
      case 'contact':
      case 'linked':
      case 'note':
      case 'more':
      case 'waiting':
        return [];
    }
  }

  async #contactNodes(node: CustomerNode): Promise<ContactNode[]> {
    const contacts = await this.#model.contacts(node.tenant, node.id);
    return contacts.map((contact, index) => ({ kind: 'contact', parent: node, contact, index }));
  }

  async #topRows(): Promise<CustomersNode[]> {
    let shown = await this.#model.settled();
    if (this.#isWaiting(shown)) {
      this.#waitingCalls++;
      try {
        await waitForFirstRows(this.#model.onDidChange, () => !this.#isWaiting(this.#model.shown));
      } finally {
        this.#waitingCalls--;
      }
      shown = await this.#model.settled();
    }
    if (!shown) return [];
    if (this.#isWaiting(shown)) return [{ kind: 'waiting' }];
    this.#autoExpanded = this.#model.isFiltered ? groupsToExpand(shown.groups) : new Set();
    return [...groupFailures(shown, this.#connectionName(shown.pull)), ...this.#groupRows(shown.groups)];
  }

  /** Whether there are no rows yet and a pull is running. */
  #isWaiting(shown: ShownCustomers | undefined): boolean {
    if (!shown || shown.missing.length || shown.groups.length || this.#model.isFiltered) return false;
    return this.#model.isRunning(shown.pull.id);
  }

  getParent(node: CustomersNode): CustomersNode | undefined {
    switch (node.kind) {
      case 'customer':
      case 'ticket':
      case 'more':
        return node.group;
      case 'contact':
      case 'related':
      case 'linked':
      case 'note':
        return node.parent;
      case 'group':
      case 'failure':
      case 'waiting':
        return undefined;
    }
  }

  #connectionName(pull: StoredPull): string {
    return this.#model.connection ?? pull.connection;
  }

  #groupRows(groups: readonly CustomerGroup[]): CustomersNode[] {
    const page = groups.slice(0, this.#groupPages * groupPageSize);
    const remaining = groups.length - page.length;
    return remaining ? [...page, { kind: 'more', group: undefined, remaining }] : [...page];
  }

  async #recordNodes(group: CustomerGroup): Promise<CustomersNode[]> {
    const shown = await this.#model.settled();
    if (!shown) return [];
    const { tenant, module } = shown.pull;
    const connection = this.#connectionName(shown.pull);
    const rows = await this.#readRows(group, pageSize * (this.#pages.get(groupId(group)) ?? 1));
    const nodes: CustomersNode[] = rows.map((row) => {
      const of = { tenant, connection, id: row.id, group };
      return module === 'ticket' ? { kind: 'ticket', ...of, ticket: row } : { kind: 'customer', ...of, customer: row };
    });
    const remaining = group.count - rows.length;
    if (remaining > 0) nodes.push({ kind: 'more', group, remaining });
    return nodes;
  }

  /** Reads all pages at once: pages read separately would be inconsistent while customers arrive. */
  async #readRows(group: CustomerGroup, limit: number): Promise<readonly CustomerRow[]> {
    const { version } = this.#model;
    if (this.#rowsVersion !== version) this.#rows.clear();
    this.#rowsVersion = version;
    const key = groupId(group);
    const cached = this.#rows.get(key);
    if (cached && cached.length >= Math.min(limit, group.count)) return cached.slice(0, limit);
    const rows = await this.#model.page(group, limit);
    if (this.#rowsVersion === version) this.#rows.set(key, rows);
    return rows;
  }

  getTreeItem(node: CustomersNode): vscode.TreeItem {
    switch (node.kind) {
      case 'failure':
        return failureItem(node);
      case 'group':
        return this.#groupItem(node);
      case 'customer':
        return customerItem(node, this.#related.rowsOf(node).length > 0);
      case 'ticket':
        return ticketItem(node);
      case 'contact':
        return contactItem(node);
      case 'related':
        return relatedItem(node);
      case 'linked':
        return linkedItem(node);
      case 'note':
        return noteItem(node);
      case 'more':
        return moreItem(node);
      case 'waiting':
        return waitingItem(this.#model.module);
    }
  }

  #groupItem(node: CustomerGroup): vscode.TreeItem {
    const item = groupItem(node, this.#model.module);
    const { id } = item;
    const isOpen = this.#autoExpanded.has(id!);
    if (isOpen || this.#expanded.has(id!)) item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
    // VS Code stores the expansion state by ID. A separate ID keeps the state of the unfiltered view unchanged.
    if (isOpen) item.id = `open/${id}`;
    return item;
  }

  /** Creates tooltips on hover. */
  resolveTreeItem(item: vscode.TreeItem, node: CustomersNode): vscode.TreeItem {
    if (node.kind === 'customer') item.tooltip = recordTooltip(node.customer, 'customer');
    else if (node.kind === 'ticket') item.tooltip = recordTooltip(node.ticket, 'ticket');
    else if (node.kind === 'group') item.tooltip = pullTooltip(this.#model);
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/**
 * The first groups of a filtered view that together have at most a page of customers. Expanding all groups would be
 * slow.
 */
function groupsToExpand(groups: readonly CustomerGroup[]): Set<string> {
  const open = new Set<string>();
  let rows = 0;
  for (const group of groups) {
    rows += group.count;
    if (open.size && rows > pageSize) break;
    open.add(groupId(group));
  }
  return open;
}

/**
 * How long the first getChildren call of a pull waits for customers, in milliseconds. VS Code reads a changed tree
 * again only after 200 ms. With the wait, early rows are painted after 120 ms instead of 340 (bench `window.firstRow`).
 */
const maximumMs = 150;

/** Resolves when `haveArrived` is true after a change, or after {@link maximumMs}. */
export function waitForFirstRows(onDidChange: Event<void>, haveArrived: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(end, maximumMs);
    const listening = onDidChange(() => {
      if (haveArrived()) end();
    });
  });
}
