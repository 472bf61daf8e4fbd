import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ContactNode, CustomerNode, CustomersNode } from '../../../src/editor/customers/customersTree.ts';
import { stage } from './stage.ts';

/** A node of the customers view as a reader sees it. */
export interface Row {
  readonly node: CustomersNode;
  readonly label: string;
  readonly description: string;
  readonly item: vscode.TreeItem;
}

export function rows(parent?: CustomersNode): Row[] {
  const { tree } = stage().customers;
  return tree.getChildren(parent).map((node) => {
    const item = tree.getTreeItem(node);
    assert.ok(typeof item.label === 'string');
    return { node, item, label: item.label, description: String(item.description ?? '') };
  });
}

/** The days of the view: label and count. */
export function dayRows(): Row[] {
  return rows().filter(({ node }) => node.kind === 'day');
}

export function failureRows(): Row[] {
  return rows().filter(({ node }) => node.kind === 'failure');
}

export function allCustomers(): CustomerNode[] {
  return dayRows().flatMap(({ node }) => rows(node).map((row) => row.node)).filter((node) => node.kind === 'customer');
}

export function customerRow(id: string): Row {
  const row = dayRows().flatMap(({ node }) => rows(node)).find(({ node }) => node.kind === 'customer' && node.id === id);
  assert.ok(row, `the customer ${id} is in the view`);
  return row;
}

export function contactsOf(id: string): ContactNode[] {
  return stage().customers.tree.getChildren(customerRow(id).node).filter((node) => node.kind === 'contact');
}

/** The tooltip that is made when somebody looks at a row. */
export function tooltipOf({ item, node }: Row): string {
  const { tooltip } = stage().customers.tree.resolveTreeItem(item, node);
  return tooltip instanceof vscode.MarkdownString ? tooltip.value : String(tooltip ?? '');
}
