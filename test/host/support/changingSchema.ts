import * as vscode from 'vscode';
import { schemaScheme } from '../../../src/editor/shared/ids.ts';
import { until } from './until.ts';

/** Does something that changes the schema whose path includes a text, and waits until VS Code has the new one. */
export async function changingSchema(path: string, change: () => Promise<unknown>): Promise<void> {
  const textOf = (): string | undefined =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === schemaScheme && uri.path.includes(path))?.getText();
  const before = textOf();
  const changed = until(`the new schema of ${path}`, anyDocument, () => {
    const now = textOf();
    return now !== undefined && now !== before;
  });
  await change();
  await changed;
}

/** VS Code closes schemas of minutes ago. It loads the new one when it needs it, without a change. */
const anyDocument = ((listener: () => unknown) =>
  vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(() => void listener()),
    vscode.workspace.onDidOpenTextDocument(() => void listener()),
  )) as vscode.Event<never>;
