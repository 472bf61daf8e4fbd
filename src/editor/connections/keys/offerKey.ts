import * as vscode from 'vscode';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { runCommand } from '../../shared/commands.ts';
import type { Log } from '../../shared/log.ts';
import { type MessageAction, UserError, showInformation } from '../../shared/questions/messages.ts';
import { changedText } from '../../shared/sending/sendTarget.ts';
import type { ConnectionList } from '../connectionList.ts';
import { slotTitle } from './askSecrets.ts';
import type { KeyRing, KeySlot } from './keyRing.ts';

/** An auth key found in a pasted command, and the origin that the command sends to. */
export interface FoundKey {
  readonly origin: string;
  readonly key: AuthKey;
  readonly operation: OperationId;
}

/** Buttons that fit in a notification. The remaining connections can be given the key with Manage Keys and Secrets. */
const maximumButtons = 3;

/**
 * Offers to store a key for the connections of its origin that do not have it yet. If there are none, offers to add a
 * connection through `addConnection`, which also stores the key.
 */
export async function offerKey(
  { origin, key, operation }: FoundKey,
  list: ConnectionList,
  keys: KeyRing,
  addConnection: () => Promise<string | undefined>,
  log: Log,
): Promise<void> {
  const atOrigin = list.all.flatMap(({ connection }) =>
    connection && new URL(connection.baseUrl).origin === origin ? [connection] : [],
  );
  const found = await Promise.all(
    atOrigin.map(async (connection) => ({ connection, stored: (await keys.findKey(connection, operation)).secret })),
  );
  const withoutKey = found.filter(({ stored }) => stored !== key);
  if (found.length && !withoutKey.length) return;

  const store = async (connection: Connection): Promise<void> => {
    // The message may have been open for a long time.
    if (!list.hasOwner(connection)) throw new UserError(changedText(connection));
    // An existing default key may be right for the other operations, so it is never overwritten here.
    const slot: KeySlot = (await keys.storedSlots(connection.name)).includes('default') ? operation : 'default';
    await keys.store(connection, slot, key);
    announce(connection.name, slot);
  };
  const announce = (name: string, slot: KeySlot): void => {
    const test = { title: vscode.l10n.t('Test Connection'), run: () => runCommand('kapture.testConnection', name) };
    void showInformation(vscode.l10n.t('The auth key for {0} was saved ({1}).', name, slotTitle(slot)), log, test);
  };
  const actions = withoutKey.slice(0, maximumButtons).map(({ connection }): MessageAction => ({
    title: vscode.l10n.t('Save for {0}', connection.name),
    run: () => store(connection),
  }));
  const add: MessageAction = {
    title: vscode.l10n.t('Add Connection…'),
    run: async () => {
      const name = await addConnection();
      if (name !== undefined) announce(name, 'default');
    },
  };
  const question = found.length
    ? vscode.l10n.t('An auth key for {0} was found and omitted from the request. Save it in secret storage?', origin)
    : vscode.l10n.t(
        'An auth key for {0} was found and omitted from the request. Add a connection and save the key in secret storage?',
        origin,
      );
  await showInformation(question, log, ...(found.length ? actions : [add]));
}
