import * as vscode from 'vscode';
import type { Module } from '../../../kapture/catalogue/operation.ts';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { tenantIdOf } from '../../../kapture/connection/tenant.ts';
import { type Fields, fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { firstObject } from '../../../kapture/json/firstObject.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import { resultOf } from '../../../kapture/responses/readResponse.ts';
import type { Sender } from '../../shared/sending/sender.ts';
import { shownModules } from '../../shared/shownModules.ts';
import type { Targets } from '../../shared/targets.ts';
import { moduleTitle } from '../../shared/texts/catalogueTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import type { CustomersModel } from '../customersModel.ts';
import { groupId } from './customersItems.ts';
import type { CustomerNode, LinkedNode, NoteNode, RelatedNode } from './customersNodes.ts';

export type RelatedModule = Extract<Module, 'ticket' | 'order'>;

/** How the records of a module that belong to a customer are read and shown. */
interface Related {
  readonly operation: OperationId;
  readonly icon: string;
  /** What the row says beside its name, because the read does not return all records. */
  readonly note: string;
  /** The ID of a record, and the texts of its row. */
  readonly id: string;
  readonly label: readonly string[];
  readonly description: readonly string[];
}

const related: Readonly<Record<RelatedModule, Related>> = {
  ticket: {
    operation: 'customer-tickets',
    icon: 'tag',
    note: 'pending',
    id: 'ticketId',
    label: ['taskTitle', 'detail', 'ticketId'],
    description: ['substatus', 'date'],
  },
  order: {
    operation: 'pull-orders',
    icon: 'package',
    note: '',
    id: 'order_id',
    label: ['erp_order_id', 'order_id'],
    description: ['order_status', 'grand_total', 'create_date'],
  },
};

interface RelatedPorts {
  readonly model: Pick<CustomersModel, 'record'>;
  readonly sender: Pick<Sender, 'send'>;
  readonly targets: Pick<Targets, 'connectionOf'>;
}

/** The tickets and orders of customers, which are read when their row is expanded, and kept until it is collapsed. */
export class RelatedRecords {
  readonly #ports: RelatedPorts;
  readonly #rows = new Map<string, Promise<(LinkedNode | NoteNode)[]>>();

  constructor(ports: RelatedPorts) {
    this.#ports = ports;
  }

  /** The rows below a customer: one for each shown module whose records can belong to it. */
  rowsOf(customer: CustomerNode): RelatedNode[] {
    return relatedModules().map((module): RelatedNode => ({ kind: 'related', module, parent: customer }));
  }

  recordsOf(node: RelatedNode): Promise<(LinkedNode | NoteNode)[]> {
    const key = relatedId(node);
    const known = this.#rows.get(key);
    if (known) return known;
    const rows = this.#read(node);
    this.#rows.set(key, rows);
    rows.catch(() => this.#rows.delete(key));
    return rows;
  }

  /** Reads the records again when the row is expanded the next time. */
  forget(node: RelatedNode): void {
    this.#rows.delete(relatedId(node));
  }

  clear(): void {
    this.#rows.clear();
  }

  async #read(node: RelatedNode): Promise<(LinkedNode | NoteNode)[]> {
    const note = (text: string): NoteNode[] => [{ kind: 'note', parent: node, text }];
    const { operation } = related[node.module];
    const { tenant, connection } = node.parent;
    const body = await this.#bodyFor(node);
    if (typeof body === 'string') return note(body);
    let problem: string | undefined;
    const exchange = await this.#ports.sender.send(operation, JSON.stringify(body), {
      purpose: { kind: 'internal' },
      tenant,
      connection,
      onProblem: (sentence) => (problem = sentence),
    });
    if (problem !== undefined) return note(problem);
    if (exchange?.response.reading.outcome !== 'success' || typeof exchange.response.text !== 'string')
      return note(vscode.l10n.t('Nothing was received.'));
    const found = [resultOf(operation, exchange.response.text)].flat();
    const rows = found.filter((one): one is Fields => typeof one === 'object' && one !== null);
    return rows.length ? rows.map((record, index) => linkedNode(node, record, index)) : note(vscode.l10n.t('None'));
  }

  /** The request for the records of a customer, or why no known request finds them. */
  async #bodyFor({ module, parent }: RelatedNode): Promise<Fields | readonly Fields[] | string> {
    const { tenant, id, customer } = parent;
    if (module === 'ticket')
      return customer.code
        ? [{ customer_code: customer.code, status: 'P', offset: '0', limit: '100' }]
        : vscode.l10n.t('Tickets are only found by a customer code, which this customer does not have.');
    const stated = this.#ports.targets.connectionOf(tenant, parent.connection)?.cmId;
    const record = firstObject(readLoose((await this.#ports.model.record(tenant, id)) ?? '').value);
    const cmId = stated ?? tenantIdOf(record?.['cmId']);
    return cmId === undefined
      ? vscode.l10n.t('Orders are only found with the ID of the tenant. Set cmId of the connection.')
      : { cmId: Number(cmId), customerIds: id };
  }
}

export function relatedModules(): RelatedModule[] {
  return shownModules().filter((module): module is RelatedModule => Object.hasOwn(related, module));
}

function linkedNode(parent: RelatedNode, record: Fields, index: number): LinkedNode {
  const { id, label, description } = related[parent.module];
  const texts = (names: readonly string[]): string[] =>
    names.map((name) => oneLine(fieldText(record, name))).filter(Boolean);
  return {
    kind: 'linked',
    parent,
    index,
    id: fieldText(record, id),
    label: texts(label)[0] ?? vscode.l10n.t('(no name)'),
    description: texts(description).join(' · '),
  };
}

function relatedId({ module, parent }: RelatedNode): string {
  return `${module}/${parent.tenant}/${groupId(parent.group)}/${parent.id}`;
}

export function relatedItem(node: RelatedNode): vscode.TreeItem {
  const { note } = related[node.module];
  const item = new vscode.TreeItem(moduleTitle(node.module), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = relatedId(node);
  item.description = note && vscode.l10n.t('pending');
  item.iconPath = new vscode.ThemeIcon(related[node.module].icon);
  item.contextValue = `related ${node.module}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0} of {1}', moduleTitle(node.module), oneLine(node.parent.customer.name)),
  };
  return item;
}

export function linkedItem(node: LinkedNode): vscode.TreeItem {
  const { module } = node.parent;
  const item = new vscode.TreeItem(node.label);
  item.id = `${relatedId(node.parent)}/${node.index}`;
  item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(related[module].icon);
  item.contextValue = `linked ${module}`;
  item.tooltip = [node.label, node.id, node.description].filter(Boolean).join('\n');
  if (module === 'ticket' && node.id)
    item.command = { command: 'kapture.openTicket', title: vscode.l10n.t('Open Ticket'), arguments: [node] };
  item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
  return item;
}

export function noteItem({ text, parent }: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = `${relatedId(parent)}/note`;
  item.tooltip = text;
  return item;
}
