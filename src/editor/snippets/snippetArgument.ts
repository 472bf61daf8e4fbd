import type { Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { RequestsNode } from './requestNodes.ts';

/** The argument of `kapture.saveAsSnippet`: a document, a node of the Requests view, or a sent request. */
export type SnippetArgument = Uri | RequestsNode | { readonly operation: OperationId; readonly body: string };
