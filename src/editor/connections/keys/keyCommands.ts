import * as vscode from 'vscode';
import { sandboxName, type Connection } from '../../../kapture/connection/connection.ts';
import { runCommand } from '../../shared/commands.ts';
import type { Log } from '../../shared/log.ts';
import { showError, showInformation } from '../../shared/questions/messages.ts';
import { UserError } from '../../shared/questions/userError.ts';
import { changedText } from '../../shared/sending/changeOfConnection.ts';
import { problemText } from '../../shared/texts/catalogueTexts.ts';
import type { ConnectionList } from '../connectionList.ts';
import { pickOwnConnection } from '../connectionPicker.ts';
import { askKey, slotTitle } from './keyForm.ts';
import type { KeyRing } from './keyRing.ts';
import { keySlots, type KeySlot } from './secretSlots.ts';

/** The commands for auth keys. */
export class KeyCommands {
  readonly #services: { readonly list: ConnectionList; readonly keys: KeyRing; readonly log: Log };

  constructor(services: { readonly list: ConnectionList; readonly keys: KeyRing; readonly log: Log }) {
    this.#services = services;
  }

  async set(name: string | undefined): Promise<void> {
    const connection = await this.#connectionFor(name, vscode.l10n.t('Set Auth Key'));
    if (!connection) return;
    const filled = await this.#services.keys.filledSlots(connection.name);
    const slots = keySlots.map((slot) => ({
      label: capitalized(slotTitle(slot)),
      description: filled.includes(slot) ? vscode.l10n.t('key set') : '',
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
    if (!this.#services.list.hasOwner(connection)) throw new UserError(changedText(connection));
    await this.#services.keys.store(connection, picked.slot, key);
    const test = {
      title: vscode.l10n.t('Test Connection'),
      run: () => runCommand('kapture.testConnection', connection.name),
    };
    void showInformation(
      vscode.l10n.t('The auth key for {0} was saved ({1}).', connection.name, slotTitle(picked.slot)),
      this.#services.log,
      test,
    );
  }

  async remove(name: string | undefined): Promise<void> {
    const chosen = name ?? (await pickOwnConnection(vscode.l10n.t('Remove Auth Keys'), this.#services));
    if (chosen === undefined) return;
    const filled = await this.#services.keys.filledSlots(chosen);
    if (!filled.length) {
      void showInformation(vscode.l10n.t('{0} has no auth keys.', chosen));
      return;
    }
    const picked = await vscode.window.showQuickPick(
      filled.map((slot) => ({ label: capitalized(slotTitle(slot)), slot, picked: true })),
      {
        title: vscode.l10n.t('Remove Auth Keys for {0}', chosen),
        canPickMany: true,
        placeHolder: vscode.l10n.t('Select the keys to delete from this machine'),
      },
    );
    if (!picked?.length) return;
    await this.#services.keys.remove(
      chosen,
      picked.map(({ slot }): KeySlot => slot),
    );
    void showInformation(
      picked.length === filled.length
        ? vscode.l10n.t('The auth keys for {0} were removed.', chosen)
        : vscode.l10n.t('Keys for {0} that were removed: {1}.', chosen, picked.map(({ label }) => label).join(', ')),
    );
  }

  /** A connection whose keys can be changed: the named one, or one that the user picks. */
  async #connectionFor(name: string | undefined, title: string): Promise<Connection | undefined> {
    const chosen = name ?? (await pickOwnConnection(title, this.#services));
    if (chosen === undefined) return undefined;
    if (chosen === sandboxName) {
      void showInformation(vscode.l10n.t('The sandbox has a built-in auth key, so you do not need to set one.'));
      return undefined;
    }
    const reading = this.#services.list.find(chosen);
    if (reading?.connection) return reading.connection;
    void showError(
      this.#services.log,
      vscode.l10n.t('The connection {0} cannot be used. {1}', chosen, problemText(reading?.problem) ?? ''),
    );
    return undefined;
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
