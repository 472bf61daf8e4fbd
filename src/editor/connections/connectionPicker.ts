import * as vscode from 'vscode';
import { sandboxName, type ConnectionReading } from '../../kapture/connection/connection.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/roleText.ts';
import type { ConnectionList } from './connectionList.ts';
import { roleIcons } from './connectionStatus.ts';
import { slotTitle } from './keys/keyForm.ts';
import type { KeyRing } from './keys/keyRing.ts';
import { nameOf } from './readConnections.ts';

export interface PickOptions {
  /** Omits the sandbox. */
  readonly excludeSandbox?: boolean;
  /** Adds items to add and to edit a connection. */
  readonly withActions?: boolean;
}

interface ConnectionItem extends vscode.QuickPickItem {
  readonly result?: { readonly name: string } | 'add' | 'edit';
}

/**
 * Lets the user pick a connection. Each item shows the base URL and the keys, or what is wrong. Undefined if the user
 * cancels.
 */
export async function pickConnection(
  list: ConnectionList,
  keys: KeyRing,
  title: string,
  { excludeSandbox, withActions }: PickOptions,
): Promise<ConnectionItem['result']> {
  const isActive = (reading: ConnectionReading): boolean => nameOf(reading) === list.activeName;
  const readings = list.all.filter((reading) => !excludeSandbox || nameOf(reading) !== sandboxName);
  // The first item is preselected.
  if (!withActions) readings.sort((one, other) => Number(isActive(other)) - Number(isActive(one)));
  const items = await Promise.all(
    readings.map(async (reading): Promise<ConnectionItem> => {
      const name = nameOf(reading);
      const active = isActive(reading) ? vscode.l10n.t('active') : '';
      if (!reading.connection)
        return {
          label: `$(error) ${oneLabel(name)}`,
          description: active,
          detail: problemText(reading.problem),
          result: { name },
        };
      const { role, baseUrl } = reading.connection;
      const filled = name === sandboxName ? undefined : await keys.filledSlots(name);
      const key =
        filled &&
        (filled.length
          ? vscode.l10n.t('keys: {0}', filled.map(slotTitle).join(', '))
          : vscode.l10n.t('no auth key yet'));
      return {
        label: `$(${roleIcons[role]}) ${oneLabel(name)}`,
        description: [roleText(reading.connection), active].filter(Boolean).join(' · '),
        result: { name },
        detail: key === undefined ? vscode.l10n.t('A local Kapture server. No account needed.') : `${baseUrl} · ${key}`,
      };
    }),
  );
  if (withActions) {
    items.push(
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: `$(add) ${vscode.l10n.t('Add Connection…')}`, result: 'add' },
      { label: `$(edit) ${vscode.l10n.t('Edit Connection…')}`, result: 'edit' },
    );
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Select a connection'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.result;
}

/**
 * Lets the user pick a connection other than the sandbox. Without one, offers to add it. Undefined if the user cancels.
 */
export async function pickOwnConnection(
  title: string,
  { list, keys, log }: { readonly list: ConnectionList; readonly keys: KeyRing; readonly log: Log },
): Promise<string | undefined> {
  if (list.all.every((reading) => nameOf(reading) === sandboxName)) {
    void showInformation(vscode.l10n.t('You have not added any connections yet.'), log, {
      title: vscode.l10n.t('Add Connection'),
      run: () => runCommand('kapture.addConnection'),
    });
    return undefined;
  }
  const picked = await pickConnection(list, keys, title, { excludeSandbox: true });
  return typeof picked === 'object' ? picked.name : undefined;
}
