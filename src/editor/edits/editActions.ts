import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import { decideSave, isAlike } from '../../kapture/update/decideSave.ts';
import { isBlank } from '../../kapture/update/fieldValue.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import { confirmAct } from '../shared/questions/confirmAct.ts';
import { recordScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { readRecordUri, type RecordReference } from '../shared/documents/recordUri.ts';
import { setContext } from '../shared/settings.ts';
import type { CustomerReader } from './customerReader.ts';
import type { ByKey, EditOptions } from './editOptions.ts';
import type { EditFiles } from './editFiles.ts';
import type { EditPorts } from './editPorts.ts';
import { nameOfCustomer, type EditStore } from './editStore.ts';
import { EditedCustomer, type LastUpdate } from './editedCustomer.ts';
import { afterSave, listOf, revertLines, startOfEditing } from './editTexts.ts';
import { beingSaved, refusal } from './refusal.ts';
import type { SaveTurns } from './saveTurns.ts';
import { sendUpdate } from './sendUpdate.ts';
import { editUri, hasTab, openDocument, openEditUri, serverUri } from '../shared/documents/editUri.ts';
import { nameOf } from './nameOf.ts';

/** What is done with customers as documents, besides saving them. */
export class EditActions {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #files: EditFiles;
  readonly #ports: EditPorts;
  readonly #turns: SaveTurns;
  readonly #log: Log;

  constructor(
    store: EditStore,
    reader: CustomerReader,
    files: EditFiles,
    ports: EditPorts,
    turns: SaveTurns,
    log: Log,
  ) {
    this.#store = store;
    this.#reader = reader;
    this.#files = files;
    this.#ports = ports;
    this.#turns = turns;
    this.#log = log;
  }

  /** Edits whom the command was given, else the customer of the record in the editor, else one who is asked for by id. */
  async editWhom(given: EditOptions | undefined, active: vscode.Uri | undefined): Promise<void> {
    const found = isByKey(given)
      ? this.#ports.customers.selected
      : (given ?? (active?.scheme === recordScheme ? readRecordUri(active) : undefined));
    const connection =
      found && isByKey(given) ? this.#ports.targets.connectionOf(found.tenant, found.connection) : undefined;
    if (connection?.readOnly) {
      void showInformation(
        vscode.l10n.t('The connection {0} is read-only, so its customers cannot be edited.', connection.name),
      );
    } else if (found) {
      await this.edit({ tenant: found.tenant, connection: found.connection, id: found.id });
    } else if (!given) {
      const { targets } = this.#ports;
      const current =
        targets.all.find(({ name }) => name === targets.activeName) ?? (await targets.resolve('get'))?.connection;
      if (current) await this.#ask(current);
    } else {
      void showInformation(vscode.l10n.t('Select one customer in the Customers view first.'));
    }
  }

  /** Opens a customer to edit, as the server has it now; one that is open is shown as it is. */
  async edit(reference: RecordReference): Promise<void> {
    const uri = openEditUri(reference) ?? editUri(reference, this.#store.window);
    // In an editor that is open the cursor stays where the user left it.
    const isNew = !hasTab(uri);
    if (isNew && !openDocument(uri)?.isDirty) {
      const fields = await this.#read(reference, () => this.edit(reference));
      if (!fields) return;
      const present = this.#store.of(uri);
      present?.learn(fields);
      if (present) this.#files.refresh(present);
      else this.#store.add(new EditedCustomer(uri, reference, fields));
    }
    const opened = this.#store.of(uri);
    const start =
      isNew && opened && !openDocument(uri)?.isDirty ? startOfEditing(this.#files.textOf(opened)) : undefined;
    const cursor = start && new vscode.Position(start.line, start.character);
    // Not by `showTextDocument`, which keeps what it opened for minutes after it was closed.
    await vscode.commands.executeCommand('vscode.open', uri, {
      preview: false,
      ...(cursor && { selection: new vscode.Range(cursor, cursor) }),
    } satisfies vscode.TextDocumentShowOptions);
    setContext('kapture.didEdit', true);
  }

  async #ask({ tenant, name }: Connection): Promise<void> {
    const id = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit Customer on {0}', name),
      prompt: vscode.l10n.t('Kapture customer id'),
      validateInput: (text) =>
        /^\s*\d+\s*$/.test(text) ? undefined : vscode.l10n.t('A Kapture customer id is a number.'),
    });
    if (id !== undefined) await this.edit({ tenant, connection: name, id: id.trim() });
  }

  /** What the server has now on the left, the document on the right. */
  async showChanges(uri: vscode.Uri): Promise<void> {
    const customer = this.#store.of(uri);
    if (!customer) return;
    const { reference } = customer;
    const fields = await this.#read(reference, () => this.showChanges(uri));
    if (!fields) return;
    customer.learn(fields);
    this.#files.refresh(customer);
    this.#files.refreshServerSide(uri);
    await vscode.commands.executeCommand(
      'vscode.diff',
      serverUri(uri),
      uri,
      vscode.l10n.t('{0}: {1} ↔ mine', reference.id, nameOf(customer, this.#ports.targets)),
    );
  }

  /** Sends the values that the last update from here took away, after showing them. */
  async revertLast(uri: vscode.Uri): Promise<void> {
    const customer = this.#store.find(uri);
    if (!customer?.lastUpdate) {
      void showInformation(vscode.l10n.t('There is no earlier update of this customer to revert.'));
      return;
    }
    if (openDocument(uri)?.isDirty) {
      void showWarning(vscode.l10n.t('This document has unsaved changes. Save or discard them first.'));
      return;
    }
    const { lastUpdate } = customer;
    await this.#turns.alone(nameOfCustomer(customer.reference), beingSaved, () =>
      this.#revert(uri, customer, lastUpdate),
    );
  }

  async #revert(uri: vscode.Uri, customer: EditedCustomer, lastUpdate: LastUpdate): Promise<void> {
    const { reference } = customer;
    const read = (): Promise<RecordFields | undefined> => this.#read(reference, () => this.revertLast(uri));
    // What is shown is what is taken back: read again after the question, and asked again if it is something else by then.
    let fresh = await read();
    let named: Connection | undefined;
    for (
      let shown: RecordFields | undefined;
      fresh && !(shown && isAlikeIn(lastUpdate.before.keys(), shown, fresh));
      fresh = await read()
    ) {
      named = this.#ports.targets.connectionOf(reference.tenant, reference.connection);
      if (
        !(await confirmRevert(
          nameOf(customer, this.#ports.targets),
          revertLines(lastUpdate, fresh),
          [...lastUpdate.before.values()].some(isBlank),
        ))
      )
        return;
      shown = fresh;
    }
    if (!fresh) return;
    const decision = decideSave(fresh, lastUpdate.before, fresh);
    if (decision.masked.length) {
      void showWarning(vscode.l10n.t('Not reverted: Kapture masks part of {0}.', listOf(decision.masked)));
      return;
    }
    const confirmed = fresh;
    const recheck = async (): Promise<void> => {
      const again = await read();
      if (!again || !isAlikeIn(lastUpdate.before.keys(), confirmed, again))
        throw refusal(vscode.l10n.t('The record changed while the confirmation was open. Nothing was reverted.'));
    };
    const outcome = await sendUpdate(
      { customer, decision, fresh: confirmed, named, recheck },
      this.#reader,
      this.#ports,
    );
    if (!outcome) {
      void showInformation(vscode.l10n.t('There is nothing to revert: the record already has these values.'));
      return;
    }
    customer.lastUpdate = undefined;
    this.#files.refresh(customer);
    this.#files.refreshServerSide(uri);
    this.#store.keep(customer);
    const { differences, others } = afterSave(outcome.verification, []);
    const left = [...lastUpdate.asked.keys()].filter((field) => !lastUpdate.before.has(field));
    const leftSentence = left.length
      ? [vscode.l10n.t('Not changed because the previous value is unknown: {0}.', listOf(left))]
      : [];
    if (differences.length) void showWarning([...differences, ...others, ...leftSentence].join(' '));
    else
      void showInformation(
        [vscode.l10n.t('Reverted: {0}.', listOf(outcome.sent.keys())), ...leftSentence, ...others].join(' '),
      );
  }

  async #read(reference: RecordReference, again: () => unknown): Promise<RecordFields | undefined> {
    const { fields, problem } = await this.#reader.read(reference, again);
    if (problem) void showError(this.#log, problem);
    return fields;
  }
}

function isByKey(given: EditOptions | undefined): given is ByKey {
  return given !== undefined && 'byKey' in given;
}

function isAlikeIn(fields: Iterable<string>, one: RecordFields, other: RecordFields): boolean {
  return [...fields].every((field) => isAlike(one, other, field));
}

async function confirmRevert(connection: string, lines: string, blanks: boolean): Promise<boolean> {
  const send = vscode.l10n.t('Send Previous Values');
  const detail = [
    lines,
    ...(blanks
      ? [vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored.")]
      : []),
  ].join('\n\n');
  const question = vscode.l10n.t('Revert the last update on {0}?', connection);
  return confirmAct(question, detail, send, vscode.l10n.t("Don't Send"));
}
