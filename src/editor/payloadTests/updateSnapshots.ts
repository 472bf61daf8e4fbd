import * as vscode from 'vscode';
import { showInformation } from '../shared/questions/messages.ts';
import type { TestItems } from './testItems.ts';

/** The value that VS Code passes to a command in the menu of a test message. */
export interface TestMessageArgument {
  readonly test: vscode.TestItem;
}

/** Stores the current responses as snapshots: of the case of a message, or of the test file in the active editor. */
export async function updateSnapshots(
  { items, snapshotProfile }: { readonly items: TestItems; readonly snapshotProfile: vscode.TestRunProfile },
  argument: TestMessageArgument | undefined,
): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const test = argument?.test ?? items.files.find(({ id }) => id === uri);
  if (!test) {
    void showInformation(vscode.l10n.t('This test file is not in the Test Explorer yet. Try again in a moment.'));
    return;
  }
  const cancel = new vscode.CancellationTokenSource();
  try {
    await snapshotProfile.runHandler(new vscode.TestRunRequest([test], undefined, snapshotProfile), cancel.token);
  } finally {
    cancel.dispose();
  }
}
