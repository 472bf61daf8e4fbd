import * as vscode from 'vscode';
import { problemOfHeaderValue } from '../../../kapture/connection/extraHeaders.ts';
import { shortestSecret } from '../../../kapture/redaction/shortestSecret.ts';
import { problemOfSecretValue } from '../../../kapture/variables/secretVariables.ts';
import { problemText } from '../../shared/texts/catalogueTexts.ts';
import type { SecretOwner } from './storedSecrets.ts';

/** Asks for the value of a secret variable. `reason` says why it is needed. Undefined if the user cancels. */
export function askSecret(owner: SecretOwner, name: string, reason?: string): Promise<string | undefined> {
  const title = vscode.l10n.t('Secret Variable {0} for {1}', name, owner.name);
  return askValue(owner, title, reason, (text) => (text ? problemText(problemOfSecretValue(text.trim())) : undefined));
}

/** Asks for the value of a secret header. `reason` says why it is needed. Undefined if the user cancels. */
export function askHeaderSecret(owner: SecretOwner, header: string, reason?: string): Promise<string | undefined> {
  const title = vscode.l10n.t('Header {0} for {1}', header, owner.name);
  return askValue(owner, title, reason, (text) => {
    const value = text.trim();
    return problemText(value ? problemOfHeaderValue(value) : undefined) ?? noteOnShortSecret(value);
  });
}

async function askValue(
  { baseUrl }: SecretOwner,
  title: string,
  reason: string | undefined,
  validateInput: (text: string) => string | vscode.InputBoxValidationMessage | undefined,
): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    password: true,
    ignoreFocusOut: true,
    prompt: reason ?? vscode.l10n.t("It is sent to {0} and stored in VS Code's secret storage.", new URL(baseUrl).host),
    validateInput,
  });
  return typed?.trim() || undefined;
}

/** Tells that a value is too short to be redacted. It can be entered, because the tenant may require it. */
function noteOnShortSecret(value: string): vscode.InputBoxValidationMessage | undefined {
  if (!value || value.length >= shortestSecret) return undefined;
  return {
    message: vscode.l10n.t(
      'A value with fewer than {0} characters is not redacted if the server returns it.',
      shortestSecret,
    ),
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}
