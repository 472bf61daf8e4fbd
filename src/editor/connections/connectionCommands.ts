import * as vscode from 'vscode';
import { isLoopback, type Connection } from '../../kapture/connection/connection.ts';
import { problem, type Problem } from '../../kapture/problem/problem.ts';
import { runCommand } from '../shared/commands.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import type { KeyOffers, SandboxAccess } from '../shared/ports.ts';
import { askNewConnection, editConnection, type ConnectionEntry, type EntryChange } from './connectionForm.ts';
import type { ConnectionList } from './connectionList.ts';
import { pickConnection, pickOwnConnection } from './connectionPicker.ts';
import { offerKey } from './offerKey.ts';
import type { KeyRing } from './keyRing.ts';
import type { ReferenceUpdates } from './referenceUpdates.ts';

export interface ConnectionServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly sandbox: SandboxAccess;
  readonly references: ReferenceUpdates;
  readonly log: Log;
}

type OnAdded = (name: string) => Promise<void>;

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

  async offerKey(...[origin, key, operation, onAdded]: Parameters<KeyOffers['offerKey']>): Promise<void> {
    // The sandbox's key is public, so there is no point in storing it.
    if (key === this.#services.sandbox.key && isLoopback(new URL(origin).hostname)) return;
    await offerKey(
      { origin, key, operation },
      this.#list,
      this.#keys,
      () => this.#addForOrigin(origin, onAdded),
      this.#services.log,
    );
  }

  async offerConnection(...[origin, onAdded]: Parameters<KeyOffers['offerConnection']>): Promise<void> {
    if (this.#list.all.some(({ connection }) => connection && new URL(connection.baseUrl).origin === origin)) return;
    const add = { title: vscode.l10n.t('Add Connection…'), run: () => this.#addWithoutKey(origin, onAdded) };
    await showInformation(
      vscode.l10n.t(
        'The curl command sends to {0}, but no connection uses that address. Add a connection, or select another one when you send the request.',
        origin,
      ),
      this.#services.log,
      add,
    );
  }

  async #addWithoutKey(origin: string, onAdded: OnAdded): Promise<void> {
    const connection = await this.#addForOrigin(origin, onAdded);
    if (connection) await this.#offerMissingKey(connection.name);
  }

  /** Adds a connection for an origin. Undefined if the user cancels or enters a URL of another origin. */
  async #addForOrigin(origin: string, onAdded: OnAdded): Promise<Connection | undefined> {
    const entry = await askNewConnection((name) => this.#problemIfTaken(name), origin);
    if (!entry) return undefined;
    await this.#list.add(entry);
    await this.#list.select(entry['name'] as string);
    const connection = this.#list.find(entry['name'] as string)?.connection;
    if (!connection || new URL(connection.baseUrl).origin !== origin) return undefined;
    await onAdded(connection.name);
    return connection;
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
    const entry = await askNewConnection((name) => this.#problemIfTaken(name));
    if (!entry) return;
    const name = entry['name'] as string;
    await this.#list.add(entry);
    await this.#list.select(name);
    if (!test) return;
    // The test asks for a missing auth key.
    await runCommand('kapture.testConnection', name);
    await this.#offerMissingKey(name);
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
          currentName = await this.#write(before, change, shown);
          if (currentName !== before) await this.#offerFileUpdates(before);
        },
      },
      (candidate) => (candidate === currentName ? undefined : this.#problemIfTaken(candidate)),
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
  async notifyRenamed(from: string): Promise<void> {
    await this.#services.references.notify(from);
  }

  /** Applies a change to the current entry of a connection. Returns the name of the connection after the change. */
  async #write(name: string, change: EntryChange, shown: ConnectionEntry): Promise<string> {
    const current = this.#list.findEntry(name);
    if (!current || current['baseUrl'] !== shown['baseUrl']) {
      void showWarning(
        current
          ? vscode.l10n.t('Nothing was changed: the base URL of {0} changed in the meantime. Try again.', name)
          : vscode.l10n.t('Nothing was changed: {0} no longer exists.', name),
      );
      return name;
    }
    await this.#list.change(name, change);
    return change(current)['name'] as string;
  }

  /**
   * Shows an error if several connections share a name: they share their keys as well, so a change could affect the
   * wrong one.
   */
  #rejectDuplicateName(name: string): boolean {
    if (this.#list.entries.filter((entry) => (entry as ConnectionEntry | null)?.['name'] === name).length < 2)
      return false;
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
      vscode.l10n.t('Its auth keys will be deleted from this machine. Nothing changes in Kapture.'),
      remove,
      vscode.l10n.t("Don't Remove"),
    );
    if (!isSure) return;
    const entry = this.#list.findEntry(chosen);
    // Keys first: if the secret storage fails, the connection can still be removed later.
    await this.#keys.remove(chosen);
    await this.#list.change(chosen, () => undefined);
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

  #problemIfTaken(name: string): Problem | undefined {
    return this.#list.find(name) ? problem('A connection named {0} already exists.', name) : undefined;
  }
}
