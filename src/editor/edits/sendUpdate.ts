import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { saveUpdate, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import { failureLabel } from '../shared/texts/exchangeTexts.ts';
import type { CustomerReader } from './customerReader.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import type { EditPorts } from './editPorts.ts';
import { saveError } from './refusal.ts';

/** An update to send, and the current record. */
export interface PendingUpdate {
  readonly customer: EditedCustomer;
  readonly decision: SaveDecision;
  readonly fresh: RecordFields;
  /** The connection that the confirmations of this save named. */
  readonly initialConnection?: Connection | undefined;
  /** Runs after the user confirmed the update; a rejection stops it. */
  readonly recheck?: () => Promise<void>;
}

/**
 * Sends an update and reads the stored record. Resolves to undefined if there is nothing to send. Throws an error to show for
 * a failed save, a CancellationError if the user declined, and whatever `recheck` throws.
 */
export async function sendUpdate(
  update: PendingUpdate,
  reader: CustomerReader,
  ports: EditPorts,
): Promise<SaveOutcome | undefined> {
  const { customer, decision, fresh } = update;
  const { reference } = customer;
  customer.setServer(fresh);
  const outcome = await saveUpdate(reference.id, decision, fresh, {
    write: (body) => write(body, update, ports),
    read: async () => (await reader.read(reference)).fields,
  });
  if (!outcome) return undefined;
  const { sent, before, current } = outcome;
  customer.setServer(current);
  customer.lastUpdate = before.size ? { sent, previous: before } : undefined;
  return outcome;
}

async function write(
  body: string,
  { customer: { uri, reference }, fresh, initialConnection, recheck }: PendingUpdate,
  { sender }: EditPorts,
): Promise<void> {
  let message: string | undefined;
  const stillRight = async (): Promise<boolean> => {
    await recheck?.();
    return true;
  };
  const before = Object.fromEntries(
    [...fieldsOfBody(body).keys()].flatMap((field) => {
      const value = readBack(fresh, field);
      return value === undefined ? [] : [[field, plainValue(value)]];
    }),
  );
  const document = openDocument(uri);
  const exchange = await sender.send('update', body, {
    purpose: 'edit',
    source: document && wholeRequest(document),
    tenant: reference.tenant,
    connection: reference.connection,
    customer: { name: plainValue(readBack(fresh, 'customer_name') ?? '""'), before },
    expected: initialConnection,
    recheck: stillRight,
    onProblem: (sentence) => (message = sentence),
  });
  if (!exchange) throw message === undefined ? new vscode.CancellationError() : saveError(message);
  if (exchange.response.reading.outcome === 'success') return;
  throw saveError(
    message ??
      vscode.l10n.t(
        'Kapture rejected the update: {0}',
        failureLabel(exchange) ?? vscode.l10n.t('no reason was given.'),
      ),
  );
}
