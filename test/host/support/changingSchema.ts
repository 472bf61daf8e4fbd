import * as vscode from 'vscode';
import { schemaScheme } from '../../../src/editor/shared/ids.ts';
import { until } from './until.ts';

/** Does something that changes the schema with this path, and waits until VS Code has the new one. */
export async function changingSchema(path: string, change: () => Promise<unknown>): Promise<void> {
  // The schema is opened here, because VS Code closes schemas after some minutes, and a closed schema does not change.
  const schema = await vscode.workspace.openTextDocument(
    vscode.Uri.from({ scheme: schemaScheme, authority: 'requests', path }),
  );
  const before = schema.getText();
  const changed = until(
    `the new schema ${path}`,
    vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
    () => schema.getText() !== before,
  );
  await Promise.all([changed, change()]);
}
