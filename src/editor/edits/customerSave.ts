import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import { changedContact, isContactField } from '../../kapture/update/contacts.ts';
import { decideSave, type SaveDecision } from '../../kapture/update/decideSave.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import type { FieldValues } from '../../kapture/update/fieldValue.ts';
import { sentFields } from '../../kapture/update/saveUpdate.ts';
import { updateBody } from '../../kapture/update/updateBody.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { fieldList } from '../shared/texts/customerTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { CustomerReader, EditPorts } from './customerReader.ts';
import { customerText, displayName, updateProblemText } from './editTexts.ts';
import { isFresh, type EditedCustomer, type SaveAttempt } from './editedCustomer.ts';
import { decodeContent, readEditedFields } from './editedText.ts';
import { customerKey, type OpenCustomers } from './openCustomers.ts';
import type { SaveLock, SaveLocks } from './saveLocks.ts';
import { notASave, offerNoAutoSave, readRefusal, refusal, saveInProgress, showSaveResult } from './saveMessages.ts';
import { confirmBlank, confirmRestoredValues } from './saveQuestions.ts';
import { sendUpdate, updateFormOf } from './sendUpdate.ts';

/** The save that VS Code writes. */
interface PendingSave {
  readonly mine: FieldValues;
  readonly attempt: SaveAttempt;
  /** Whether the user may have been asked for the key that variables need, so that earlier reads are outdated. */
  readonly mayHaveWaited: boolean;
  /** The connection when the save started: only this one may be used. Undefined if there was none. */
  readonly initialConnection: Connection | undefined;
  /** Its name for messages, else the tenant's host. */
  readonly connectionName: string;
  readonly lock: SaveLock;
}

/**
 * The safe save of a customer. The record is fetched while VS Code prepares to write, and `stat` reports a conflict as
 * a changed file, so that VS Code's own conflict flow runs before anything is sent. Then only the changed fields are
 * sent, and the record is fetched again to verify what was stored.
 */
export class CustomerSave {
  readonly #store: OpenCustomers;
  readonly #reader: CustomerReader;
  readonly #ports: EditPorts;
  readonly #locks: SaveLocks;
  readonly #notifyChanged: (uri: vscode.Uri) => void;
  readonly #log: Log;

  /** `notifyChanged` makes VS Code read the file of a document again. */
  constructor(
    store: OpenCustomers,
    reader: CustomerReader,
    ports: EditPorts,
    locks: SaveLocks,
    notifyChanged: (uri: vscode.Uri) => void,
    log: Log,
  ) {
    this.#store = store;
    this.#reader = reader;
    this.#ports = ports;
    this.#locks = locks;
    this.#notifyChanged = notifyChanged;
    this.#log = log;
  }

  /** Before VS Code saves: starts to read the record, unless it is an auto save. */
  begin(customer: EditedCustomer, reason: vscode.TextDocumentSaveReason): void {
    const isAutomatic = reason !== vscode.TextDocumentSaveReason.Manual;
    const attempt: SaveAttempt = isAutomatic
      ? { isAutomatic, startedAt: Date.now() }
      : { isAutomatic, startedAt: Date.now(), reading: this.#reader.read(customer.reference) };
    const done = (): void => void (attempt.readAt = performance.now());
    attempt.reading?.then(done, done);
    customer.attempt = attempt;
  }

  /** Whether `stat` must report a changed file, which starts VS Code's conflict flow instead of the write. */
  async findConflict(uri: vscode.Uri, customer: EditedCustomer, attempt: SaveAttempt): Promise<boolean> {
    const document = openDocument(uri);
    const fresh = (await attempt.reading)?.fields;
    if (!fresh || !document) return false;
    let decision: SaveDecision;
    try {
      decision = decideSave(
        customer.base,
        await readEditedFields(customer, uri, document.getText(), this.#ports, false),
        fresh,
      );
    } catch {
      // The write reports why the text cannot be sent.
      return false;
    }
    if (!decision.conflicts.size) return false;
    // Also for a conflict that the user has seen: after Overwrite, VS Code writes without calling stat.
    if (!customer.isKnownConflict(decision, fresh, attempt) && customer.conflict?.attempt !== attempt)
      this.#reportConflict(uri, customer, decision, fresh, attempt);
    // VS Code does not write after a conflict.
    if (customer.attempt === attempt && !customer.isKnownConflict(decision, fresh, attempt))
      customer.attempt = undefined;
    return true;
  }

  /** Sends the changed fields of a text that VS Code writes. Throws a refusal if it must not or cannot be sent. */
  async write(uri: vscode.Uri, customer: EditedCustomer, content: Uint8Array): Promise<void> {
    const { attempt } = customer;
    customer.attempt = undefined;
    // Not a save by the user: another extension writes, or VS Code saved before this extension was loaded. Or
    // Overwrite, if `stat` has found a later conflict: VS Code then writes nevertheless.
    if (!attempt) throw customer.conflict ? this.#conflictRefusal(customer, customer.conflict.conflicting) : notASave();
    // The confirmations name this connection, so nothing may be sent through another one.
    const { reference } = customer;
    const initialConnection = this.#ports.targets.connectionOf(reference.tenant, reference.connection);
    const connection = displayName(customer, this.#ports.targets);
    if (attempt.isAutomatic) {
      offerNoAutoSave(this.#log);
      throw refusal(
        vscode.l10n.t(
          'Saving sends the changes to {0}, so this customer is not saved automatically. Save it manually.',
          connection,
        ),
      );
    }
    const text = decodeContent(content, openDocument(uri));
    const mine = await readEditedFields(customer, uri, text, this.#ports, true);
    await this.#locks.runExclusive(customerKey(reference), saveInProgress, (lock) =>
      this.#writeExclusively(uri, customer, {
        mine,
        attempt,
        mayHaveWaited: variablesIn(text).length > 0,
        initialConnection,
        connectionName: connection,
        lock,
      }),
    );
  }

  async #writeExclusively(
    uri: vscode.Uri,
    customer: EditedCustomer,
    { mine, attempt, mayHaveWaited, initialConnection, connectionName, lock }: PendingSave,
  ): Promise<void> {
    const { reference } = customer;
    const canUse = !mayHaveWaited && isFresh(attempt) && !lock.hasSavedSince(attempt.startedAt);
    const reading = await (canUse ? attempt.reading! : this.#reader.read(reference));
    if (!reading.fields) throw readRefusal(reading, this.#log);
    let fresh = reading.fields;
    let decision = this.#decide(uri, customer, mine, fresh, attempt);
    for (const [fields, confirm] of [
      [decision.blanked, confirmBlank],
      [customer.restoredFields(decision), confirmRestoredValues],
    ] as const) {
      if (!fields.length) continue;
      if (!(await confirm(fields, fresh, connectionName, mine))) throw new vscode.CancellationError();
      ({ fresh, decision } = await this.#decideAgain(uri, customer, mine, decision, attempt));
    }
    // The confirmation for production may stay open for a long time, so the record is checked again after it.
    const outcome = await sendUpdate(
      {
        customer,
        decision,
        fresh,
        initialConnection,
        recheck: async () => (await this.#decideAgain(uri, customer, mine, decision, attempt)).fresh,
      },
      this.#reader,
      this.#ports,
    );
    customer.recordMerged(decision.merged);
    customer.addToBase(
      new Map([...mine].filter(([field]) => decision.alreadyStored.includes(field) || outcome?.sent.has(field))),
    );
    this.#store.update(customer);
    showSaveResult(connectionName, decision, outcome?.current ?? fresh, outcome, reference, this.#log);
  }

  /**
   * Decides what to send. Throws a refusal for a new conflict, which it announces, for a masked value, and for a change
   * that the connection's dialect cannot express.
   */
  #decide(
    uri: vscode.Uri,
    customer: EditedCustomer,
    mine: FieldValues,
    fresh: RecordFields,
    attempt: SaveAttempt,
  ): SaveDecision {
    const decision = decideSave(customer.base, mine, fresh);
    if (decision.masked.length)
      throw refusal(
        vscode.l10n.t(
          'Kapture masks part of these values, and sending them could overwrite the full values: {0}. Enter the full values, or remove these fields.',
          fieldList(decision.masked),
        ),
      );
    if (decision.conflicts.size && !customer.isKnownConflict(decision, fresh, attempt)) {
      this.#reportConflict(uri, customer, decision, fresh, attempt);
      throw this.#conflictRefusal(customer, decision.conflicts.keys());
    }
    this.#refuseUnlessExpressible(customer, decision, fresh);
    return decision;
  }

  #conflictRefusal(customer: EditedCustomer, fields: Iterable<string>): Error {
    return refusal(
      vscode.l10n.t(
        'Values on {1} have changed in the meantime: {0}. Save again to compare.',
        fieldList(fields),
        displayName(customer, this.#ports.targets),
      ),
    );
  }

  #refuseUnlessExpressible({ reference }: EditedCustomer, decision: SaveDecision, fresh: RecordFields): void {
    const { dialect, form } = updateFormOf(reference, this.#ports.targets);
    const changes = sentFields(decision);
    const { problem } = changes.size ? updateBody(form, { id: reference.id, changes, fresh }) : {};
    if (problem) throw refusal(updateProblemText(problem, dialect));
  }

  /** Reads the record again after a question. Throws a refusal if other fields would now be sent. */
  async #decideAgain(
    uri: vscode.Uri,
    customer: EditedCustomer,
    mine: FieldValues,
    before: SaveDecision,
    attempt: SaveAttempt,
  ): Promise<{ fresh: RecordFields; decision: SaveDecision }> {
    const reading = await this.#reader.read(customer.reference);
    if (!reading.fields) throw readRefusal(reading, this.#log);
    const { fields } = reading;
    const decision = this.#decide(uri, customer, mine, fields, attempt);
    if (serializeFields(decision) !== serializeFields(before))
      throw refusal(
        vscode.l10n.t('The record changed while the confirmation was open. Save again to see what would be sent now.'),
      );
    return { fresh: fields, decision };
  }

  #reportConflict(
    uri: vscode.Uri,
    customer: EditedCustomer,
    decision: SaveDecision,
    fresh: RecordFields,
    attempt: SaveAttempt,
  ): void {
    this.#showOtherContact(customer, decision, fresh);
    customer.reportConflict(decision, fresh, attempt);
    this.#store.update(customer);
    // VS Code's Compare editor then shows the current record.
    this.#notifyChanged(uri);
  }

  /** VS Code's comparison shows the values of the other contact, but not that it is another one. */
  #showOtherContact({ base, reference }: EditedCustomer, { conflicts }: SaveDecision, fresh: RecordFields): void {
    const contact = base && [...conflicts.keys()].some(isContactField) ? changedContact(base, fresh) : undefined;
    if (!contact) return;
    const name = customerText(reference.id, fresh);
    const change = oneLine(problemText(contact), 300);
    void showWarning(
      fresh.contactId === undefined
        ? vscode.l10n.t('{0}: {1} Your values are sent only if you select Overwrite.', name, change)
        : vscode.l10n.t('{0}: {1} Your values are sent to another contact only if you select Overwrite.', name, change),
    );
  }
}

/** The fields of a decision in a comparable form. */
function serializeFields({ send, conflicts }: SaveDecision): string {
  return JSON.stringify([...send, ...conflicts]);
}
