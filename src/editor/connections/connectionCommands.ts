import * as vscode from 'vscode';
import { type Problem, problem } from '../../kapture/problem/problem.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { showError, showInformation, showWarning } from '../shared/dialogs/messages.ts';
import type { PastedCommand, SandboxAccess } from '../shared/targets.ts';
import { type ConnectionList, nameOf } from './connectionList.ts';
import { pickConnection, pickOwnConnection, selectionActions } from './connectionPicker.ts';
import { CommandOffers } from './curl/commandOffers.ts';
import { type CurlSetUp, askFromCurl, confirmCurl } from './curl/setUpFromCurl.ts';
import {
  askNewConnection,
  askSetUp,
  editConnection,
  newConnectionTitle,
  openConnectionSettings,
} from './forms/connectionForm.ts';
import type { ConnectionEntry, EntryChange } from './forms/entryDialects.ts';
import { type KeyRing, headerSlot } from './keys/keyRing.ts';

export interface ConnectionServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly sandbox: SandboxAccess;
  readonly log: Log;
}

export class ConnectionCommands {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #newConnections: NewConnections;
  readonly #services: ConnectionServices;
  readonly offers: CommandOffers;

  constructor(services: ConnectionServices) {
    this.#services = services;
    const { list, keys, sandbox, log } = services;
    this.#list = list;
    this.#keys = keys;
    this.#newConnections = new NewConnections(list, keys, log);
    this.offers = new CommandOffers(list, keys, this.#newConnections, sandbox, log);
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
    const name = await this.#newConnections.add();
    if (name === undefined || !test) return;
    // The test asks for a missing auth key.
    await runCommand('kapture.testConnection', name);
    await this.#newConnections.offerMissingKey(name);
  }

  async edit(name: string | undefined): Promise<void> {
    const chosen = name ?? (await pickOwnConnection(vscode.l10n.t('Edit Connection'), this.#services));
    if (chosen === undefined || this.#rejectDuplicateName(chosen)) return;
    if (!this.#list.findEntry(chosen)) {
      // An entry without a usable name can only be fixed in settings.json.
      await openConnectionSettings();
      return;
    }
    let currentName = chosen;
    await editConnection(
      {
        read: () => this.#list.findEntry(currentName),
        write: async (change, shown) => {
          const written = await this.#write(currentName, change, shown);
          if (written) currentName = written['name'] as string;
        },
      },
      (candidate) => this.#newConnections.problemIfTaken(candidate, currentName),
    );
  }

  /**
   * Applies a change to the current entry of a connection, and moves its secrets if that renames it. Returns the
   * changed entry; undefined if nothing changed.
   */
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
    const newName = change(current)['name'] as string;
    if (newName === name) return this.#list.change(name, change);
    await this.#keys.copy(name, newName);
    const written = await this.#list.change(name, change);
    await this.#keys.delete(name);
    return written;
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
      { title: vscode.l10n.t('Open Settings'), run: openConnectionSettings },
    );
    return true;
  }

  async remove(name: string | undefined): Promise<void> {
    const chosen = name ?? (await pickOwnConnection(vscode.l10n.t('Delete Connection'), this.#services));
    if (chosen === undefined || this.#rejectDuplicateName(chosen)) return;
    const remove = vscode.l10n.t('Delete');
    const isSure = await confirmAction(
      vscode.l10n.t('Delete the connection {0}?', chosen),
      vscode.l10n.t('Its auth keys and secret headers will be deleted from this machine. Nothing changes in Kapture.'),
      remove,
      vscode.l10n.t("Don't Delete"),
    );
    if (!isSure) return;
    const wasActive = this.#list.activeName === chosen;
    await this.#list.change(chosen, () => undefined);
    await this.#keys.delete(chosen);
    await showInformation(
      wasActive
        ? vscode.l10n.t('The connection {0} and its auth keys were deleted, so no connection is selected.', chosen)
        : vscode.l10n.t('The connection {0} and its auth keys were deleted.', chosen),
      this.#services.log,
      ...(wasActive ? selectionActions(this.#list, chosen) : []),
    );
  }

  /** Lets the user pick a connection. Returns its name. */
  async pickAny(title: string): Promise<string | undefined> {
    const picked = await pickConnection(this.#list, this.#keys, title);
    return typeof picked === 'object' ? picked.name : undefined;
  }
}

/** Adds connections, by hand or from curl commands. */
export class NewConnections {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #log: Log;

  constructor(list: ConnectionList, keys: KeyRing, log: Log) {
    this.#list = list;
    this.#keys = keys;
    this.#log = log;
  }

  /** Asks for a connection, and adds it. Its name; undefined if the user cancels. */
  async add(): Promise<string | undefined> {
    const setUp = await askSetUp();
    return setUp && (setUp === 'curl' ? this.#addFromCurl() : this.#addByHand());
  }

  /** Adds the connection of a curl command whose request is open. Its name; undefined if the user cancels. */
  async addFromCommand({ text, onAdded }: PastedCommand): Promise<string | undefined> {
    const setUp = await confirmCurl(newConnectionTitle(), text, (name) => this.problemIfTaken(name));
    if (!setUp) return undefined;
    const name = await this.#addSetUp(setUp);
    await onAdded(name);
    return name;
  }

  /** Offers to set an auth key if there is none: the user may have dismissed the prompt for it. */
  async offerMissingKey(name: string): Promise<void> {
    const connection = this.#list.find(name)?.connection;
    if (!connection || (await this.#keys.findKey(connection, 'get')).secret) return;
    void showInformation(
      vscode.l10n.t('{0} has no auth key yet. Set one now, or when you send a request.', name),
      this.#log,
      {
        title: vscode.l10n.t('Set Auth Key'),
        run: () => runCommand('kapture.manageSecrets', name),
      },
    );
  }

  /** Names that differ only in case are hard to tell apart. `own` is the connection that is renamed. */
  problemIfTaken(name: string, own?: string): Problem | undefined {
    const taken = this.#list.all.map(nameOf).find((other) => other.toLowerCase() === name.toLowerCase());
    if (taken === undefined || taken === own) return undefined;
    return problem('A connection named {0} already exists.', taken);
  }

  async #addByHand(): Promise<string | undefined> {
    const entry = await askNewConnection((name) => this.problemIfTaken(name));
    return entry && this.#addEntry(entry);
  }

  /** Adds the connection of a curl command, and opens its request. */
  async #addFromCurl(): Promise<string | undefined> {
    const setUp = await askFromCurl(newConnectionTitle(), (name) => this.problemIfTaken(name));
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
    for (const header of secrets) await this.#keys.store(owner, headerSlot(header.name), header.value);
    return name;
  }

  async #addEntry(entry: ConnectionEntry): Promise<string> {
    const name = entry['name'] as string;
    // An earlier connection of this name, deleted in the settings, leaves its secrets behind.
    await this.#keys.delete(name);
    await this.#list.add(entry);
    const { activeName } = this.#list;
    // Requests must not go to production only because a connection to it was added.
    if (entry['role'] !== 'production' || activeName === undefined) await this.#list.select(name);
    else
      void showInformation(vscode.l10n.t('{0} was added. {1} is still active.', name, activeName), this.#log, {
        title: vscode.l10n.t('Use {0}', name),
        run: () => this.#list.select(name),
      });
    return name;
  }
}
