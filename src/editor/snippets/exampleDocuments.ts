import * as vscode from 'vscode';
import { examples, type Example } from '../../kapture/catalogue/examples.ts';
import { requestSuffix } from '../../kapture/catalogue/registry.ts';
import { exampleScheme } from '../shared/ids.ts';

/**
 * The URI of an example. VS Code derives the JSON schema from its name, and its scheme makes the document read-only.
 */
export function uriOfExample({ title, operation }: Example): vscode.Uri {
  return vscode.Uri.from({ scheme: exampleScheme, path: `/${title}${requestSuffix(operation)}` });
}

/** The example that a document shows. */
export function exampleAt(uri: vscode.Uri): Example | undefined {
  return uri.scheme === exampleScheme ? examples.find((example) => uriOfExample(example).path === uri.path) : undefined;
}
