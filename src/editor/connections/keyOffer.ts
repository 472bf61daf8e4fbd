import * as vscode from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { runCommand } from '../shared/commands.ts';
import { showInformation, type MessageAction } from '../shared/questions/messages.ts';
import type { ConnectionList } from './connectionList.ts';
import { slotTitle } from './keyForm.ts';
import type { KeyRing, KeySlot } from './keyRing.ts';

/** A key that was found in something pasted, and where that goes. */
export interface FoundKey {
  readonly origin: string;
  readonly key: AuthKey;
  readonly operation: OperationId;
}

/** So many buttons fit under a message; the others are for Set Auth Key. */
const most = 3;

/**
 * Offers to store a key for the connections of its origin that do not have it yet; where no connection is there, to add
 * one with it. `addConnection` asks for one.
 */
export async function offerKey(
  { origin, key, operation }: FoundKey,
  list: ConnectionList,
  keys: KeyRing,
  addConnection: () => Promise<Connection | undefined>,
): Promise<void> {
  const there = list.all.flatMap(({ connection }) =>
    connection && new URL(connection.baseUrl).origin === origin ? [connection] : [],
  );
  const found = await Promise.all(
    there.map(async (connection) => ({ connection, present: (await keys.find(connection, operation)).key })),
  );
  const lacking = found.filter(({ present }) => present !== key);
  if (found.length && !lacking.length) return;

  const store = async (connection: Connection): Promise<void> => {
    // A key that is there for all operations may be right for the others: it is never overwritten by this.
    const slot: KeySlot = (await keys.filled(connection.name)).includes('default') ? operation : 'default';
    await keys.store(connection, slot, key);
    const test = {
      title: vscode.l10n.t('Test Connection'),
      run: () => runCommand('kapture.testConnection', connection.name),
    };
    void showInformation(vscode.l10n.t('The auth key of {0} was saved ({1}).', connection.name, slotTitle(slot)), test);
  };
  const actions = lacking.slice(0, most).map(({ connection }): MessageAction => ({
    title: vscode.l10n.t('Save for {0}', connection.name),
    run: () => store(connection),
  }));
  const add: MessageAction = {
    title: vscode.l10n.t('Add Connection…'),
    run: async () => {
      const connection = await addConnection();
      if (connection) await store(connection);
    },
  };
  const question = found.length
    ? vscode.l10n.t(
        'The command contains an auth key for {0}, which was omitted from the request. Save it in secret storage?',
        origin,
      )
    : vscode.l10n.t(
        'The command contains an auth key, which was omitted from the request. Add a connection to {0} and save the key in secret storage?',
        origin,
      );
  await showInformation(question, ...(found.length ? actions : [add]));
}
