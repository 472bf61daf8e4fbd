import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import { plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { saveUpdate, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import { wordsOf } from '../shared/texts/exchangeTexts.ts';
import type { CustomerReader } from './customerReader.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import type { EditPorts } from './editPorts.ts';
import { saveError } from './refusal.ts';

/** An Update to send: what of, and what was there before. */
export interface WantedUpdate {
  readonly customer: EditedCustomer;
  readonly decision: SaveDecision;
  readonly fresh: RecordFields;
  /** The connection as the questions of this save named it. */
  readonly named?: Connection | undefined;
  /** Runs after the user was asked about it. */
  readonly recheck?: () => Promise<void>;
}

/**
 * Sends an Update and learns what was stored; undefined if there was nothing to send. Throws what VS Code shows of a save
 * that failed, a CancellationError where the user said no, and what `recheck` throws.
 */
export async function sendUpdate(
  update: WantedUpdate,
  reader: CustomerReader,
  ports: EditPorts,
): Promise<SaveOutcome | undefined> {
  const { customer, decision, fresh } = update;
  const { reference } = customer;
  customer.learn(fresh);
  const outcome = await saveUpdate(reference.id, decision, fresh, {
    write: (body) => write(body, update, ports),
    read: async () => (await reader.read(reference)).fields,
  });
  if (!outcome) return undefined;
  const { sent, before, stored } = outcome;
  customer.learn(stored ?? withValues(fresh, sent));
  customer.lastUpdate = before.size ? { asked: sent, before } : undefined;
  return outcome;
}

async function write(
  body: string,
  { customer: { uri, reference }, fresh, named, recheck }: WantedUpdate,
  { sender }: EditPorts,
): Promise<void> {
  let said: string | undefined;
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
    named,
    stillRight,
    tell: (sentence) => (said = sentence),
  });
  if (!exchange) throw said === undefined ? new vscode.CancellationError() : saveError(said);
  if (exchange.response.reading.outcome === 'success') return;
  throw saveError(
    said ??
      vscode.l10n.t('Kapture rejected the update: {0}', wordsOf(exchange) ?? vscode.l10n.t('no reason was given.')),
  );
}

function withValues(record: RecordFields, values: FieldValues): RecordFields {
  const shown = new Map([...record.shown].map(([field, value]) => [field, values.get(field) ?? value]));
  return { ...record, shown };
}
