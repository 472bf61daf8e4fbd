import * as vscode from 'vscode';
import { sandboxName, type ConnectionReading } from '../../kapture/connection/connection.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning, type MessageAction } from '../shared/dialogs/messages.ts';
import { setting } from '../shared/settings.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
import { nameOf, type ConnectionList } from './connectionList.ts';
import { roleIcons } from './connectionStatus.ts';
import { slotTitle } from './keys/askSecrets.ts';
import type { KeyRing } from './keys/keyRing.ts';

export interface PickOptions {
  /** Omits the sandbox. */
  readonly excludeSandbox?: boolean;
  /** Adds items to add and to edit a connection. */
  readonly withActions?: boolean;
  /** Further names to offer, which are not connections. */
  readonly others?: readonly { readonly name: string; readonly description: string }[];
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
  { excludeSandbox, withActions, others = [] }: PickOptions = {},
): Promise<ConnectionItem['result']> {
  const isActive = (reading: ConnectionReading): boolean => nameOf(reading) === list.activeName;
  const readings = list.all.filter((reading) => !excludeSandbox || nameOf(reading) !== sandboxName);
  // The active connection comes first, because the first item is preselected.
  if (!withActions) readings.sort((one, other) => Number(isActive(other)) - Number(isActive(one)));
  const items = await Promise.all(
    readings.map((reading) => connectionItem(reading, keys, isActive(reading) ? vscode.l10n.t('active') : '')),
  );
  items.push(
    ...others.map(({ name, description }) => ({ label: oneLabel(name), description, result: { name } as const })),
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

async function connectionItem(reading: ConnectionReading, keys: KeyRing, active: string): Promise<ConnectionItem> {
  const name = nameOf(reading);
  if (!reading.connection)
    return {
      label: `$(error) ${oneLabel(name)}`,
      description: active,
      detail: problemText(reading.problem),
      result: { name },
    };
  const { role, baseUrl } = reading.connection;
  return {
    label: `$(${roleIcons[role]}) ${oneLabel(name)}`,
    description: [roleText(reading.connection), active].filter(Boolean).join(' · '),
    result: { name },
    detail:
      name === sandboxName
        ? vscode.l10n.t('A local Kapture server. No account needed.')
        : `${baseUrl} · ${await keysText(name, keys)}`,
  };
}

async function keysText(name: string, keys: KeyRing): Promise<string> {
  const slots = (await keys.storedSlots(name)).filter((slot) => !slot.includes('/'));
  return slots.length ? vscode.l10n.t('keys: {0}', slots.map(slotTitle).join(', ')) : vscode.l10n.t('no auth key yet');
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

/**
 * Offers the sandbox or one of the user's connections. Returns the name of the chosen one; undefined if the user
 * cancels.
 */
export async function offerConnection(list: ConnectionList): Promise<string | undefined> {
  const sandbox = {
    label: `$(beaker) ${vscode.l10n.t('Use Sandbox')}`,
    detail: vscode.l10n.t('A local Kapture server. No account needed.'),
  };
  const choose = {
    label: `$(plug) ${vscode.l10n.t('Select Connection…')}`,
    detail: vscode.l10n.t('One of the connections you added.'),
  };
  const add = {
    label: `$(add) ${vscode.l10n.t('Add Connection…')}`,
    detail: vscode.l10n.t('Your own Kapture tenant, with its auth key.'),
  };
  const picked = await vscode.window.showQuickPick(list.all.length > 1 ? [choose, sandbox, add] : [sandbox, add], {
    title: vscode.l10n.t('Select Kapture Connection'),
    placeHolder: vscode.l10n.t('Select where requests are sent'),
  });
  if (picked === sandbox) await runCommand('kapture.useSandbox');
  else if (picked === choose) await runCommand('kapture.selectConnection');
  // The new connection is not tested, because a request is about to use it.
  else if (picked === add) await runCommand('kapture.addConnection', { test: false });
  else return undefined;
  return list.activeName;
}

/** Says why no request can be sent through a connection. `reading` is undefined if it does not exist. */
export function showUnusable(name: string, reading: ConnectionReading | undefined, log: Log): void {
  const sentence = reading
    ? vscode.l10n.t('The connection {0} cannot be used. {1}', name, problemText(reading.problem) ?? '')
    : vscode.l10n.t('The connection {0} no longer exists.', name);
  const edit: MessageAction = {
    title: vscode.l10n.t('Edit Connection'),
    run: () => runCommand('kapture.editConnection', name),
  };
  const choose: MessageAction = {
    title: vscode.l10n.t('Select Connection'),
    run: () => runCommand('kapture.selectConnection'),
  };
  void showError(log, sentence, ...(reading ? [edit, choose] : [choose]));
}

/**
 * Says that a connection is no longer selected: it is no longer in the settings, or its name led to another tenant on
 * start. Resolves once an action has run or the message was dismissed.
 */
export function showLostSelection(name: string, isDeleted: boolean, list: ConnectionList, log: Log): Promise<void> {
  const sentence = isDeleted
    ? vscode.l10n.t('{0} is no longer in the settings, so no connection is selected.', name)
    : vscode.l10n.t('{0} is no longer selected, because it now points to another tenant.', name);
  return showWarning(sentence, log, ...selectionActions(list, name));
}

/** The actions of a message that says that a connection is no longer selected. */
export function selectionActions(list: ConnectionList, lost: string): MessageAction[] {
  const setName: unknown = setting('defaultConnection');
  const name = typeof setName === 'string' ? setName : '';
  const select = { title: vscode.l10n.t('Select Connection…'), run: () => runCommand('kapture.selectConnection') };
  if (name === lost || !list.find(name)?.connection) return [select];
  return [{ title: vscode.l10n.t('Use {0}', name), run: () => list.select(name) }, select];
}
