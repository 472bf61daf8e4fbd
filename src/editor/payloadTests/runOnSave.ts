import * as vscode from 'vscode';
import { affectsTests } from '../../kapture/payloadTests/affectsTests.ts';
import type { TestItems } from './testItems.ts';

/**
 * Until it is canceled, runs a test file when it is saved, and all tests when a request file or `kapture.env.json`
 * is saved.
 */
export function runOnSave(
  items: TestItems,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
  run: (request: vscode.TestRunRequest) => Promise<void>,
): Promise<void> {
  let queue = Promise.resolve();
  const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (!affectsTests(uri.path)) return;
    const file = items.files.find((item) => item.id === uri.toString());
    const all = request.include ?? items.files;
    const include = file ? all.filter((item) => item === file || item.parent === file) : all;
    if (!include.length) return;
    queue = queue.then(async () => {
      if (!token.isCancellationRequested)
        await run(new vscode.TestRunRequest(include, request.exclude, request.profile, true, true));
    });
  });
  return new Promise((resolve) => {
    token.onCancellationRequested(() => {
      saved.dispose();
      resolve(queue);
    });
  });
}
