import type { Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { RequestsNode } from './requestNodes.ts';

/** What `kapture.saveAsSnippet` takes: a document, a node of the requests view, or a request as it was sent. */
export type SnippetArgument = Uri | RequestsNode | { readonly operation: OperationId; readonly body: string };
