import * as vscode from 'vscode';
import { secretUse } from '../../../kapture/variables/secretVariables.ts';
import { showInformation } from '../../shared/questions/messages.ts';
import type { ConnectionList } from '../connectionList.ts';
import { slotTitle } from './keyForm.ts';
import type { KeyRing } from './keyRing.ts';
import { keySlots, type KeySlot, type SecretSlot } from './secretSlots.ts';

/**
 * Lists the secrets of connections that were deleted in the settings, and deletes those that the user selects. Nothing
 * is deleted without a selection, because another window, or another machine with synchronized settings, can be about
 * to use a name again.
 */
export async function deleteUnusedKeys(list: ConnectionList, keys: KeyRing): Promise<void> {
  const isUsed = (name: string): boolean => list.find(name) !== undefined;
  const unused = await keys.allLeftovers(isUsed);
  if (!unused.length) {
    void showInformation(vscode.l10n.t('There are no unused auth keys or other secrets.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    unused.map(({ name, origins, slots }) => ({
      label: name,
      description: origins.join(', '),
      detail: slots.map(secretTitle).join(', '),
    })),
    {
      title: vscode.l10n.t('Delete Unused Keys'),
      canPickMany: true,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('Select connections to delete their secrets'),
    },
  );
  if (!picked) return;
  // A connection may have been added under one of the names in the meantime.
  const names = picked.map(({ label }) => label).filter((name) => !isUsed(name));
  if (!names.length) {
    void showInformation(
      picked.length
        ? vscode.l10n.t('The selected connections exist again, so no secrets were deleted.')
        : vscode.l10n.t('Nothing was selected, so no secrets were deleted.'),
    );
    return;
  }
  for (const name of names) await keys.removeLeftovers(name);
  void showInformation(vscode.l10n.t('The secrets of deleted connections were deleted: {0}.', names.join(', ')));
}

function secretTitle(slot: SecretSlot): string {
  if (keySlots.includes(slot as KeySlot)) return vscode.l10n.t('auth key ({0})', slotTitle(slot as KeySlot));
  const [kind, name = ''] = slot.split('/');
  return kind === 'header' ? name : secretUse(name);
}
