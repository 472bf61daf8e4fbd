import * as vscode from 'vscode';
import { operationOfFile, operationOfSchema, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { isJson } from './isJson.ts';
import { isEarlierVersion } from './isEarlierVersion.ts';

/** Matches a `$schema` of a Kapture request, such as `…kapture…/add.schema.json`. */
const schema = /"\$schema"\s*:\s*"([^"\n]*kapture[^"\n]*)"/;

/** The number of characters searched for `$schema`. */
const searchedLength = 2000;

/**
 * The operation of a request document, from its file name or its `$schema`. Undefined for any other JSON, and for an
 * earlier version of a request.
 */
export function operationOfRequest(document: vscode.TextDocument): OperationId | undefined {
  if (isEarlierVersion(document.uri)) return undefined;
  const named = operationOfFile(document.uri.path);
  if (named || !isJson(document)) return named;
  const beginning = new vscode.Range(new vscode.Position(0, 0), document.positionAt(searchedLength));
  const [, url = ''] = schema.exec(document.getText(beginning)) ?? [];
  return operationOfSchema(url);
}
