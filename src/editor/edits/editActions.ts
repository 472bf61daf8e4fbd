import * as vscode from 'vscode';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import { isBlank } from '../../kapture/update/fieldValue.ts';
import type { RecordFields } from '../../kapture/update/recordFields.ts';
import { recordScheme } from '../ids.ts';
import type { Log } from '../log.ts';
import { showError, showInformation, showWarning } from '../messages.ts';
import type { Targets } from '../ports.ts';
import { readRecordUri } from '../recordUri.ts';
import type { CustomerReader } from './customerReader.ts';
import type { EditFiles } from './editFiles.ts';
import type { EditStore } from './editStore.ts';
import { EditedCustomer } from './editedCustomer.ts';
import { afterSave, revertLines } from './editTexts.ts';
import { editUri, hasTab, openDocument, serverUri, type CustomerReference } from '../editUri.ts';

/** Whom to edit: a customer, or with `selected` the one that has the focus in the view. */
export type EditOptions = CustomerReference | { readonly selected: true };

/** What is done with customers as documents, besides saving them. */
export class EditActions {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #files: EditFiles;
  readonly #targets: Targets;
  readonly #log: Log;

  constructor(store: EditStore, reader: CustomerReader, files: EditFiles, targets: Targets, log: Log) {
    this.#store = store;
    this.#reader = reader;
    this.#files = files;
    this.#targets = targets;
    this.#log = log;
  }

  /** Edits whom the command was given, else the customer of the record in the editor, else one who is asked for by id. */
  async editWhom(given: EditOptions | undefined, active: vscode.Uri | undefined, selected: () => CustomerReference | undefined): Promise<void> {
    const found = given && 'selected' in given ? selected() : given ?? (active?.scheme === recordScheme ? readRecordUri(active) : undefined);
    if (found) {
      await this.edit({ connection: found.connection, id: found.id });
    } else if (!given) {
      const connection = this.#targets.activeName ?? (await this.#targets.resolve('get'))?.connection.name;
      if (connection !== undefined) await this.#ask(connection);
    }
  }

  /** Opens a customer to edit, as the server has it now; one that is open is shown as it is. */
  async edit(reference: CustomerReference): Promise<void> {
    const uri = editUri(reference);
    if (!hasTab(uri) && !openDocument(uri)?.isDirty) {
      const fields = await this.#read(reference, () => this.edit(reference));
      if (!fields) return;
      const present = openDocument(uri) && this.#store.find(uri);
      present?.learn(fields);
      if (present) this.#files.refresh(present);
      else await this.#store.add(new EditedCustomer(reference, fields));
    }
    // Not by `showTextDocument`, which keeps what it opened for minutes after it was closed.
    await vscode.commands.executeCommand('vscode.open', uri, { preview: false } satisfies vscode.TextDocumentShowOptions);
  }

  async #ask(connection: string): Promise<void> {
    const id = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit Customer of {0}', connection), prompt: vscode.l10n.t('Kapture customer id'),
      validateInput: (text) => (/^\s*\d+\s*$/.test(text) ? undefined : vscode.l10n.t('A Kapture customer id is a number.')),
    });
    if (id !== undefined) await this.edit({ connection, id: id.trim() });
  }

  /** What the server has now on the left, the document on the right. */
  async showChanges(uri: vscode.Uri): Promise<void> {
    const customer = this.#store.find(uri);
    if (!customer) return;
    const { reference } = customer;
    const fields = await this.#read(reference, () => this.showChanges(uri));
    if (!fields) return;
    customer.learn(fields);
    this.#files.refresh(customer);
    this.#files.refreshServerSide(uri);
    await vscode.commands.executeCommand('vscode.diff', serverUri(uri), uri, vscode.l10n.t('{0}: {1} ↔ mine', reference.id, reference.connection));
  }

  /** Sends the values that the last update from here took away, after showing them. */
  async revertLast(uri: vscode.Uri): Promise<void> {
    const customer = this.#store.find(uri);
    if (!customer?.lastUpdate) {
      void showInformation(vscode.l10n.t('No update of this customer was made from here of which it is known what was there before.'));
      return;
    }
    if (openDocument(uri)?.isDirty) {
      void showWarning(vscode.l10n.t('This document has changes that are not saved. Save or discard them first.'));
      return;
    }
    const { reference, lastUpdate } = customer;
    const fresh = await this.#read(reference, () => this.revertLast(uri));
    if (!fresh || !(await confirmRevert(reference.connection, revertLines(lastUpdate, fresh), [...lastUpdate.before.values()].some(isBlank)))) return;
    const decision: SaveDecision = { send: lastUpdate.before, conflicts: new Map(), merged: new Map(), alreadyThere: [], blanked: [], masked: [] };
    const outcome = await this.#files.send(customer, decision, fresh);
    if (!outcome) return;
    this.#files.refresh(customer);
    await this.#store.keep(customer);
    const { differences, others } = afterSave(outcome.verification, []);
    const sentence = [...differences, ...others].join(' ');
    if (differences.length) void showWarning(sentence);
    else void showInformation([vscode.l10n.t('The last update was taken back.'), sentence].filter(Boolean).join(' '));
  }

  async #read(reference: CustomerReference, again: () => unknown): Promise<RecordFields | undefined> {
    const { fields, problem } = await this.#reader.read(reference, again);
    if (problem) void showError(this.#log, problem);
    return fields;
  }
}

async function confirmRevert(connection: string, lines: string, blanks: boolean): Promise<boolean> {
  const send = vscode.l10n.t('Send Previous Values');
  const detail = [lines, ...(blanks ? [vscode.l10n.t('Whether Kapture clears a field or ignores a blank is not documented.')] : [])].join('\n\n');
  return (await vscode.window.showWarningMessage(vscode.l10n.t('Take the last update back at {0}?', connection), { modal: true, detail }, send)) === send;
}
