import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

const walkthrough = 'kapture-devtools.kapture-crm#start';

/**
 * Opens the walkthrough once per profile. A file records this, because the browser's storage belongs to a port, which
 * changes.
 */
export async function activate({ globalStorageUri }) {
  const opened = vscode.Uri.joinPath(globalStorageUri, 'walkthroughOpened');
  if (await exists(opened)) return;
  await registered();
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough);
  await vscode.workspace.fs.writeFile(opened, new Uint8Array());
}

/**
 * VS Code registers walkthroughs of extensions late, on the first use of its service, and shows its own walkthrough
 * instead of an unknown one. This command uses the service, and fails while the step is unknown (VS Code 1.105 to
 * 1.139).
 */
async function registered() {
  const timeout = AbortSignal.timeout(15_000);
  for (;;) {
    try {
      return await vscode.commands.executeCommand('welcome.markStepIncomplete', `${walkthrough}#connect`);
    } catch (error) {
      if (timeout.aborted) throw error;
      await delay(50);
    }
  }
}

async function exists(file) {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
