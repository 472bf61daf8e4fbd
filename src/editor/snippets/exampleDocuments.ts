import * as vscode from 'vscode';
import { defaultDialect } from '../../kapture/catalogue/dialect.ts';
import { dialectExamples, examples, type Example } from '../../kapture/catalogue/examples.ts';
import { requestSuffix } from '../../kapture/catalogue/registry.ts';
import { exampleScheme } from '../shared/ids.ts';

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
