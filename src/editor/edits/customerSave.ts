import * as vscode from 'vscode';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import {
  decideSave,
  saveOutcome,
  sentFields,
  type SaveDecision,
  type SaveOutcome,
} from '../../kapture/update/decideSave.ts';
import { plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { identifiesByCode, updateBody } from '../../kapture/update/updateBody.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import type { Log } from '../shared/log.ts';
import { fieldList } from '../shared/texts/customerTexts.ts';
import { failureLabel } from '../shared/texts/exchangeTexts.ts';
import { decodeContent, displayName, readEditedFields, updateFormOf } from './customerDocument.ts';
import type { CustomerReader, CustomerReading, EditPorts } from './customerReader.ts';
import { isFresh, type EditedCustomer, type SaveAttempt } from './editedCustomer.ts';
import type { OpenCustomers } from './openCustomers.ts';
import type { SaveLock, SaveLocks } from './saveLocks.ts';
import {
  confirmBlank,
  confirmContactValues,
  confirmRestoredValues,
  notASave,
  offerNoAutoSave,
  readRefusal,
  refusal,
  saveError,
  saveInProgress,
  showConflict,
  showSaveResult,
  updateProblemText,
} from './saveMessages.ts';

/** A save that VS Code is writing. */
interface PendingSave {
  readonly customer: EditedCustomer;
  /** The fields of the document. */
  readonly mine: FieldValues;
  readonly attempt: SaveAttempt;
  /** Whether the user may have been asked for the key that variables need, so that earlier reads are outdated. */
  readonly mayHaveWaited: boolean;
  /** The connection when the save started: only this one may be used. Undefined if there was none. */
  readonly initialConnection: Connection | undefined;
  /** The name of the connection for messages, or else the tenant's host. */
  readonly connectionName: string;
  readonly lock: SaveLock;
}

/** What a save sends, given the record on the server (`fresh`). */
interface PlannedUpdate {
  readonly fresh: RecordFields;
  readonly decision: SaveDecision;
  /** The changed fields. */
  readonly sent: FieldValues;
  readonly form: OperationForm;
  /** The body to send; undefined if there is nothing to send. */
  readonly body: string | undefined;
  /** The unchanged fields that the form requires. */
  readonly required: FieldValues;
  /** The required fields whose value is the contact's. */
  readonly ofContact: FieldValues;
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
  async findConflict(customer: EditedCustomer, attempt: SaveAttempt): Promise<boolean> {
    const document = openDocument(customer.uri);
    const fresh = (await attempt.reading)?.fields;
    if (!fresh || !document) return false;
    let decision: SaveDecision;
    try {
      decision = decideSave(
        customer.base,
        await readEditedFields(customer, document.getText(), this.#ports, false),
        fresh,
      );
    } catch {
      // The later write reports why the text cannot be sent.
      return false;
    }
    if (!decision.conflicts.size) return false;
    const isKnown = customer.isKnownConflict(decision, fresh, attempt);
    if (!isKnown && customer.conflict?.attempt !== attempt) this.#reportConflict(customer, decision, fresh, attempt);
    // On Overwrite, VS Code ignores what `stat` reports, and writes. It must not overwrite a conflict that it has not
    // shown yet.
    if (!isKnown && customer.attempt === attempt) customer.attempt = undefined;
    // A known conflict is reported too, so that VS Code shows it again unless the user chooses Overwrite.
    return true;
  }

  /** Sends the changed fields of a text that VS Code writes. Throws a refusal if it must not or cannot be sent. */
  async write(customer: EditedCustomer, content: Uint8Array): Promise<void> {
    const { attempt, reference } = customer;
    customer.attempt = undefined;
    // Without an attempt, this is an Overwrite although `stat` has just found another conflict, or not a save by the
    // user: another extension writes, or VS Code saved before this extension was loaded.
    if (!attempt) throw customer.conflict ? this.#conflictRefusal(customer, customer.conflict.conflicting) : notASave();
    // The confirmations name this connection, so nothing may be sent through any other.
    const initialConnection = this.#ports.targets.connectionOf(reference.tenant, reference.connection);
    const connectionName = displayName(customer, this.#ports.targets);
    if (attempt.isAutomatic) {
      offerNoAutoSave(this.#log);
      throw refusal(vscode.l10n.t('A save sends this customer to {0}, so only you can save it.', connectionName));
    }
    const text = decodeContent(content, openDocument(customer.uri));
    const mine = await readEditedFields(customer, text, this.#ports, true);
    const mayHaveWaited = variablesIn(text).length > 0;
    await this.#locks.runExclusive(`${reference.tenant}/${reference.id}`, saveInProgress, (lock) =>
      this.#writeExclusively({ customer, mine, attempt, mayHaveWaited, initialConnection, connectionName, lock }),
    );
  }

  async #writeExclusively(save: PendingSave): Promise<void> {
    const { customer, mine, attempt, connectionName } = save;
    const { reference } = customer;
    const canUse = !save.mayHaveWaited && isFresh(attempt) && !save.lock.hasSavedSince(attempt.startedAt);
    let update = this.#plan(save, await (canUse ? attempt.reading! : this.#reader.read(reference)));
    const { decision } = update;
    for (const [fields, confirm] of [
      [decision.blanked, confirmBlank],
      [customer.restoredFields(decision), confirmRestoredValues],
    ] as const) {
      if (!fields.length) continue;
      if (!(await confirm(fields, update.fresh, connectionName, mine))) throw new vscode.CancellationError();
      update = await this.#planAgain(save, update);
    }
    const outcome = await this.#send(save, update);
    customer.recordMerged(update.decision.merged);
    customer.addToBase(
      new Map([...mine].filter(([field]) => update.decision.alreadyStored.includes(field) || outcome?.sent.has(field))),
    );
    this.#store.update(customer);
    showSaveResult(connectionName, update.decision, outcome?.current ?? update.fresh, outcome, reference, this.#log);
  }

  /**
   * Decides what to send. Throws a refusal if the record could not be read, for a new conflict, which it announces, for
   * a masked value, and for a change that the connection's dialect cannot express.
   */
  #plan({ customer, mine, attempt }: PendingSave, reading: CustomerReading): PlannedUpdate {
    if (!reading.fields) throw readRefusal(reading, this.#log);
    const fresh = reading.fields;
    const decision = decideSave(customer.base, mine, fresh);
    if (decision.masked.length)
      throw refusal(
        vscode.l10n.t(
          'Kapture masks part of {0}. Enter the full values, or remove these fields.',
          fieldList(decision.masked),
        ),
      );
    if (decision.conflicts.size && !customer.isKnownConflict(decision, fresh, attempt)) {
      this.#reportConflict(customer, decision, fresh, attempt);
      throw this.#conflictRefusal(customer, decision.conflicts.keys());
    }
    const { dialect, form } = updateFormOf(customer.reference, this.#ports.targets);
    const sent = sentFields(decision);
    const nothing = new Map<string, string>();
    if (!sent.size) return { fresh, decision, sent, form, body: undefined, required: nothing, ofContact: nothing };
    const update = updateBody(form, { id: customer.reference.id, changes: sent, fresh });
    if (update.problem) throw refusal(updateProblemText(update.problem, dialect));
    return { fresh, decision, sent, form, ...update };
  }

  /** Reads the record again after a confirmation. Throws a refusal if something else would now be sent. */
  async #planAgain(save: PendingSave, before: PlannedUpdate): Promise<PlannedUpdate> {
    const update = this.#plan(save, await this.#reader.read(save.customer.reference));
    if (update.body !== before.body)
      throw refusal(vscode.l10n.t('The record changed during the confirmation. Save again.'));
    return update;
  }

  /**
   * Sends an update and reads the stored record. Undefined if there is nothing to send. Throws an error to show for a
   * failed save, and a CancellationError if the user declines.
   */
  async #send(save: PendingSave, update: PlannedUpdate): Promise<SaveOutcome | undefined> {
    const { customer, connectionName } = save;
    const { reference } = customer;
    const { body, ofContact, fresh } = update;
    customer.setServer(fresh);
    if (body === undefined) return undefined;
    await this.#refuseOtherCode(reference, update);
    // A confirmation may stay open for a long time, in which another customer may receive the code.
    const recheck = async (): Promise<void> => {
      await this.#planAgain(save, update);
      await this.#refuseOtherCode(reference, update);
    };
    if (ofContact.size) {
      const dialect = updateFormOf(reference, this.#ports.targets).dialect;
      if (!(await confirmContactValues(ofContact, dialect, connectionName))) throw new vscode.CancellationError();
      await recheck();
    }
    const returnedId = await this.#sendBody(body, save, fresh, recheck);
    const stored = (await this.#reader.read(reference)).fields;
    const outcome = saveOutcome({ id: reference.id, ...update }, returnedId, stored);
    customer.setServer(outcome.current);
    return outcome;
  }

  /** Throws a refusal if the code that identifies the customer in a form is not only this customer's. */
  async #refuseOtherCode(reference: RecordReference, { form, fresh }: PlannedUpdate): Promise<void> {
    if (!identifiesByCode(form)) return;
    const code = plainValue(fresh.others.get('customerCode')!);
    const problem = await this.#reader.problemOfCode(reference, code);
    if (problem !== undefined) throw refusal(problem);
  }

  /** Sends a body. Resolves to the ID of the customer in the response, if it has one. */
  async #sendBody(
    body: string,
    { customer, initialConnection }: PendingSave,
    fresh: RecordFields,
    recheck: () => Promise<void>,
  ): Promise<string | undefined> {
    const { uri, reference } = customer;
    let message: string | undefined;
    let isUncertain = false;
    const before = Object.fromEntries(
      [...fresh.others, ...fresh.shown].map(([field, value]) => [field, plainValue(value)]),
    );
    const document = openDocument(uri);
    const exchange = await this.#ports.sender.send('update', body, {
      tenant: reference.tenant,
      connection: reference.connection,
      shown: initialConnection,
      purpose: {
        kind: 'edit',
        source: document && wholeRequest(document),
        customer: { id: reference.id, name: plainValue(readBack(fresh, 'customer_name') ?? '""'), before },
        recheck,
      },
      onProblem: (sentence, mayHaveBeenCarriedOut) => {
        message = sentence;
        isUncertain = mayHaveBeenCarriedOut;
      },
    });
    if (!isUncertain && exchange?.response.reading.outcome === 'success') return exchange.response.reading.customerId;
    if (!exchange) throw message === undefined ? new vscode.CancellationError() : saveError(message);
    throw saveError(
      message ??
        vscode.l10n.t(
          'Kapture rejected the update: {0}',
          failureLabel(exchange) ?? vscode.l10n.t('no reason was given.'),
        ),
    );
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

  #reportConflict(customer: EditedCustomer, decision: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): void {
    // VS Code's own message is shown after this one, and says only that the file is newer.
    showConflict(customer, decision, fresh, this.#log);
    customer.reportConflict(decision, fresh, attempt);
    this.#store.update(customer);
    // This makes VS Code's Compare editor show the current record.
    this.#notifyChanged(customer.uri);
  }
}
