import type * as vscode from 'vscode';
import type { Example } from '../../kapture/catalogue/examples.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';

/** The request files of one workspace folder, those of the user, or the built-in examples. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly place: 'workspace' | 'personal' | 'examples';
  /** Where its files are; the examples have none. */
  readonly folder?: vscode.Uri;
}

export interface FileNode {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  readonly group: GroupNode;
}

export interface ExampleNode {
  readonly kind: 'example';
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  readonly example: Example;
}

/** Stands for the files of a group that are not shown yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly group: GroupNode;
  /** How many; undefined while they are still being looked for. */
  readonly left: number | undefined;
}

/** What can be opened and sent. */
export type RequestNode = FileNode | ExampleNode;
export type RequestsNode = GroupNode | RequestNode | MoreNode;
