import * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';

let isOffered = false;

/**
 * Offers once per window to limit auto save to workspace files: VS Code shows an error for each refused save of a
 * customer.
 */
export function offerNoAutoSave(log: Log): void {
  if (isOffered) return;
  isOffered = true;
  const files = vscode.workspace.getConfiguration('files');
  void showInformation(
    vscode.l10n.t(
      'Auto Save is on. It never sends a customer, but VS Code shows an error each time it tries to save one.',
    ),
    log,
    {
      title: vscode.l10n.t('Auto Save Workspace Files Only'),
      run: () => files.update('autoSaveWorkspaceFilesOnly', true, vscode.ConfigurationTarget.Global),
    },
  );
}
