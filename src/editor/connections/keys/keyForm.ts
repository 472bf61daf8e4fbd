import * as vscode from 'vscode';
import { keyOfUser, readAuthKey, type AuthKey } from '../../../kapture/connection/authKey.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import type { KeySlot } from './secretSlots.ts';

/** The display name of a key's scope. */
export function slotTitle(slot: KeySlot): string {
  return slot === 'default' ? vscode.l10n.t('all operations') : operationTitle(slot);
}

/**
 * Asks for an auth key, or for the user name and password it is made from. `reason` says why it is needed. Undefined if
 * the user cancels.
 */
export async function askKey(connection: Connection, slot: KeySlot, reason?: string): Promise<AuthKey | undefined> {
  const title = vscode.l10n.t('Auth Key for {0} ({1})', connection.name, slotTitle(slot));
  const paste = {
    label: `$(key) ${vscode.l10n.t('Auth key')}`,
    detail: vscode.l10n.t('Paste the key you received from Kapture, with or without the leading "Basic".'),
  };
  const user = {
    label: `$(person) ${vscode.l10n.t('User name and password')}`,
    detail: vscode.l10n.t('The key is derived from them.'),
  };
  const form = await vscode.window.showQuickPick([paste, user], {
    title,
    ignoreFocusOut: true,
    placeHolder:
      reason ??
      vscode.l10n.t("It is sent to {0} and stored in VS Code's secret storage.", new URL(connection.baseUrl).host),
  });
  if (form === paste) {
    const pasted = await vscode.window.showInputBox({
      title,
      password: true,
      ignoreFocusOut: true,
      prompt: vscode.l10n.t('Auth key'),
      validateInput: (text) => (text ? problemText(readAuthKey(text).problem) : undefined),
    });
    return pasted ? readAuthKey(pasted).key : undefined;
  }
  if (form !== user) return undefined;
  const name = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('User name'),
    validateInput: (text) => (text ? problemText(keyOfUser(text, '').problem) : undefined),
  });
  if (!name) return undefined;
  const password = await vscode.window.showInputBox({
    title,
    password: true,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Password for {0}', name),
    validateInput: (text) => problemText(keyOfUser(name, text).problem),
  });
  return password === undefined ? undefined : keyOfUser(name, password).key;
}
