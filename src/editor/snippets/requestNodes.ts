import type * as vscode from 'vscode';
import type { Example } from '../../kapture/catalogue/examples.ts';
import type { OperationId, RequestFileKind } from '../../kapture/catalogue/registry.ts';

/** The request files of one workspace folder, the personal snippets, or the built-in examples. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly place: 'workspace' | 'personal' | 'examples';
  /** The folder of its files. The examples have none. */
  readonly folder?: vscode.Uri;
}

export interface FileNode {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  /** Or that it has several requests. */
  readonly operation: RequestFileKind;
  readonly group: GroupNode;
}

export interface ExampleNode {
  readonly kind: 'example';
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  readonly example: Example;
}

/** The Show More row of a group. */
export interface MoreNode {
  readonly kind: 'more';
  readonly group: GroupNode;
  /** The number of files that are not shown; undefined while the search is running. */
  readonly left: number | undefined;
}

/** The nodes that can be opened and sent. */
export type RequestNode = FileNode | ExampleNode;
export type RequestsNode = GroupNode | RequestNode | MoreNode;
