import * as vscode from 'vscode';
import { requestLanguage, testLanguage } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';

/**
 * Activates VS Code's JSON support when a request or a payload test is opened. It also serves the languages of
 * `jsonLanguageParticipants`, but VS Code activates it automatically only for `json` and `jsonc`.
 */
export function startJsonSupport(log: Log): vscode.Disposable {
  let isStarted = false;
  const start = async ({ languageId }: vscode.TextDocument): Promise<void> => {
    if (isStarted || ![requestLanguage, testLanguage].includes(languageId)) return;
    isStarted = true;
    try {
      const support = vscode.extensions.getExtension('vscode.json-language-features');
      if (support) await support.activate();
      // It runs in another extension host, such as the remote one. This command activates it there and has no other
      // effect.
      else await vscode.commands.executeCommand('json.validate', '', '');
    } catch (error) {
      log.error('The JSON support of VS Code could not be started.', error);
    }
  };
  vscode.workspace.textDocuments.forEach((document) => void start(document));
  return vscode.workspace.onDidOpenTextDocument((document) => void start(document));
}
