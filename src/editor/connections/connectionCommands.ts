import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxAccess } from '../shared/targets.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import type { ConnectionList } from './connectionList.ts';
import { pickConnection, pickOwnConnection, selectionActions } from './connectionPicker.ts';
import { CommandOffers } from './curl/commandOffers.ts';
import { editConnection } from './forms/connectionForm.ts';
import type { ConnectionEntry, EntryChange } from './forms/entryDialects.ts';
import type { KeyRing } from './keys/keyRing.ts';
import { NewConnections } from './newConnections.ts';

export interface ConnectionServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly sandbox: SandboxAccess;
  readonly log: Log;
}

/** The commands for connections. */
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
      await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson');
      return;
    }
    let currentName = chosen;
    await editConnection(
      {
        read: () => this.#list.findEntry(currentName),
        write: async (change, shown) => {
          const written = await this.#write(currentName, change, shown);
          if (written) currentName = written['name'] as string;
          return written;
        },
        keys: this.#keys,
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
    const wasActive = this.#list.activeName === chosen;
    const restore = async (): Promise<void> => {
      if (!entry) return;
      if (this.#list.findEntry(chosen)) {
        void showWarning(
          vscode.l10n.t('The connection {0} was not restored, because a connection with its name exists.', chosen),
        );
        return;
      }
      await this.#list.add(entry);
    };
    await this.#list.change(chosen, () => undefined);
    try {
      await this.#keys.delete(chosen);
    } catch (error) {
      // Without its connection, a key could no longer be removed.
      await restore();
      throw error;
    }
    await showInformation(
      wasActive
        ? vscode.l10n.t('The connection {0} and its auth keys were removed, so no connection is selected.', chosen)
        : vscode.l10n.t('The connection {0} and its auth keys were removed.', chosen),
      this.#services.log,
      ...(wasActive ? selectionActions(this.#list, chosen) : []),
      { title: vscode.l10n.t('Restore Without Keys'), run: restore },
    );
  }

  /** Lets the user pick a connection. Returns its name. */
  async pickAny(title: string): Promise<string | undefined> {
    const picked = await pickConnection(this.#list, this.#keys, title);
    return typeof picked === 'object' ? picked.name : undefined;
  }
}
