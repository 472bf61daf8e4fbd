import * as vscode from 'vscode';
import { problemOfSecretValue } from '../../kapture/variables/secretVariables.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import type { SecretOwner } from './storedSecrets.ts';

/** Asks for the value of a secret variable. `reason` says why it is needed. Undefined if the user cancels. */
export async function askSecret(owner: SecretOwner, name: string, reason?: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Secret Variable {0} for {1}', name, owner.name),
    password: true,
    ignoreFocusOut: true,
    prompt:
      reason ?? vscode.l10n.t("It is sent to {0} and stored in VS Code's secret storage.", new URL(owner.baseUrl).host),
    validateInput: (text) => (text ? problemText(problemOfSecretValue(text.trim())) : undefined),
  });
  return typed?.trim() || undefined;
}
