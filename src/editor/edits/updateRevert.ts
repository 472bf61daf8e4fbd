import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import { decideSave, type SaveDecision } from '../../kapture/update/decideSave.ts';
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
import { fieldList } from '../shared/texts/fieldTexts.ts';
import { timeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { displayName } from './connectionNames.ts';
import type { CustomerReader } from './customerReader.ts';
import type { EditFiles } from './editFiles.ts';
import type { EditPorts } from './editPorts.ts';
import { customerKey, type EditStore } from './editStore.ts';
import { customerText, revertedValuesText, revertLines, saveNotes, updateProblemText } from './editTexts.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import { contactToRevert, isSameRevert, updateToRevert, type LastUpdate, type RevertTarget } from './lastUpdate.ts';
import { refusal, saveInProgress } from './refusal.ts';
import type { SaveLocks } from './saveLocks.ts';
import { sendUpdate } from './sendUpdate.ts';
import { showDeviations, type UpdateEnd } from './showSaveResult.ts';
import { updateFormOf } from './updateForm.ts';

/** Reverts updates of customers that were sent from their documents. */
export class UpdateRevert {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #files: EditFiles;
  readonly #ports: EditPorts;
  readonly #locks: SaveLocks;
  readonly #log: Log;

  constructor(
    store: EditStore,
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

  /** Sends the values from before the last update made in this window, after a confirmation that shows them. */
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
    const read = (): Promise<RecordFields | undefined> =>
      this.#reader.readOrShow(reference, () => this.revertLastUpdate(uri), this.#log);
    // Reads the record again after the confirmation, and asks again if it has changed in the meantime.
    let fresh = await read();
    let initialConnection: Connection | undefined;
    let decision: SaveDecision | undefined;
    let update = lastUpdate;
    for (
      let shown: RecordFields | undefined;
      fresh && !(shown && isSameRevert(lastUpdate, shown, fresh));
      fresh = await read()
    ) {
      const target = updateToRevert(lastUpdate, fresh);
      update = target.update;
      decision = decideRevert(update, fresh);
      if (!decision) return;
      const { dialect, form } = updateFormOf(reference, this.#ports.targets);
      const { problem } = updateBody(form, { id: reference.id, changes: sentFields(decision), fresh });
      if (problem) {
        void showWarning(vscode.l10n.t('Not reverted: {0}', updateProblemText(problem, dialect)));
        return;
      }
      initialConnection = this.#ports.targets.connectionOf(reference.tenant, reference.connection);
      if (
        !(await confirmRevert(
          target,
          customerText(reference.id, fresh),
          displayName(customer, this.#ports.targets),
          fresh,
        ))
      )
        return;
      shown = fresh;
    }
    if (!fresh || !decision) return;
    const confirmed = fresh;
    const recheck = async (): Promise<RecordFields> => {
      const latest = await this.#reader.read(reference);
      if (!latest.fields) throw refusal(latest.problem);
      if (!isSameRevert(lastUpdate, confirmed, latest.fields))
        throw refusal(vscode.l10n.t('The record changed while the confirmation was open. Nothing was reverted.'));
      return latest.fields;
    };
    const outcome = await sendUpdate(
      { customer, decision, fresh: confirmed, initialConnection, recheck, isRevert: true },
      this.#reader,
      this.#ports,
    );
    if (!outcome) return;
    const end = this.#showReverted(update, outcome, reference);
    // It can be repeated unless it is known to be stored, and an earlier update can be reverted only after it.
    customer.lastUpdate = end === 'as-sent' ? update.earlier : update;
    this.#files.refresh(customer);
    this.#files.refreshServerSide(uri);
    this.#store.save(customer);
  }

  #showReverted({ sent, previous, earlier }: LastUpdate, outcome: SaveOutcome, reference: RecordReference): UpdateEnd {
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
        notes: [...(earlier ? [earlierBlocked()] : []), ...unchangedSentence],
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
  const { sent, previous, earlier } = update;
  const decision = decideSave(fresh, previous, fresh);
  const contact = contactToRevert(update, fresh);
  if (!previous.size)
    void showInformation(
      [
        vscode.l10n.t(
          'The update of {0} cannot be reverted, because the record did not show what it replaced.',
          fieldList(sent.keys()),
        ),
        ...(earlier ? [earlierBlocked()] : []),
      ].join(' '),
    );
  else if (contact) void showWarning(vscode.l10n.t('Not reverted: {0}', oneLine(problemText(contact), 500)));
  else if (decision.masked.length)
    void showWarning(vscode.l10n.t('Not reverted: Kapture masks part of {0}.', fieldList(decision.masked)));
  else if (!decision.send.size)
    void showInformation(vscode.l10n.t('There is nothing to revert: the record already has these values.'));
  else return decision;
  return undefined;
}

function earlierBlocked(): string {
  return vscode.l10n.t('Earlier updates cannot be reverted either.');
}

async function confirmRevert(
  { update, later }: RevertTarget,
  customer: string,
  connection: string,
  current: RecordFields,
): Promise<boolean> {
  const { sentAt } = update;
  const time = sentAt === undefined ? vscode.l10n.t('an unknown time') : timeText(sentAt);
  const question = later
    ? vscode.l10n.t(
        'The record already has the values from before the last update. Revert the earlier update from {0} of customer {1} on {2}?',
        time,
        customer,
        connection,
      )
    : vscode.l10n.t('Revert the update from {0} of customer {1} on {2}?', time, customer, connection);
  const detail = [
    revertLines(update, current),
    ...([...update.previous.values()].some(isBlank)
      ? [vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored.")]
      : []),
  ].join('\n\n');
  return confirmAction(question, detail, vscode.l10n.t('Send Previous Values'), vscode.l10n.t("Don't Send"));
}
