import * as vscode from 'vscode';
import { type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import { type Connection } from '../../../kapture/connection/connection.ts';
import { isLoopback } from '../../../kapture/connection/tenant.ts';
import { runCommand } from '../../shared/commands.ts';
import type { Log } from '../../shared/log.ts';
import { type MessageAction, UserError, showInformation } from '../../shared/dialogs/messages.ts';
import { changedText } from '../../shared/sending/sendTarget.ts';
import type { KeyOffers, SandboxAccess } from '../../shared/targets.ts';
import type { NewConnections } from '../connectionCommands.ts';
import type { ConnectionList } from '../connectionList.ts';
import { slotTitle } from '../keys/askSecrets.ts';
import { type KeyRing, type KeySlot } from '../keys/keyRing.ts';

/** Offers to store the address or key of a pasted curl command if no connection has it. */
export class CommandOffers implements KeyOffers {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #newConnections: NewConnections;
  readonly #sandbox: SandboxAccess;
  readonly #log: Log;

  constructor(list: ConnectionList, keys: KeyRing, newConnections: NewConnections, sandbox: SandboxAccess, log: Log) {
    this.#list = list;
    this.#keys = keys;
    this.#newConnections = newConnections;
    this.#sandbox = sandbox;
    this.#log = log;
  }

  async offerConnection(...[origin, command]: Parameters<KeyOffers['offerConnection']>): Promise<void> {
    if (this.#connectionsAt(origin).length) return;
    const add = {
      title: vscode.l10n.t('Add Connection…'),
      run: async () => {
        const name = await this.#newConnections.addFromCommand(command);
        if (name !== undefined) await this.#newConnections.offerMissingKey(name);
      },
    };
    await showInformation(
      vscode.l10n.t('No connection uses {0}, the address of this request.', origin),
      this.#log,
      add,
    );
  }

  async offerKey(...[origin, key, operation, command]: Parameters<KeyOffers['offerKey']>): Promise<void> {
    // The sandbox's key is public, so there is no point in storing it.
    if (key === this.#sandbox.key && isLoopback(new URL(origin).hostname)) return;
    const found = await Promise.all(
      this.#connectionsAt(origin).map(async (connection) => ({
        connection,
        stored: (await this.#keys.findKey(connection, operation)).secret,
      })),
    );
    const withoutKey = found.filter(({ stored }) => stored !== key);
    if (found.length && !withoutKey.length) return;
    const actions = withoutKey.slice(0, maximumButtons).map(({ connection }): MessageAction => ({
      title: vscode.l10n.t('Save for {0}', connection.name),
      run: () => this.#store(connection, key, operation),
    }));
    const add: MessageAction = {
      title: vscode.l10n.t('Add Connection…'),
      run: async () => {
        const name = await this.#newConnections.addFromCommand(command);
        if (name !== undefined) this.#announce(name, 'default');
      },
    };
    const sentence = found.length
      ? vscode.l10n.t('An auth key for {0} was omitted from the request. Save it?', origin)
      : vscode.l10n.t('An auth key for {0} was omitted. Save it with a new connection?', origin);
    await showInformation(sentence, this.#log, ...(found.length ? actions : [add]));
  }

  #connectionsAt(origin: string): Connection[] {
    return this.#list.all.flatMap(({ connection }) =>
      connection && new URL(connection.baseUrl).origin === origin ? [connection] : [],
    );
  }

  async #store(connection: Connection, key: AuthKey, operation: OperationId): Promise<void> {
    // The message may have been open for a long time.
    if (!this.#list.hasOwner(connection)) throw new UserError(changedText(connection));
    // An existing default key may be right for the other operations, so it is never overwritten here.
    const slot: KeySlot = (await this.#keys.storedSlots(connection.name)).includes('default') ? operation : 'default';
    await this.#keys.store(connection, slot, key);
    this.#announce(connection.name, slot);
  }

  #announce(name: string, slot: KeySlot): void {
    const test = { title: vscode.l10n.t('Test Connection'), run: () => runCommand('kapture.testConnection', name) };
    void showInformation(
      vscode.l10n.t('The auth key for {0} was saved ({1}).', name, slotTitle(slot)),
      this.#log,
      test,
    );
  }
}

/** Buttons that fit in a notification. The remaining connections can be given the key with Manage Keys and Secrets. */
const maximumButtons = 3;
