import * as vscode from 'vscode';
import { type OperationId, operationIds } from '../../../kapture/catalogue/registry.ts';
import { type CurlHeader, hasHeader, withCurlHeaders } from '../../../kapture/commandLines/curlHeaders.ts';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import { type Connection, trimBaseUrl, urlOf } from '../../../kapture/connection/connection.ts';
import { type ExtraHeader, readExtraHeaders } from '../../../kapture/connection/extraHeaders.ts';
import { isLoopback } from '../../../kapture/connection/isLoopback.ts';
import { runCommand } from '../../shared/commands.ts';
import type { Log } from '../../shared/log.ts';
import { type MessageAction, UserError, showInformation, showWarning } from '../../shared/questions/messages.ts';
import { changedText } from '../../shared/sending/sendTarget.ts';
import type { KeyOffers, PastedCommand, SandboxAccess } from '../../shared/targets.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import type { NewConnections } from '../connectionCommands.ts';
import type { ConnectionList } from '../connectionList.ts';
import { slotTitle } from '../keys/askSecrets.ts';
import { type KeyRing, type KeySlot, headerSlot } from '../keys/keyRing.ts';
import { confirmHeaders } from './setUpFromCurl.ts';

/** Offers to keep what a pasted curl command has and no connection does: its address, key or headers. */
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

  async offerKey(...[origin, key, operation, command]: Parameters<KeyOffers['offerKey']>): Promise<void> {
    // The sandbox's key is public, so there is no point in storing it.
    if (key === this.#sandbox.key && isLoopback(new URL(origin).hostname)) return;
    await offerKey(
      { origin, key, operation },
      this.#list,
      this.#keys,
      () => this.#newConnections.addFromCommand(command),
      this.#log,
    );
  }

  async offerConnection(...[origin, command]: Parameters<KeyOffers['offerConnection']>): Promise<void> {
    if (this.#list.all.some(({ connection }) => connection && new URL(connection.baseUrl).origin === origin)) return;
    const add = { title: vscode.l10n.t('Add Connection…'), run: () => this.#addWithoutKey(command) };
    await showInformation(
      vscode.l10n.t(
        'The request goes to {0}, but no connection uses that address. Add a connection, or select another one when you send the request.',
        origin,
      ),
      this.#log,
      add,
    );
  }

  /**
   * Adds the headers that the user confirms, for the operations at the address that the command calls: it says nothing
   * about the others. Headers that the connection has for them in the meantime stay as they are.
   */
  async addHeaders(...[name, found, operation]: Parameters<KeyOffers['addHeaders']>): Promise<void> {
    const connection = this.#list.find(name)?.connection;
    if (!connection) return;
    const url = urlOf(connection, operation);
    const operations = operationIds.filter((id) => urlOf(connection, id) === url);
    const headers = await confirmHeaders(connection, found, operations);
    if (!headers?.length) return;
    const { added, kept } = await this.#writeHeaders(connection, headers, operations);
    if (!added.length) return;
    if (kept.length)
      void showWarning(
        vscode.l10n.t(
          'The value in the command was not saved for {0}, because the connection already has another one, and can have only one for each secret header.',
          kept.join(', '),
        ),
      );
    void showInformation(
      vscode.l10n.t(
        'Headers added to {0} for {1}: {2}',
        name,
        operations.map(operationTitle).join(', '),
        added.map((header) => header.name).join(', '),
      ),
      this.#log,
      {
        title: vscode.l10n.t('Send with All Operations'),
        run: async () => {
          await this.#writeHeaders(connection, added, operationIds);
        },
      },
    );
  }

  async #addWithoutKey(command: PastedCommand): Promise<void> {
    const name = await this.#newConnections.addFromCommand(command);
    if (name !== undefined) await this.#newConnections.offerMissingKey(name);
  }

  /**
   * Adds headers of a command to a connection, then stores their secret values. Returns those that it lacked, and the
   * names of those that have another stored value, which stays.
   */
  async #writeHeaders(
    { name, baseUrl }: Connection,
    headers: readonly CurlHeader[],
    operations: readonly OperationId[],
  ): Promise<{ readonly added: readonly CurlHeader[]; readonly kept: readonly string[] }> {
    let added: readonly CurlHeader[] = [];
    let before: readonly ExtraHeader[] = [];
    await this.#list.change(name, (latest) => {
      const present = readExtraHeaders(latest['headers']);
      if ('problem' in present || trimBaseUrl(latest['baseUrl'] as string) !== baseUrl) return latest;
      before = present.headers.filter(({ value }) => value === 'secret');
      const changed = withCurlHeaders((latest['headers'] as unknown[] | undefined) ?? [], headers, operations);
      added = changed.added;
      return added.length ? { ...latest, headers: changed.headers } : latest;
    });
    const kept: string[] = [];
    for (const { name: header, value, source } of added) {
      if (source !== 'secret' || value === undefined) continue;
      // The stored value works for the operations that had the header before.
      const stored = hasHeader(before, header)
        ? (await this.#keys.find({ name, baseUrl }, headerSlot(header))).secret
        : undefined;
      if (!stored) await this.#keys.store({ name, baseUrl }, headerSlot(header), value);
      else if (stored !== value) kept.push(header);
    }
    return { added, kept };
  }
}

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
