import * as vscode from 'vscode';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { problemOfSecretValue } from '../../kapture/variables/secretVariables.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { explainLostKeys } from './explainLostKeys.ts';
import type { KeyRing } from './keyRing.ts';
import type { MissingSecret, SecretOwner } from './storedSecrets.ts';

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

/**
 * The target with the values of secret variables. Asks for those that it lacks, and stores them for their owner.
 * Undefined if the user cancels.
 */
export async function addSecrets(
  target: Target,
  names: readonly string[],
  owner: SecretOwner,
  keys: KeyRing,
  state: vscode.Memento,
  log: Log,
): Promise<Target | undefined> {
  const variables: Record<string, string> = { ...target.variables };
  for (const name of names) {
    if (Object.hasOwn(variables, name)) continue;
    const { missing } = await keys.findVariable(owner, name);
    if (missing === 'lost') explainLostKeys(state, log);
    const value = await askSecret(owner, name, missing && reasonOf(missing, owner, name));
    if (value === undefined) return undefined;
    variables[name] = value;
    try {
      await keys.storeVariable(owner, name, value);
    } catch (error) {
      log.error(`The secret variable ${name} for ${owner.name} could not be stored.`, error);
      void showWarning(
        vscode.l10n.t(
          "VS Code's secret storage failed, so the secret variable {0} is used for this request only.",
          name,
        ),
      );
    }
  }
  return { ...target, variables };
}

function reasonOf(missing: MissingSecret, { baseUrl }: SecretOwner, name: string): string | undefined {
  switch (missing) {
    case 'none':
      return undefined;
    case 'other-origin':
      return vscode.l10n.t(
        'The secret variable {0} was saved for another base URL. Enter the value for {1}.',
        name,
        new URL(baseUrl).origin,
      );
    case 'unreadable':
      return vscode.l10n.t('The secret variable {0} could not be read. Enter it again.', name);
    case 'lost':
      return vscode.l10n.t('VS Code no longer has the secret variable {0}. Enter it again.', name);
  }
}
