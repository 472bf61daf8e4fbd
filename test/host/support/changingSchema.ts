import * as vscode from 'vscode';
import { schemaScheme } from '../../../src/editor/shared/ids.ts';
import { until } from './until.ts';

/** Does something that changes the schema with this path, and waits until VS Code has the new one. */
export async function changingSchema(path: string, change: () => Promise<unknown>): Promise<void> {
  const textNow = (): string | undefined =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === schemaScheme && uri.path === path)?.getText();
  const before = textNow();
  const changed = until(`the new schema ${path}`, anyDocument, () => {
    const now = textNow();
    return now !== undefined && now !== before;
  });
  await Promise.all([changed, change()]);
}

/** VS Code closes schemas of minutes ago. It loads the new one when it needs it, without a change. */
const anyDocument = ((listener: () => unknown) =>
  vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(() => void listener()),
    vscode.workspace.onDidOpenTextDocument(() => void listener()),
  )) as vscode.Event<never>;
