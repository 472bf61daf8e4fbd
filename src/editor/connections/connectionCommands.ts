import * as vscode from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import { isLoopback, type Connection } from '../../kapture/connection/connection.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { problem, type Problem } from '../../kapture/problem.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import { runCommand } from '../shared/commands.ts';
import { confirmAct } from '../shared/questions/confirmAct.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { sandboxName, type SandboxAccess, type Targets } from '../shared/ports.ts';
import { askNewConnection, editConnection, type ConnectionEntry, type FactChange } from './connectionForm.ts';
import { nameOf, type ConnectionList } from './connectionList.ts';
import { pickConnection } from './connectionPicker.ts';
import { testConnection } from './connectionTest.ts';
import { askKey, slotTitle } from './keyForm.ts';
import { offerKey } from './keyOffer.ts';
import { keySlots, type KeyRing, type KeySlot } from './keyRing.ts';
import type { RenamedFiles } from './renamedFiles.ts';

/** What the commands work with. */
export interface ConnectionServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly targets: Targets;
  readonly sandbox: SandboxAccess;
  readonly clients: ClientLoader;
  readonly names: RenamedFiles;
  readonly log: Log;
}

/** What is asked and done about connections and keys, by commands. */
export class ConnectionCommands {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #services: ConnectionServices;

  constructor(services: ConnectionServices) {
    this.#services = services;
    this.#list = services.list;
    this.#keys = services.keys;
  }

  async offerKey(origin: string, key: AuthKey, operation: OperationId): Promise<void> {
    // What everybody knows is no secret to keep.
    if (key === this.#services.sandbox.key && isLoopback(new URL(origin).hostname)) return;
    await offerKey({ origin, key, operation }, this.#list, this.#keys, () => this.#addAt(origin));
  }

  async offerConnection(origin: string): Promise<void> {
    if (this.#list.all.some(({ connection }) => connection && new URL(connection.baseUrl).origin === origin)) return;
    const add = { title: vscode.l10n.t('Add Connection…'), run: () => this.#addWithoutKey(origin) };
    await showInformation(
      vscode.l10n.t(
        'The command sends to {0}, but no connection points there. Add one, or select another connection when you send.',
        origin,
      ),
      add,
    );
  }

  async #addWithoutKey(origin: string): Promise<void> {
    const connection = await this.#addAt(origin);
    if (connection) await this.#tellWithoutKey(connection.name);
  }

  /** Adds a connection that is to be at an origin; undefined if the user did not want to, or wrote another. */
  async #addAt(origin: string): Promise<Connection | undefined> {
    const entry = await askNewConnection((name) => this.#problemOfTaken(name), origin);
    if (!entry) return undefined;
    await this.#list.add(entry);
    await this.#list.select(entry['name'] as string);
    const connection = this.#list.find(entry['name'] as string)?.connection;
    return connection && new URL(connection.baseUrl).origin === origin ? connection : undefined;
  }

  async select(): Promise<void> {
    const picked = await pickConnection(this.#list, this.#keys, vscode.l10n.t('Select Kapture Connection'), {
      others: true,
    });
    if (picked === 'add') await this.add();
    else if (picked === 'edit') await this.edit(undefined);
    else if (picked) await this.#list.select(picked.name);
  }

  async add(test = true): Promise<void> {
    const entry = await askNewConnection((name) => this.#problemOfTaken(name));
    if (!entry) return;
    const name = entry['name'] as string;
    await this.#list.add(entry);
    await this.#list.select(name);
    // Asks for the key, then tries it: the connection is done when the first request will work.
    if (!test) return;
    await this.test(name);
    await this.#tellWithoutKey(name);
  }

  /** The box that asks for the key may have been escaped. */
  async #tellWithoutKey(name: string): Promise<void> {
    const connection = this.#list.find(name)?.connection;
    if (!connection || (await this.#keys.find(connection, 'get')).key) return;
    void showInformation(
      vscode.l10n.t('{0} has no auth key yet. Set one with the command Set Auth Key, or when you send.', name),
      { title: vscode.l10n.t('Set Auth Key'), run: () => runCommand('kapture.setAuthKey', name) },
    );
  }

  async edit(name: string | undefined): Promise<void> {
    const chosen = name ?? (await this.#pickOwn(vscode.l10n.t('Edit Connection')));
    if (chosen === undefined || this.#tellSeveral(chosen)) return;
    if (!this.#list.entryOf(chosen)) {
      // Not even a name that could be chosen by: only the settings can mend that.
      await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson');
      return;
    }
    let present = chosen;
    await editConnection(
      {
        read: () => this.#list.entryOf(present),
        write: async (change, shown) => {
          const before = present;
          present = await this.#write(before, change, shown);
          if (present !== before) await this.#askForFiles(before);
        },
      },
      (candidate) => (candidate === present ? undefined : this.#problemOfTaken(candidate)),
    );
  }

  /** Asks which files are to name a renamed connection by its new name. */
  async #askForFiles(from: string): Promise<void> {
    try {
      await this.#services.names.ask(from);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) throw error;
    }
  }

  /** Says that a connection was renamed elsewhere, where files name it. */
  async tellRenamed(from: string): Promise<void> {
    await this.#services.names.tell(from);
  }

  /** Writes one fact of a connection into its entry as it is now; the name that the connection has then. */
  async #write(name: string, change: FactChange, shown: ConnectionEntry): Promise<string> {
    const now = this.#list.entryOf(name);
    if (!now || now['baseUrl'] !== shown['baseUrl']) {
      void showWarning(
        now
          ? vscode.l10n.t('Nothing was changed: {0} now points to another base URL.', name)
          : vscode.l10n.t('Nothing was changed: {0} no longer exists.', name),
      );
      return name;
    }
    await this.#list.change(name, change);
    return change(now)['name'] as string;
  }

  /** Of several connections with one name, a name does not say which is meant, and their keys would be lost with the wrong one. */
  #tellSeveral(name: string): boolean {
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
    const chosen = name ?? (await this.#pickOwn(vscode.l10n.t('Remove Connection')));
    if (chosen === undefined || this.#tellSeveral(chosen)) return;
    const remove = vscode.l10n.t('Remove');
    const isSure = await confirmAct(
      vscode.l10n.t('Remove the connection {0}?', chosen),
      vscode.l10n.t('Its auth keys will be deleted from this machine. Nothing changes in Kapture.'),
      remove,
      vscode.l10n.t("Don't Remove"),
    );
    if (!isSure) return;
    const entry = this.#list.entryOf(chosen);
    // First, so that it is still there to be removed where the secret storage fails.
    await this.#keys.remove(chosen);
    await this.#list.change(chosen, () => undefined);
    await showInformation(vscode.l10n.t('The connection {0} and its auth keys were removed.', chosen), {
      title: vscode.l10n.t('Restore Without Keys'),
      run: () => (entry ? this.#list.add(entry) : undefined),
    });
  }

  async test(name: string | undefined): Promise<void> {
    const chosen = name ?? (await this.#pickAny(vscode.l10n.t('Test Connection')));
    if (chosen !== undefined)
      await testConnection(chosen, this.#services.targets, this.#services.clients, this.#services.log);
  }

  async setKey(name: string | undefined): Promise<void> {
    const connection = await this.#pickForKeys(name, vscode.l10n.t('Set Auth Key'));
    if (!connection) return;
    const filled = await this.#keys.filled(connection.name);
    const slots = keySlots.map((slot) => ({
      label: capitalised(slotTitle(slot)),
      description: filled.includes(slot) ? vscode.l10n.t('has a key') : '',
      slot,
    }));
    const picked = await vscode.window.showQuickPick(slots, {
      title: vscode.l10n.t('Set Auth Key for {0}', connection.name),
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t(
        'Which operation is the key for? An operation without its own key uses the key for all operations.',
      ),
    });
    const key = picked && (await askKey(connection, picked.slot));
    if (!key) return;
    await this.#keys.store(connection, picked.slot, key);
    const test = {
      title: vscode.l10n.t('Test Connection'),
      run: () => runCommand('kapture.testConnection', connection.name),
    };
    void showInformation(
      vscode.l10n.t('The auth key of {0} was saved ({1}).', connection.name, slotTitle(picked.slot)),
      test,
    );
  }

  async removeKeys(name: string | undefined): Promise<void> {
    const chosen = name ?? (await this.#pickOwn(vscode.l10n.t('Remove Auth Keys')));
    if (chosen === undefined) return;
    const filled = await this.#keys.filled(chosen);
    if (!filled.length) {
      void showInformation(vscode.l10n.t('{0} has no auth keys.', chosen));
      return;
    }
    const picked = await vscode.window.showQuickPick(
      filled.map((slot) => ({ label: capitalised(slotTitle(slot)), slot, picked: true })),
      {
        title: vscode.l10n.t('Remove Auth Keys for {0}', chosen),
        canPickMany: true,
        placeHolder: vscode.l10n.t('Select the keys to delete from this machine'),
      },
    );
    if (!picked?.length) return;
    await this.#keys.remove(
      chosen,
      picked.map(({ slot }): KeySlot => slot),
    );
    void showInformation(vscode.l10n.t('The auth keys of {0} were removed.', chosen));
  }

  /** A connection whose keys can be changed: the given one, or one that the user picks. */
  async #pickForKeys(name: string | undefined, title: string): Promise<Connection | undefined> {
    const chosen = name ?? (await this.#pickOwn(title));
    if (chosen === undefined) return undefined;
    if (chosen === sandboxName) {
      void showInformation(vscode.l10n.t('The sandbox has a built-in key. There is nothing to set.'));
      return undefined;
    }
    const reading = this.#list.find(chosen);
    if (reading?.connection) return reading.connection;
    void showError(
      this.#services.log,
      vscode.l10n.t('The connection {0} cannot be used. {1}', chosen, problemText(reading?.problem) ?? ''),
    );
    return undefined;
  }

  async #pickOwn(title: string): Promise<string | undefined> {
    const own = this.#list.all.filter((reading) => nameOf(reading) !== sandboxName);
    if (!own.length) {
      void showInformation(vscode.l10n.t('You have not added any connections yet.'), {
        title: vscode.l10n.t('Add Connection'),
        run: () => runCommand('kapture.addConnection'),
      });
      return undefined;
    }
    const picked = await pickConnection(this.#list, this.#keys, title, { own: true });
    return typeof picked === 'object' ? picked.name : undefined;
  }

  async #pickAny(title: string): Promise<string | undefined> {
    const picked = await pickConnection(this.#list, this.#keys, title, {});
    return typeof picked === 'object' ? picked.name : undefined;
  }

  #problemOfTaken(name: string): Problem | undefined {
    return this.#list.find(name) ? problem('A connection named {0} already exists.', name) : undefined;
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
