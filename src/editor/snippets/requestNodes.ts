import * as vscode from 'vscode';
import { defaultDialect } from '../../kapture/catalogue/dialect.ts';
import { dialectExamples, examples, type Example } from '../../kapture/catalogue/examples.ts';
import type { Module } from '../../kapture/catalogue/operation.ts';
import { requestSuffix, type OperationId, type RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { exampleScheme } from '../shared/ids.ts';

/** The request files of one workspace folder, the personal snippets, or the built-in examples. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly place: 'workspace' | 'personal' | 'examples';
  /** The folder of its files; undefined for the examples. */
  readonly folder?: vscode.Uri;
}

/** A folder with request files, in a group or in another folder. */
export interface FolderNode {
  readonly kind: 'folder';
  readonly id: string;
  readonly folder: vscode.Uri;
  readonly group: GroupNode;
  readonly parent: GroupNode | FolderNode;
}

export interface FileNode {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  /** The operation of the file, or that it has several requests. */
  readonly operation: RequestFileKind;
  readonly group: GroupNode;
  readonly parent: GroupNode | FolderNode;
}

/** The examples of a module, if several modules are shown. */
export interface ModuleNode {
  readonly kind: 'module';
  readonly module: Module;
}

export interface ExampleNode {
  readonly kind: 'example';
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  readonly example: Example;
}

/** The nodes that can be opened and sent. */
export type RequestNode = FileNode | ExampleNode;
export type RequestsNode = GroupNode | FolderNode | ModuleNode | RequestNode;

/**
 * The URI of an example. VS Code derives the JSON schema from its name, and its scheme makes the document read-only.
 */
export function uriOfExample({ title, operation, dialect }: Example): vscode.Uri {
  const name = dialect === defaultDialect ? title : `${title} (${dialect})`;
  return vscode.Uri.from({ scheme: exampleScheme, path: `/${name}${requestSuffix(operation)}` });
}

/** The example that a document shows. */
export function exampleAt(uri: vscode.Uri): Example | undefined {
  return uri.scheme === exampleScheme
    ? [...examples, ...dialectExamples].find((example) => uriOfExample(example).path === uri.path)
    : undefined;
}
