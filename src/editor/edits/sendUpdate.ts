import * as vscode from 'vscode';
import { defaultDialect, type Dialect } from '../../kapture/catalogue/dialect.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { dialectOf, type Connection } from '../../kapture/connection/connection.ts';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { saveUpdate, sentFields, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { identifiesByCode, updateBody } from '../../kapture/update/updateBody.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import type { Targets } from '../shared/targets.ts';
import { failureLabel } from '../shared/texts/exchangeTexts.ts';
import type { CustomerReader, EditPorts } from './customerReader.ts';
import { displayName, updateProblemText } from './editTexts.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import { refusal, saveError } from './saveMessages.ts';
import { confirmContactValues } from './saveQuestions.ts';

/** An update to send, and the current record. */
export interface PendingUpdate {
  readonly customer: EditedCustomer;
  readonly decision: SaveDecision;
  readonly fresh: RecordFields;
  /** The connection that the confirmations of this save named. */
  readonly initialConnection?: Connection | undefined;
  /** Reads the record again after the user confirmed the update; a rejection stops it. */
  readonly recheck?: () => Promise<RecordFields>;
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
  const stillRight = async (): Promise<void> => {
    const latest = await update.recheck?.();
    if (latest && updateBody(form, { id: reference.id, changes: sent, fresh: latest }).body !== body)
      throw refusal(
        vscode.l10n.t('The record changed while the confirmation was open. Save again to see what would be sent now.'),
      );
    // Another customer may have the code now.
    await refuseUnlessOwnCode();
  };
  if (ofContact.size) {
    if (!(await confirmContactValues(ofContact, dialect, displayName(customer, ports.targets))))
      throw new vscode.CancellationError();
    await stillRight();
  }
  const outcome = await saveUpdate(
    { id: reference.id, sent, required, body, form, fresh },
    {
      write: () => write(body, update, stillRight, ports),
      read: async () => (await reader.read(reference)).fields,
    },
  );
  customer.setServer(outcome.current);
  return outcome;
}

/** Resolves to the ID of the customer in the response, if it has one. */
async function write(
  body: string,
  { customer, fresh, initialConnection }: PendingUpdate,
  recheck: () => Promise<void>,
  { sender }: EditPorts,
): Promise<string | undefined> {
  const { uri, reference } = customer;
  let message: string | undefined;
  let isUncertain = false;
  const before = Object.fromEntries(
    [...fresh.others, ...fresh.shown].map(([field, value]) => [field, plainValue(value)]),
  );
  const document = openDocument(uri);
  const exchange = await sender.send('update', body, {
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

/** The dialect in which a customer is updated, and its form. */
export interface UpdateForm {
  readonly dialect: Dialect;
  readonly form: OperationForm;
}

/** The form in which a customer is updated: that of its connection. */
export function updateFormOf({ tenant, connection }: RecordReference, targets: Targets): UpdateForm {
  const known = targets.connectionOf(tenant, connection);
  const dialect = known ? dialectOf(known, 'update') : defaultDialect;
  return { dialect, form: formOf('update', dialect) };
}
