import * as vscode from 'vscode';
import { schemaScheme } from '../../../src/editor/shared/ids.ts';

/** Does something that changes the schema whose path includes a text, and waits until VS Code has the new one. */
export async function changingSchema(path: string, change: () => Promise<unknown>): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const listening = vscode.workspace.onDidChangeTextDocument(({ document: { uri } }) => {
      if (uri.scheme !== schemaScheme || !uri.path.includes(path)) return;
      listening.dispose();
      resolve();
    });
  });
  await change();
  await changed;
}
