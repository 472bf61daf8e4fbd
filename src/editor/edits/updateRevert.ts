import * as vscode from 'vscode';
import type { Problem } from '../../kapture/problem/problem.ts';
import { changedContact, isContactField } from '../../kapture/update/contacts.ts';
import { decideSave, isSameField, type SaveDecision } from '../../kapture/update/decideSave.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import { isBlank } from '../../kapture/update/fieldValue.ts';
import { sentFields, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { updateBody } from '../../kapture/update/updateBody.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { fieldList } from '../shared/texts/customerTexts.ts';
import { timeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { CustomerReader, EditPorts } from './customerReader.ts';
import type { EditFiles } from './editFiles.ts';
import {
  customerText,
  displayName,
  revertedValuesText,
  revertLines,
  saveNotes,
  updateProblemText,
} from './editTexts.ts';
import type { EditedCustomer, LastUpdate } from './editedCustomer.ts';
import { customerKey, type OpenCustomers } from './openCustomers.ts';
import type { SaveLocks } from './saveLocks.ts';
import { refusal, saveInProgress, showDeviations, type UpdateEnd } from './saveMessages.ts';
import { sendUpdate, updateFormOf } from './sendUpdate.ts';

/** Reverts updates of customers that were sent from their documents. */
export class UpdateRevert {
  readonly #store: OpenCustomers;
  readonly #reader: CustomerReader;
  readonly #files: EditFiles;
  readonly #ports: EditPorts;
  readonly #locks: SaveLocks;
  readonly #log: Log;

  constructor(
    store: OpenCustomers,
    reader: CustomerReader,
    files: EditFiles,
    ports: EditPorts,
    locks: SaveLocks,
    log: Log,
  ) {
    this.#store = store;
    this.#reader = reader;
    this.#files = files;
    this.#ports = ports;
    this.#locks = locks;
    this.#log = log;
  }

  /** Sends the values from before the last update of this window, after a confirmation that shows them. */
  async revertLastUpdate(uri: vscode.Uri): Promise<void> {
    const customer = this.#store.load(uri);
    if (!customer?.lastUpdate) {
      void showInformation(vscode.l10n.t('There is no earlier update of this customer to revert.'));
      return;
    }
    if (openDocument(uri)?.isDirty) {
      void showWarning(vscode.l10n.t('This document has unsaved changes. Save or discard them first.'));
      return;
    }
    const { lastUpdate } = customer;
    await this.#locks.runExclusive(customerKey(customer.reference), saveInProgress, () =>
      this.#revert(uri, customer, lastUpdate),
    );
  }

  async #revert(uri: vscode.Uri, customer: EditedCustomer, lastUpdate: LastUpdate): Promise<void> {
    const { reference } = customer;
    const shown = await this.#reader.readOrShow(reference, () => this.revertLastUpdate(uri), this.#log);
    const decision = shown && decideRevert(lastUpdate, shown);
    if (!decision) return;
    const { targets } = this.#ports;
    const { dialect, form } = updateFormOf(reference, targets);
    const { problem } = updateBody(form, { id: reference.id, changes: sentFields(decision), fresh: shown });
    if (problem) {
      void showWarning(vscode.l10n.t('Not reverted: {0}', updateProblemText(problem, dialect)));
      return;
    }
    const initialConnection = targets.connectionOf(reference.tenant, reference.connection);
    const name = customerText(reference.id, shown);
    if (!(await confirmRevert(lastUpdate, name, displayName(customer, targets), shown))) return;
    // After each question, which may have been open for a long time.
    const recheck = async (): Promise<RecordFields> => {
      const latest = await this.#reader.read(reference);
      if (!latest.fields) throw refusal(latest.problem);
      if (!isSameRevert(lastUpdate, shown, latest.fields))
        throw refusal(vscode.l10n.t('The record changed while the confirmation was open. Nothing was reverted.'));
      return latest.fields;
    };
    const fresh = await recheck();
    const outcome = await sendUpdate(
      { customer, decision, fresh, initialConnection, recheck, store: this.#store, isRevert: true },
      this.#reader,
      this.#ports,
    );
    if (!outcome) return;
    // It can be repeated unless it is known to be stored.
    if (this.#showReverted(lastUpdate, outcome, reference) === 'as-sent') customer.lastUpdate = undefined;
    this.#files.refresh(customer);
    this.#files.refreshServerSide(uri);
    this.#store.update(customer);
  }

  #showReverted({ sent, previous }: LastUpdate, outcome: SaveOutcome, reference: RecordReference): UpdateEnd {
    const unchanged = [...sent.keys()].filter((field) => !previous.has(field));
    const unchangedSentence = unchanged.length
      ? [vscode.l10n.t('Not changed because the previous value is unknown: {0}.', fieldList(unchanged))]
      : [];
    const values = revertedValuesText(outcome.sent);
    const customer = customerText(reference.id, outcome.current);
    const unverified = vscode.l10n.t(
      'Kapture accepted the revert of {0} for {1}, but the record could not be fetched again, so the stored values are unverified.',
      values,
      customer,
    );
    const end = showDeviations(
      outcome,
      {
        reference,
        unverified: [unverified, ...unchangedSentence].join(' '),
        notes: unchangedSentence,
      },
      this.#log,
    );
    if (end === 'as-sent')
      void showInformation(
        [
          vscode.l10n.t('Reverted {0} for {1}.', values, customer),
          ...unchangedSentence,
          ...saveNotes(outcome.verification).others,
        ].join(' '),
      );
    return end;
  }
}

/**
 * The update that reverts another one. Undefined if there is nothing to send or it must not be sent, which is shown.
 */
function decideRevert(update: LastUpdate, fresh: RecordFields): SaveDecision | undefined {
  const { sent, previous } = update;
  const decision = decideSave(fresh, previous, fresh);
  const contact = contactToRevert(update, fresh);
  if (!previous.size)
    void showInformation(
      vscode.l10n.t(
        'The update of {0} cannot be reverted, because the record did not show what it replaced.',
        fieldList(sent.keys()),
      ),
    );
  else if (contact) void showWarning(vscode.l10n.t('Not reverted: {0}', oneLine(problemText(contact), 500)));
  else if (decision.masked.length)
    void showWarning(vscode.l10n.t('Not reverted: Kapture masks part of {0}.', fieldList(decision.masked)));
  else if (!decision.send.size)
    void showInformation(vscode.l10n.t('There is nothing to revert: the record already has these values.'));
  else return decision;
  return undefined;
}

/** Which contact the record has instead of the one whose values an update replaced; undefined if it is the same one. */
function contactToRevert({ previous, contactId }: LastUpdate, record: RecordFields): Problem | undefined {
  if (![...previous.keys()].some(isContactField)) return undefined;
  const replaced = { shown: previous, masked: new Map(), ...(contactId !== undefined && { contactId }) };
  return changedContact(replaced, record);
}

/** Whether a revert replaces the same values in two records. */
function isSameRevert({ previous }: LastUpdate, one: RecordFields, other: RecordFields): boolean {
  return [...previous.keys()].every((field) => isSameField(one, other, field));
}

async function confirmRevert(
  update: LastUpdate,
  customer: string,
  connection: string,
  current: RecordFields,
): Promise<boolean> {
  const question = vscode.l10n.t(
    'Revert the update from {0} of customer {1} on {2}?',
    timeText(update.sentAt),
    customer,
    connection,
  );
  const detail = [
    revertLines(update, current),
    ...([...update.previous.values()].some(isBlank)
      ? [vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored.")]
      : []),
  ].join('\n\n');
  return confirmAction(question, detail, vscode.l10n.t('Send Previous Values'), vscode.l10n.t("Don't Send"));
}
