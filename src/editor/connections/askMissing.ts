import * as vscode from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { ConnectionList } from './connectionList.ts';
import { explainLostKeys } from './explainLostKeys.ts';
import { askHeaderSecret } from './headerForm.ts';
import { askKey } from './keyForm.ts';
import type { KeyReading, KeyRing } from './keyRing.ts';
import type { MissingSecret } from './storedSecrets.ts';

export interface AskServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  /** Remembers what was explained. */
  readonly state: vscode.Memento;
  readonly log: Log;
}

/**
 * Asks for the missing key of a connection. Stores it unless the connection has changed since then: another tenant can have
 * its name by then. Undefined if the user cancels.
 */
export async function askMissingKey(
  connection: Connection,
  { missing, slot }: Extract<KeyReading, { readonly missing: MissingSecret }>,
  services: AskServices,
): Promise<AuthKey | undefined> {
  const { name } = connection;
  explainIfLost(missing, services);
  const reason = {
    none: undefined,
    'other-origin': vscode.l10n.t(
      'The auth key for {0} was saved for another base URL. Enter the auth key for {1}.',
      name,
      new URL(connection.baseUrl).origin,
    ),
    unreadable: vscode.l10n.t('The auth key for {0} could not be read. Enter it again.', name),
    lost: vscode.l10n.t('VS Code no longer has the auth key for {0}. Enter it again.', name),
  }[missing];
  const key = await askKey(connection, slot, reason);
  if (!key || !services.list.hasOwner(connection)) return key;
  try {
    await services.keys.store(connection, slot, key);
  } catch (error) {
    services.log.error(`The auth key for ${name} (${slot}) could not be stored.`, error);
    void showWarning(
      vscode.l10n.t("VS Code's secret storage failed, so the auth key for {0} is used for this request only.", name),
    );
  }
  return key;
}

/** The same for the value of a secret header. */
export async function askMissingHeader(
  connection: Connection,
  header: string,
  missing: MissingSecret,
  services: AskServices,
): Promise<string | undefined> {
  explainIfLost(missing, services);
  const reason = {
    none: undefined,
    'other-origin': vscode.l10n.t(
      'The value of the header {0} was saved for another base URL. Enter the value for {1}.',
      header,
      new URL(connection.baseUrl).origin,
    ),
    unreadable: vscode.l10n.t('The value of the header {0} could not be read. Enter it again.', header),
    lost: vscode.l10n.t('VS Code no longer has the value of the header {0}. Enter it again.', header),
  }[missing];
  const value = await askHeaderSecret(connection, header, reason);
  if (!value || !services.list.hasOwner(connection)) return value;
  try {
    await services.keys.storeHeader(connection, header, value);
  } catch (error) {
    services.log.error(`The value of the header ${header} for ${connection.name} could not be stored.`, error);
    void showWarning(
      vscode.l10n.t(
        "VS Code's secret storage failed, so the value of the header {0} is used for this request only.",
        header,
      ),
    );
  }
  return value;
}

function explainIfLost(missing: MissingSecret, { state, log }: AskServices): void {
  if (missing === 'lost') explainLostKeys(state, log);
}
