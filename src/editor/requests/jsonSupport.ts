import * as vscode from 'vscode';
import { requestLanguage } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';

/**
 * Starts VS Code's JSON support when a request is opened. It serves the languages of `jsonLanguageParticipants` too, but
 * starts by itself only with `json` and `jsonc`.
 */
export function startJsonSupport(log: Log): vscode.Disposable {
  let isStarted = false;
  const start = async ({ languageId }: vscode.TextDocument): Promise<void> => {
    if (isStarted || languageId !== requestLanguage) return;
    isStarted = true;
    try {
      const support = vscode.extensions.getExtension('vscode.json-language-features');
      if (support) await support.activate();
      // It is in another extension host, such as the remote one. This command starts it there, and does nothing else.
      else await vscode.commands.executeCommand('json.validate', '', '');
    } catch (error) {
      log.error('The JSON support of VS Code could not be started.', error);
    }
  };
  vscode.workspace.textDocuments.forEach((document) => void start(document));
  return vscode.workspace.onDidOpenTextDocument((document) => void start(document));
}
