import * as vscode from 'vscode';
import { sandboxName, type Connection } from '../../../kapture/connection/connection.ts';
import { problemOfSecretName, secretUse } from '../../../kapture/variables/secretVariables.ts';
import { runCommand } from '../../shared/commands.ts';
import { UserError, showError, showInformation } from '../../shared/dialogs/messages.ts';
import { changedText } from '../../shared/sending/sendTarget.ts';
import { problemText } from '../../shared/texts/catalogueTexts.ts';
import { pickConnection } from '../connectionPicker.ts';
import { askSecret, slotTitle, type SecretServices } from './askSecrets.ts';
import { headerSlot, keySlots, type SecretSlot } from './keyRing.ts';

type SlotItem = vscode.QuickPickItem & { readonly slot: SecretSlot | 'new' | 'delete' };

/**
 * Lets the user set, replace or delete an auth key, the value of a secret header or a secret variable of a connection,
 * or delete those of a connection that is no longer in the settings.
 */
export async function manageSecrets(name: string | undefined, services: SecretServices): Promise<void> {
  const { list, keys, log } = services;
  const chosen = name ?? (await pickOwner(services));
  if (chosen === undefined) return;
  const reading = list.find(chosen);
  const stored = await keys.storedSlots(chosen);
  if (!reading?.connection) {
    if (stored.length) return deleteSecrets(chosen, stored, services);
    void showError(
      log,
      vscode.l10n.t('The connection {0} cannot be used. {1}', chosen, problemText(reading?.problem) ?? ''),
    );
    return;
  }
  const { connection } = reading;
  const picked = await vscode.window.showQuickPick(slotItems(connection, stored), {
    title: vscode.l10n.t('Keys and Secrets of {0}', chosen),
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t(
      'Select what to set. An operation without its own auth key uses the one for all operations.',
    ),
  });
  if (!picked) return;
  if (picked.slot === 'delete') return deleteSecrets(chosen, stored, services);
  const slot = picked.slot === 'new' ? await askNewVariable(chosen) : picked.slot;
  const secret = slot && (await askSecret(connection, slot));
  if (!slot || !secret) return;
  if (!list.hasOwner(connection)) throw new UserError(changedText(connection));
  await keys.store(connection, slot, secret);
  const test = { title: vscode.l10n.t('Test Connection'), run: () => runCommand('kapture.testConnection', chosen) };
  void showInformation(
    vscode.l10n.t('Saved for {0}: {1}.', chosen, slotTitle(slot)),
    log,
    ...(chosen === sandboxName ? [] : [test]),
  );
}

/** Lets the user pick a connection, or the name of a deleted one that still has secrets. */
async function pickOwner({ list, keys }: SecretServices): Promise<string | undefined> {
  const leftovers = (await keys.names()).filter((name) => !list.find(name));
  const picked = await pickConnection(list, keys, vscode.l10n.t('Manage Keys and Secrets'), {
    others: leftovers.map((name) => ({ name, description: vscode.l10n.t('not in the settings') })),
  });
  return typeof picked === 'object' ? picked.name : undefined;
}

function slotItems(connection: Connection, stored: readonly SecretSlot[]): SlotItem[] {
  const keyItems = connection.name === sandboxName ? [] : keySlots;
  const headers = connection.headers.flatMap(({ name, value }) => (value === 'secret' ? headerSlot(name) : []));
  const slots = [...new Set<SecretSlot>([...keyItems, ...headers, ...stored])];
  return [
    ...slots.map((slot) => ({
      label: capitalized(slotTitle(slot)),
      description: stored.includes(slot) ? vscode.l10n.t('set') : '',
      slot,
    })),
    { label: `$(add) ${vscode.l10n.t('New Secret Variable…')}`, slot: 'new' },
    ...(stored.length ? [{ label: `$(trash) ${vscode.l10n.t('Delete…')}`, slot: 'delete' as const }] : []),
  ];
}

async function askNewVariable(connection: string): Promise<SecretSlot | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Secret Variable for {0}', connection),
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Name of the variable, such as token. Requests use it as {0}.', secretUse('token')),
    validateInput: (text) => (text ? problemText(problemOfSecretName(text.trim())) : undefined),
  });
  const name = typed?.trim();
  return name ? `variable/${name}` : undefined;
}

/**
 * Deletes the secrets that the user selects. None is selected at first, because another window, or another machine with
 * the same settings, may use them.
 */
async function deleteSecrets(
  name: string,
  stored: readonly SecretSlot[],
  { keys, log }: SecretServices,
): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    stored.map((slot) => ({ label: capitalized(slotTitle(slot)), slot })),
    {
      title: vscode.l10n.t('Delete Keys and Secrets of {0}', name),
      canPickMany: true,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('Select what to delete from this machine'),
    },
  );
  if (!picked?.length) return;
  await keys.delete(
    name,
    picked.map(({ slot }) => slot),
  );
  void showInformation(
    vscode.l10n.t('Deleted for {0}: {1}.', name, picked.map(({ slot }) => slotTitle(slot)).join(', ')),
    log,
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
