import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import { plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { saveUpdate, sentFields, valuesBefore, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { identifiesByCode, updateBody } from '../../kapture/update/updateBody.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import { failureLabel } from '../shared/texts/exchangeTexts.ts';
import { confirmContactValues } from './confirmContactValues.ts';
import { displayName } from './connectionNames.ts';
import type { CustomerReader } from './customerReader.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import { certainUpdate, effectiveUpdate, uncertainUpdate, type LastUpdate } from './lastUpdate.ts';
import type { EditPorts } from './editPorts.ts';
import type { EditStore } from './editStore.ts';
import { updateProblemText } from './editTexts.ts';
import { refusal, saveError } from './refusal.ts';
import { updateFormOf } from './updateForm.ts';

/** An update to send, and the current record. */
export interface PendingUpdate {
  readonly customer: EditedCustomer;
  readonly decision: SaveDecision;
  readonly fresh: RecordFields;
  /** The connection that the confirmations of this save named. */
  readonly initialConnection?: Connection | undefined;
  /** Reads the record again after the user confirmed the update; a rejection stops it. */
  readonly recheck?: () => Promise<RecordFields>;
  /**
   * Stores the state of the customer, so that it survives the window. Without it, the last update stays as it is: a
   * revert whose response is lost can be repeated.
   */
  readonly store?: Pick<EditStore, 'save'>;
  /** It writes back what an earlier update replaced. */
  readonly isRevert?: true;
}

/**
 * Sends an update and reads the stored record. Resolves to undefined if there is nothing to send. Throws an error to
 * show for a failed save, a CancellationError if the user declined, and whatever `recheck` throws.
 */
export async function sendUpdate(
  update: PendingUpdate,
  reader: CustomerReader,
  ports: EditPorts,
): Promise<SaveOutcome | undefined> {
  const { customer, decision, fresh } = update;
  const { reference } = customer;
  customer.setServer(fresh);
  const earlier = effectiveUpdate(customer.lastUpdate, fresh);
  const sent = sentFields(decision);
  if (sent.size === 0) return undefined;
  const { dialect, form } = updateFormOf(reference, ports.targets);
  const { body, required, ofContact, problem } = updateBody(form, { id: reference.id, changes: sent, fresh });
  if (problem) throw refusal(updateProblemText(problem, dialect));
  const refuseUnlessOwnCode = async (): Promise<void> => {
    if (!identifiesByCode(form)) return;
    const ambiguous = await reader.problemOfCode(reference, plainValue(fresh.others.get('customerCode')!));
    if (ambiguous !== undefined) throw refusal(ambiguous);
  };
  await refuseUnlessOwnCode();
  // The fields that a form requires may have changed while the confirmation was open, too.
  const stillRight = async (): Promise<boolean> => {
    const latest = await update.recheck?.();
    if (latest && updateBody(form, { id: reference.id, changes: sent, fresh: latest }).body !== body)
      throw refusal(
        vscode.l10n.t('The record changed while the confirmation was open. Save again to see what would be sent now.'),
      );
    // Another customer may have the code now.
    await refuseUnlessOwnCode();
    return true;
  };
  if (ofContact.size) {
    if (!(await confirmContactValues(ofContact, dialect, displayName(customer, ports.targets))))
      throw new vscode.CancellationError();
    await stillRight();
  }
  const outcome = await saveUpdate(
    { id: reference.id, sent, required, body, form, fresh },
    {
      write: () => write(body, sent, earlier, update, stillRight, ports),
      read: async () => (await reader.read(reference)).fields,
    },
  );
  const { changed, before, current, otherCustomer } = outcome;
  customer.setServer(current);
  const replaced = { sent: changed, previous: before, contactId: fresh.contactId };
  // Kapture may have changed the other customer instead of this one.
  const noteUpdate = otherCustomer === undefined ? certainUpdate : uncertainUpdate;
  customer.lastUpdate = noteUpdate(replaced, earlier);
  return outcome;
}

/**
 * Resolves to the ID of the customer in the response, if it has one. The previous values are stored before the update
 * is sent, so that it can be reverted even if the window ends before the response. They stay unless it is certain that
 * nothing was changed.
 */
async function write(
  body: string,
  sent: FieldValues,
  earlier: LastUpdate | undefined,
  { customer, fresh, initialConnection, store, isRevert }: PendingUpdate,
  recheck: () => Promise<boolean>,
  { sender }: EditPorts,
): Promise<string | undefined> {
  const { uri, reference, lastUpdate } = customer;
  const remember = (update: LastUpdate | undefined): void => {
    if (!store) return;
    customer.lastUpdate = update;
    store.save(customer);
  };
  let message: string | undefined;
  let isUncertain = false;
  const before = Object.fromEntries(
    [...fresh.others, ...fresh.shown].map(([field, value]) => [field, plainValue(value)]),
  );
  const document = openDocument(uri);
  const exchange = await sender.send('update', body, {
    purpose: 'edit',
    source: document && wholeRequest(document),
    tenant: reference.tenant,
    connection: reference.connection,
    customer: { id: reference.id, name: plainValue(readBack(fresh, 'customer_name') ?? '""'), before },
    expected: initialConnection,
    isRevert,
    recheck,
    // Until the outcome is known, the earlier update may be the last one that was carried out.
    onWillSend: () =>
      remember(uncertainUpdate({ sent, previous: valuesBefore(sent, fresh), contactId: fresh.contactId }, earlier)),
    onProblem: (sentence, mayHaveBeenCarriedOut) => {
      message = sentence;
      isUncertain = mayHaveBeenCarriedOut;
    },
  });
  if (isUncertain) customer.uncertainWrite = { operation: 'update', requestBody: body };
  else if (exchange?.response.reading.outcome === 'success') {
    customer.uncertainWrite = undefined;
    return exchange.response.reading.customerId;
  }
  if (!isUncertain && customer.lastUpdate !== lastUpdate) remember(lastUpdate);
  if (!exchange) throw message === undefined ? new vscode.CancellationError() : saveError(message);
  throw saveError(
    message ??
      vscode.l10n.t(
        'Kapture rejected the update: {0}',
        failureLabel(exchange) ?? vscode.l10n.t('no reason was given.'),
      ),
  );
}
