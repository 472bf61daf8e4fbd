import * as vscode from 'vscode';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { Log } from '../../shared/log.ts';
import { showWarning } from '../../shared/questions/messages.ts';
import type { ConnectionList } from '../connectionList.ts';
import { explainLostKeys } from './explainLostKeys.ts';
import { askKey } from './keyForm.ts';
import type { KeyReading, KeyRing } from './keyRing.ts';
import { askHeaderSecret, askSecret } from './secretForm.ts';
import { headerSlot, type SecretSlot } from './secretSlots.ts';
import type { MissingSecret, SecretOwner } from './storedSecrets.ts';

export interface AskServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  /** Remembers what was explained. */
  readonly state: vscode.Memento;
  readonly log: Log;
}

/** A secret that a request needs. */
interface MissingValue<Value extends string> {
  readonly owner: SecretOwner;
  readonly slot: SecretSlot;
  readonly missing: MissingSecret;
  /** Tells the user why it is missing. */
  readonly reasons: Readonly<Record<Exclude<MissingSecret, 'none'>, string>>;
  readonly ask: (reason: string | undefined) => Promise<Value | undefined>;
  readonly store: (value: Value) => Promise<void>;
  /** Tells the user that storing failed. */
  readonly notStored: string;
}

/** Asks for the missing key of a connection, and stores it. Undefined if the user cancels. */
export async function askMissingKey(
  connection: Connection,
  { missing, slot }: Extract<KeyReading, { readonly missing: MissingSecret }>,
  services: AskServices,
): Promise<AuthKey | undefined> {
  const { name } = connection;
  return askAndStore(
    {
      owner: connection,
      slot,
      missing,
      reasons: {
        'other-origin': vscode.l10n.t(
          'The auth key for {0} was saved for another base URL. Enter the auth key for {1}.',
          name,
          new URL(connection.baseUrl).origin,
        ),
        unreadable: vscode.l10n.t('The auth key for {0} could not be read. Enter it again.', name),
        lost: vscode.l10n.t('VS Code no longer has the auth key for {0}. Enter it again.', name),
      },
      ask: (reason) => askKey(connection, slot, reason),
      store: (key) => services.keys.store(connection, slot, key),
      notStored: vscode.l10n.t(
        "VS Code's secret storage failed, so the auth key for {0} is used for this request only.",
        name,
      ),
    },
    services,
  );
}

/** Asks for the missing value of a secret header, and stores it. Undefined if the user cancels. */
export async function askMissingHeader(
  owner: SecretOwner,
  header: string,
  missing: MissingSecret,
  services: AskServices,
): Promise<string | undefined> {
  return askAndStore(
    {
      owner,
      slot: headerSlot(header),
      missing,
      reasons: {
        'other-origin': vscode.l10n.t(
          'The value of the header {0} was saved for another base URL. Enter the value for {1}.',
          header,
          new URL(owner.baseUrl).origin,
        ),
        unreadable: vscode.l10n.t('The value of the header {0} could not be read. Enter it again.', header),
        lost: vscode.l10n.t('VS Code no longer has the value of the header {0}. Enter it again.', header),
      },
      ask: (reason) => askHeaderSecret(owner, header, reason),
      store: (value) => services.keys.storeHeader(owner, header, value),
      notStored: vscode.l10n.t(
        "VS Code's secret storage failed, so the value of the header {0} is used for this request only.",
        header,
      ),
    },
    services,
  );
}

/** Asks for the missing value of a secret variable, and stores it. Undefined if the user cancels. */
export async function askMissingVariable(
  owner: SecretOwner,
  variable: string,
  missing: MissingSecret,
  services: AskServices,
): Promise<string | undefined> {
  return askAndStore(
    {
      owner,
      slot: `variable/${variable}`,
      missing,
      reasons: {
        'other-origin': vscode.l10n.t(
          'The secret variable {0} was saved for another base URL. Enter the value for {1}.',
          variable,
          new URL(owner.baseUrl).origin,
        ),
        unreadable: vscode.l10n.t('The secret variable {0} could not be read. Enter it again.', variable),
        lost: vscode.l10n.t('VS Code no longer has the secret variable {0}. Enter it again.', variable),
      },
      ask: (reason) => askSecret(owner, variable, reason),
      store: (value) => services.keys.storeVariable(owner, variable, value),
      notStored: vscode.l10n.t(
        "VS Code's secret storage failed, so the secret variable {0} is used for this request only.",
        variable,
      ),
    },
    services,
  );
}

/** The secret is not stored if the connection has changed in the meantime: another tenant can have its name by then. */
async function askAndStore<Value extends string>(
  { owner, slot, missing, reasons, ask, store, notStored }: MissingValue<Value>,
  { list, state, log }: AskServices,
): Promise<Value | undefined> {
  if (missing === 'lost') explainLostKeys(state, log);
  const value = await ask(missing === 'none' ? undefined : reasons[missing]);
  if (!value || !list.hasOwner(owner)) return value;
  try {
    await store(value);
  } catch (error) {
    log.error(`The secret ${slot} of ${owner.name} could not be stored.`, error);
    void showWarning(notStored);
  }
  return value;
}
