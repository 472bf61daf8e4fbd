import * as vscode from 'vscode';
import { problemOfSecretName, secretUse } from '../../../kapture/variables/secretVariables.ts';
import type { Log } from '../../shared/log.ts';
import { showError, showInformation } from '../../shared/questions/messages.ts';
import { UserError } from '../../shared/questions/userError.ts';
import { changedText } from '../../shared/sending/changeOfConnection.ts';
import { problemText } from '../../shared/texts/catalogueTexts.ts';
import type { ConnectionList } from '../connectionList.ts';
import { pickConnection } from '../connectionPicker.ts';
import type { KeyRing } from './keyRing.ts';
import { askSecret } from './secretForm.ts';

interface Services {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly log: Log;
}

/** Stores the value of a secret variable of a connection, which replaces an earlier one. */
export async function setSecret(services: Services): Promise<void> {
  const { list, keys, log } = services;
  const title = vscode.l10n.t('Set Secret Variable');
  const chosen = await pickName(services, title);
  if (chosen === undefined) return;
  const reading = list.find(chosen);
  if (!reading?.connection) {
    void showError(
      log,
      vscode.l10n.t('The connection {0} cannot be used. {1}', chosen, problemText(reading?.problem) ?? ''),
    );
    return;
  }
  const name = await askSecretName(`${title}: ${chosen}`, keys.variableNames(chosen));
  const value = name === undefined ? undefined : await askSecret(reading.connection, name);
  if (name === undefined || value === undefined) return;
  if (!list.hasOwner(reading.connection)) throw new UserError(changedText(reading.connection));
  await keys.storeVariable(reading.connection, name, value);
  void showInformation(
    vscode.l10n.t('The secret variable for {0} was saved. Requests use it as {1}.', chosen, secretUse(name)),
  );
}

/** Deletes secret variables that the user selects by name. */
export async function deleteSecrets(services: Services): Promise<void> {
  const { keys } = services;
  const title = vscode.l10n.t('Delete Secret Variable');
  const chosen = await pickName(services, title);
  if (chosen === undefined) return;
  const names = keys.variableNames(chosen);
  if (!names.length) {
    void showInformation(vscode.l10n.t('{0} has no secret variables.', chosen));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    names.map((label) => ({ label, description: secretUse(label) })),
    {
      title: `${title}: ${chosen}`,
      canPickMany: true,
      placeHolder: vscode.l10n.t('Select the secret variables to delete from this machine'),
    },
  );
  if (!picked?.length) return;
  await keys.removeVariables(
    chosen,
    picked.map(({ label }) => label),
  );
  void showInformation(vscode.l10n.t('Deleted from {0}: {1}.', chosen, picked.map(({ label }) => label).join(', ')));
}

async function pickName({ list, keys }: Services, title: string): Promise<string | undefined> {
  const picked = await pickConnection(list, keys, title, {});
  return typeof picked === 'object' ? picked.name : undefined;
}

/** The name of a stored variable, or a new one. */
async function askSecretName(title: string, stored: readonly string[]): Promise<string | undefined> {
  if (stored.length) {
    const other = { label: `$(add) ${vscode.l10n.t('New Secret Variable…')}`, name: undefined };
    const picked = await vscode.window.showQuickPick(
      [...stored.map((name) => ({ label: name, description: secretUse(name), name })), other],
      { title, ignoreFocusOut: true, placeHolder: vscode.l10n.t('Select a variable to replace its value') },
    );
    if (picked !== other) return picked?.name;
  }
  const typed = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Name of the variable, such as token. Requests use it as {0}.', secretUse('token')),
    validateInput: (text) => (text ? problemText(problemOfSecretName(text.trim())) : undefined),
  });
  return typed?.trim() || undefined;
}
