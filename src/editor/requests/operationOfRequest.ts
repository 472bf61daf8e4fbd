import type * as vscode from 'vscode';
import { operationIds, operationOfFile, type OperationId } from '../../kapture/catalogue/registry.ts';
import { isJson } from '../shared/documents/isJson.ts';
import { isPast } from './activeRequest.ts';

/** `$schema` names a schema of a Kapture request: `…kapture…/add.schema.json`. */
const schema = /"\$schema"\s*:\s*"[^"\n]*kapture[^"\n]*\b(\w+)\.schema\.json"/;

/** How much of a document is looked through for its `$schema`, in characters. */
const beginning = 2000;

/**
 * The operation that a document is a request of, by its file name or its `$schema`; undefined for any other JSON, and for an
 * earlier state of a request, which can only be looked at.
 */
export function operationOfRequest(document: vscode.TextDocument): OperationId | undefined {
  if (isPast(document.uri)) return undefined;
  const named = operationOfFile(document.uri.path);
  if (named || !isJson(document)) return named;
  const [, id] = schema.exec(document.getText().slice(0, beginning)) ?? [];
  return operationIds.find((operation) => operation === id);
}
