import * as vscode from 'vscode';
import { hasHeader, withCurlHeaders, type CurlHeader } from '../../kapture/commandLines/index.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readExtraHeaders, type ExtraHeader } from '../../kapture/connection/extraHeaders.ts';
import { trimBaseUrl, urlOf, type Connection } from '../../kapture/connection/connection.ts';
import { isLoopback } from '../../kapture/connection/isLoopback.ts';
import { problem, type Problem } from '../../kapture/problem/problem.ts';
import { runCommand } from '../shared/commands.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import type { KeyOffers, PastedCommand, SandboxAccess } from '../shared/ports.ts';
import type { ConnectionEntry, EntryChange } from './connectionEntry.ts';
import { askNewConnection, askSetUp, editConnection, newConnectionTitle } from './connectionForm.ts';
import type { ConnectionList } from './connectionList.ts';
import { pickConnection, pickOwnConnection } from './connectionPicker.ts';
import { offerKey } from './offerKey.ts';
import { confirmHeaders } from './curlHeaders.ts';
import { askFromCurl, confirmCurl, type CurlSetUp } from './setUpFromCurl.ts';
import type { KeyRing } from './keyRing.ts';
import { nameOf } from './readConnections.ts';
import type { ReferenceUpdates } from './referenceUpdates.ts';

export interface ConnectionServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly sandbox: SandboxAccess;
  readonly references: ReferenceUpdates;
  readonly log: Log;
}

/** The commands for connections. */
export class ConnectionCommands {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #services: ConnectionServices;

  constructor(services: ConnectionServices) {
    this.#services = services;
    this.#list = services.list;
    this.#keys = services.keys;
  }

  async offerKey(...[origin, key, operation, command]: Parameters<KeyOffers['offerKey']>): Promise<void> {
    // The sandbox's key is public, so there is no point in storing it.
    if (key === this.#services.sandbox.key && isLoopback(new URL(origin).hostname)) return;
    await offerKey(
      { origin, key, operation },
      this.#list,
      this.#keys,
      () => this.#addFromCommand(command),
      this.#services.log,
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
      this.#services.log,
      add,
    );
  }

  async #addWithoutKey(command: PastedCommand): Promise<void> {
    const name = await this.#addFromCommand(command);
    if (name !== undefined) await this.#offerMissingKey(name);
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
      this.#services.log,
      {
        title: vscode.l10n.t('Send with All Operations'),
        run: async () => {
          await this.#writeHeaders(connection, added, operationIds);
        },
      },
    );
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
        ? (await this.#keys.findHeader({ name, baseUrl }, header)).value
        : undefined;
      if (!stored) await this.#keys.storeHeader({ name, baseUrl }, header, value);
      else if (stored !== value) kept.push(header);
    }
    return { added, kept };
  }

  /** Adds the connection of a curl command whose request is open. Its name; undefined if the user cancels. */
  async #addFromCommand({ text, onAdded }: PastedCommand): Promise<string | undefined> {
    const setUp = await confirmCurl(newConnectionTitle(), text, (name) => this.#problemIfTaken(name));
    if (!setUp) return undefined;
    const name = await this.#addSetUp(setUp);
    await onAdded(name);
    return name;
  }

  async select(): Promise<void> {
    const picked = await pickConnection(this.#list, this.#keys, vscode.l10n.t('Select Kapture Connection'), {
      withActions: true,
    });
    if (picked === 'add') await this.add();
    else if (picked === 'edit') await this.edit(undefined);
    else if (picked) await this.#list.select(picked.name);
  }

  async add(test = true): Promise<void> {
    const setUp = await askSetUp();
    const name = setUp && (await (setUp === 'curl' ? this.#addFromCurl() : this.#addByHand()));
    if (name === undefined || !test) return;
    // The test asks for a missing auth key.
    await runCommand('kapture.testConnection', name);
    await this.#offerMissingKey(name);
  }

  async #addByHand(): Promise<string | undefined> {
    const entry = await askNewConnection((name) => this.#problemIfTaken(name));
    return entry && this.#addEntry(entry);
  }

  /** Adds the connection of a curl command, and opens its request. */
  async #addFromCurl(): Promise<string | undefined> {
    const setUp = await askFromCurl(newConnectionTitle(), (name) => this.#problemIfTaken(name));
    if (!setUp) return undefined;
    const name = await this.#addSetUp(setUp);
    const { operation, body } = setUp;
    await runCommand('kapture.pasteCurl', { operation, body, connection: name });
    return name;
  }

  async #addSetUp({ entry, key, secrets }: CurlSetUp): Promise<string> {
    const name = await this.#addEntry(entry);
    const owner = { name, baseUrl: entry['baseUrl'] as string };
    if (key) await this.#keys.store(owner, 'default', key);
    for (const header of secrets) await this.#keys.storeHeader(owner, header.name, header.value);
    return name;
  }

  async #addEntry(entry: ConnectionEntry): Promise<string> {
    const name = entry['name'] as string;
    // An earlier connection of this name, deleted in the settings, leaves its secrets behind.
    await this.#keys.removeLeftovers(name);
    await this.#list.add(entry);
    await this.#list.select(name);
    return name;
  }

  /** Offers to set an auth key if there is none: the user may have dismissed the prompt for it. */
  async #offerMissingKey(name: string): Promise<void> {
    const connection = this.#list.find(name)?.connection;
    if (!connection || (await this.#keys.find(connection, 'get')).key) return;
    void showInformation(
      vscode.l10n.t('{0} has no auth key yet. Set one now, or when you send a request.', name),
      this.#services.log,
      {
        title: vscode.l10n.t('Set Auth Key'),
        run: () => runCommand('kapture.setAuthKey', name),
      },
    );
  }

  async edit(name: string | undefined): Promise<void> {
    const chosen = name ?? (await pickOwnConnection(vscode.l10n.t('Edit Connection'), this.#services));
    if (chosen === undefined || this.#rejectDuplicateName(chosen)) return;
    if (!this.#list.findEntry(chosen)) {
      // An entry without a usable name can only be fixed in settings.json.
      await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson');
      return;
    }
    let currentName = chosen;
    await editConnection(
      {
        read: () => this.#list.findEntry(currentName),
        write: async (change, shown) => {
          const before = currentName;
          const written = await this.#write(before, change, shown);
          if (written) currentName = written['name'] as string;
          if (currentName !== before) await this.#offerFileUpdates(before);
          return written;
        },
        headerValues: this.#keys,
      },
      (candidate) => this.#problemIfTaken(candidate, currentName),
    );
  }

  /** Offers to update the files that still use the former name of a connection. */
  async #offerFileUpdates(from: string): Promise<void> {
    try {
      await this.#services.references.ask(from);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) throw error;
    }
  }

  /** Tells the user about a connection that was renamed outside the form, if files still use its former name. */
  async notifyRenamed(...args: Parameters<ReferenceUpdates['notify']>): Promise<void> {
    await this.#services.references.notify(...args);
  }

  /** Applies a change to the current entry of a connection. Returns the changed entry; undefined if nothing changed. */
  async #write(name: string, change: EntryChange, shown: ConnectionEntry): Promise<ConnectionEntry | undefined> {
    const current = this.#list.findEntry(name);
    if (!current || current['baseUrl'] !== shown['baseUrl']) {
      void showWarning(
        current
          ? vscode.l10n.t('Nothing was changed: the base URL of {0} changed in the meantime. Try again.', name)
          : vscode.l10n.t('Nothing was changed: {0} no longer exists.', name),
      );
      return undefined;
    }
    return this.#list.change(name, change);
  }

  /**
   * Shows an error if several connections share a name: they share their keys as well, so a change could affect the
   * wrong one.
   */
  #rejectDuplicateName(name: string): boolean {
    if (this.#list.entriesNamed(name).length < 2) return false;
    void showError(
      this.#services.log,
      vscode.l10n.t('Several connections are named {0}. Give each a unique name in the settings.', name),
      {
        title: vscode.l10n.t('Open Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson'),
      },
    );
    return true;
  }

  async remove(name: string | undefined): Promise<void> {
    const chosen = name ?? (await pickOwnConnection(vscode.l10n.t('Remove Connection'), this.#services));
    if (chosen === undefined || this.#rejectDuplicateName(chosen)) return;
    const remove = vscode.l10n.t('Remove');
    const isSure = await confirmAction(
      vscode.l10n.t('Remove the connection {0}?', chosen),
      vscode.l10n.t('Its auth keys and secret headers will be deleted from this machine. Nothing changes in Kapture.'),
      remove,
      vscode.l10n.t("Don't Remove"),
    );
    if (!isSure) return;
    const entry = this.#list.findEntry(chosen);
    await this.#list.change(chosen, () => undefined);
    try {
      await this.#keys.remove(chosen);
    } catch (error) {
      // Without its connection, a key could no longer be removed.
      if (entry) await this.#list.add(entry);
      throw error;
    }
    await showInformation(
      vscode.l10n.t('The connection {0} and its auth keys were removed.', chosen),
      this.#services.log,
      {
        title: vscode.l10n.t('Restore Without Keys'),
        run: () => (entry ? this.#list.add(entry) : undefined),
      },
    );
  }

  /** Lets the user pick a connection. Returns its name. */
  async pickAny(title: string): Promise<string | undefined> {
    const picked = await pickConnection(this.#list, this.#keys, title, {});
    return typeof picked === 'object' ? picked.name : undefined;
  }

  /** Names that differ only in case are hard to tell apart. `own` is the connection that is renamed. */
  #problemIfTaken(name: string, own?: string): Problem | undefined {
    const taken = this.#list.all.map(nameOf).find((other) => other.toLowerCase() === name.toLowerCase());
    if (taken === undefined || taken === own) return undefined;
    return problem('A connection named {0} already exists.', taken);
  }
}
