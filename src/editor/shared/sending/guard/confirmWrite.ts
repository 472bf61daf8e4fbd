import * as vscode from 'vscode';
import { urlOf, type Connection } from '../../../../kapture/connection/connection.ts';
import { propertySpans, readLoose, tokenAt, valueSpan } from '../../../../kapture/json/looseJson.ts';
import { fieldText } from '../../../../kapture/catalogue/fieldText.ts';
import { fieldsOfWrite, writeActOf } from '../../../../kapture/catalogue/writeAct.ts';
import { operationTitle } from '../../texts/catalogueTexts.ts';
import { confirmAct } from '../../questions/confirmAct.ts';
import { oneLine } from '../../texts/plainText.ts';
import type { WrittenCustomer } from './writtenCustomer.ts';

/** A write, as the user is asked about it. */
export interface WriteToConfirm {
  /** The body as it will be sent. What it will do follows from it. */
  readonly body: string;
  readonly connection: Connection;
  /** Whom an Update changes; `not-found` where Kapture has no such customer, undefined where that could not be learned. */
  readonly customer: WrittenCustomer | 'not-found' | undefined;
  /** Why it is asked, if not only for the role of the connection. */
  readonly notes: readonly string[];
}

/** A modal has no scroll bar: of more fields only the names are shown. */
const mostFields = 25;

/**
 * Asks before a write, in a modal that says what the body will do and to whom, and names host, path and every field with
 * its value.
 */
export async function confirmWrite({ body, connection, customer, notes }: WriteToConfirm): Promise<boolean> {
  const fields = fieldsOfWrite(body);
  const act = writeActOf(fields);
  const connectionName = oneLine(connection.name, 60);
  const where = connection.role === 'production' ? vscode.l10n.t('{0} (production)', connectionName) : connectionName;
  const known = typeof customer === 'object' ? customer : undefined;
  const question =
    act.operation === 'update'
      ? updateQuestion(act.customerId, known?.name ?? '', where)
      : addQuestion(fieldText(fields, 'customer_name'), where);
  const send =
    act.operation === 'update'
      ? vscode.l10n.t('Update on {0}', connectionName)
      : vscode.l10n.t('Add to {0}', connectionName);
  const { host, pathname } = new URL(urlOf(connection, act.operation));
  const lines = fieldLines(body, known?.before);
  const more = lines
    .slice(mostFields)
    .map(({ name }) => name)
    .join(', ');
  const allNotes = act.operation === 'update' ? [...notes, ...noteOf(customer, act.customerId)] : notes;
  const detail = [
    ...allNotes,
    ...(allNotes.length ? [''] : []),
    vscode.l10n.t('Host: {0}', host),
    vscode.l10n.t('Operation: {0} (POST {1})', operationTitle(act.operation), oneLine(pathname, 80)),
    '',
    ...lines.slice(0, mostFields).map(({ line }) => line),
    ...(more ? [vscode.l10n.t('and: {0}', more)] : []),
  ].join('\n');
  return confirmAct(question, detail, send, vscode.l10n.t("Don't Send"));
}

function updateQuestion(id: string, name: string, where: string): string {
  const shownId = oneLine(id, 60);
  return name
    ? vscode.l10n.t('Update customer {0} ({1}) on {2}?', oneLine(name, 60), shownId, where)
    : vscode.l10n.t('Update customer {0} on {1}?', shownId, where);
}

function addQuestion(name: string, where: string): string {
  return name
    ? vscode.l10n.t('Add customer {0} to {1}?', oneLine(name, 60), where)
    : vscode.l10n.t('Add a customer to {0}?', where);
}

function noteOf(customer: WriteToConfirm['customer'], id: string): string[] {
  if (customer === 'not-found') return [vscode.l10n.t('Kapture found no customer {0}.', oneLine(id, 60))];
  return customer ? [] : [vscode.l10n.t('The name of customer {0} could not be loaded.', oneLine(id, 60))];
}

/** `phone: "98…" → "97…"`, a line a field, whose customer it is first. The values are as they will be sent. */
function fieldLines(body: string, before: Readonly<Record<string, string>> = {}): { name: string; line: string }[] {
  const open = tokenAt(body, 0);
  const start = open?.kind === '[' ? open.end : 0;
  const properties = propertySpans(body, start);
  const whose = properties.filter(({ key }) => key === 'kapture_customer_id');
  return [...whose, ...properties.filter(({ key }) => key !== 'kapture_customer_id')].map(({ key, valueStart }) => {
    const span = valueSpan(body, valueStart);
    const value = oneLine(span ? written(body.slice(span.start, span.end)) : '', 80);
    const old = Object.hasOwn(before, key) ? `${oneLine(JSON.stringify(before[key]), 80)} → ` : '';
    const name = oneLine(key, 60);
    return { name, line: `${name}: ${old}${value}` };
  });
}

/** A text in quotes, without what JSON escapes in it, so that every language can be read. */
function written(json: string): string {
  const { value } = readLoose(json);
  return typeof value === 'string' && json.startsWith('"') ? JSON.stringify(value) : json;
}
