import * as vscode from 'vscode';
import { urlOf, type Connection } from '../../kapture/connection.ts';
import { propertySpans, readLoose, tokenAt, valueSpan } from '../../kapture/looseJson.ts';
import type { OperationId } from '../../kapture/operations.ts';
import { operationTitle } from '../catalogueTexts.ts';
import { withoutLinks } from '../messages.ts';
import { oneLine } from '../plainText.ts';

/** A write, as the user is asked about it. */
export interface WriteToConfirm {
  readonly operation: OperationId;
  /** The body as it will be sent. */
  readonly body: string;
  readonly connection: Connection;
  /** What the fields hold now, where that is known: shown beside what they will hold. */
  readonly before?: Readonly<Record<string, string>>;
  /** Why it is asked, if not only for the role of the connection. */
  readonly note?: string;
}

/** A modal has no scroll bar: of more fields only the names are shown. */
const mostFields = 25;

/** Asks before a write, in a modal that names host, operation and every field with its value. */
export async function confirmWrite({ operation, body, connection, before, note }: WriteToConfirm): Promise<boolean> {
  const title = operationTitle(operation);
  const name = oneLine(connection.name, 60);
  const { host, pathname } = new URL(urlOf(connection, operation));
  const fields = fieldLines(body, before);
  const more = fields
    .slice(mostFields)
    .map(({ name }) => name)
    .join(', ');
  const detail = [
    ...(note === undefined ? [] : [note, '']),
    vscode.l10n.t('Host: {0}', host),
    vscode.l10n.t('Operation: {0} (POST {1})', title, oneLine(pathname, 80)),
    '',
    ...fields.slice(0, mostFields).map(({ line }) => line),
    ...(more ? [vscode.l10n.t('and: {0}', more)] : []),
  ].join('\n');
  const question =
    connection.role === 'production'
      ? vscode.l10n.t('{0} at {1} (production)?', title, name)
      : vscode.l10n.t('{0} at {1}?', title, name);
  const send = vscode.l10n.t('Send to {0}', name);
  return (
    (await vscode.window.showWarningMessage(
      withoutLinks(question),
      { modal: true, detail: withoutLinks(detail) },
      send,
    )) === send
  );
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
