import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ContactNode, CustomerNode, CustomersNode } from '../../../src/editor/customers/tree/customersNodes.ts';
import { fixture } from './fixture.ts';

export interface Row {
  readonly node: CustomersNode;
  readonly label: string;
  readonly description: string;
  readonly item: vscode.TreeItem;
}

export async function rows(parent?: CustomersNode): Promise<Row[]> {
  const { tree } = fixture().customers;
  return Promise.all(
    ((await tree.getChildren(parent)) ?? []).map(async (node) => {
      const item = await tree.getTreeItem(node);
      assert.ok(typeof item.label === 'string');
      return { node, item, label: item.label, description: String(item.description ?? '') };
    }),
  );
}

/** The groups of the view, such as days. */
export async function groupRows(): Promise<Row[]> {
  return (await rows()).filter(({ node }) => node.kind === 'group');
}

/** The tooltip of the first group, which is about the pull. */
export async function pullTooltip(): Promise<string> {
  const [group] = await groupRows();
  assert.ok(group, 'a group is in the view');
  const { tree } = await fixture().customers.open();
  const { tooltip } = tree.resolveTreeItem(new vscode.TreeItem(''), group.node);
  assert.ok(typeof tooltip === 'string');
  return tooltip;
}

export async function failureRows(): Promise<Row[]> {
  return (await rows()).filter(({ node }) => node.kind === 'failure');
}

/** The rows of all customers in the view. */
export async function customerRows(): Promise<(Row & { readonly node: CustomerNode })[]> {
  const children = await Promise.all((await groupRows()).map(({ node }) => rows(node)));
  return children.flat().filter((row): row is Row & { readonly node: CustomerNode } => row.node.kind === 'customer');
}

export async function allCustomers(): Promise<CustomerNode[]> {
  return (await customerRows()).map(({ node }) => node);
}

export async function customerRow(id: string): Promise<Row & { readonly node: CustomerNode }> {
  const row = (await customerRows()).find(({ node }) => node.id === id);
  assert.ok(row, `customer ${id} is in the view`);
  return row;
}

export async function contactsOf(id: string): Promise<ContactNode[]> {
  const { node } = await customerRow(id);
  return ((await fixture().customers.tree.getChildren(node)) ?? []).filter((child) => child.kind === 'contact');
}

/** The tooltip of a row, which is resolved on hover. */
export async function tooltipOf({ item, node }: Row): Promise<string> {
  const { tree } = await fixture().customers.open();
  const { tooltip } = tree.resolveTreeItem(item, node);
  assert.ok(typeof tooltip === 'string');
  return tooltip;
}
