import * as vscode from 'vscode';
import { customerRecord, otherField } from '../../kapture/catalogue/customer/customerRecord.ts';
import { type OperationId, operations } from '../../kapture/catalogue/registry.ts';
import { type FieldSchema, fieldMarkdown } from '../../kapture/catalogue/vocabulary.ts';
import { defaultTimeZone, readDateOrDigits, zeroBasedMonthAt } from '../../kapture/dates/calendar.ts';
import { pointerOf } from '../../kapture/json/jsonPointer.ts';
import { pathAt } from '../../kapture/json/locateValue.ts';
import { pathInRecord, recordPath } from '../../kapture/tenantFields/tenantFields.ts';
import { lengthOf } from '../shared/documents/documentChecks.ts';
import { recordScheme } from '../shared/ids.ts';
import type { FieldsOfTenants } from '../shared/knownFields.ts';
import { momentText, monthText } from '../shared/texts/localTexts.ts';
import { inlineCode, markdownText, oneLine } from '../shared/texts/plainText.ts';

/** The maximum length of a document with hovers, because finding the path takes 40 ms per million characters. */
const maxLength = 2_000_000;

/** What a hover has to know about a document. */
export interface HoverSource {
  /** The operation whose response a document shows. For a record, it is Get. */
  readonly operation: OperationId | undefined;
  readonly tenant: string | undefined;
  /** The time zone of the dates in the document; undefined if it is unknown. */
  readonly timeZone: string | undefined;
  readonly fields: FieldsOfTenants;
}

/** A hover that shows the JSON pointer of a value, as payload tests use it, and explains the field. */
export function fieldHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  { operation, tenant, timeZone, fields }: HoverSource,
): vscode.Hover | undefined {
  const isRecord = document.uri.scheme === recordScheme;
  const schema = isRecord ? customerRecord : operation && operations[operation].response.schema();
  if (!schema || lengthOf(document) > maxLength) return undefined;
  const text = document.getText();
  const offset = document.offsetAt(position);
  const path = pathAt(text, offset);
  if (!path) return undefined;
  const month = path.at(-1) === 'month' ? zeroBasedMonthAt(text, offset) : undefined;
  const counted =
    month === undefined ? '' : vscode.l10n.t('{0} is {1}. Kapture counts months from 0.', month, monthText(month));
  const inRecord = isRecord ? recordPath(path) : operation && pathInRecord(operation, path);
  const isOther = inRecord?.length && typeof path.at(-1) === 'string';
  const field = fieldAt(schema, path) ?? (isOther ? otherField(inRecord) : undefined);
  const explained = field ? `**${markdownText(oneLine(String(path.at(-1))))}**\n\n${fieldMarkdown(field)}` : '';
  const known = tenant === undefined ? undefined : fields.of(tenant);
  const learned = (inRecord?.length && known?.hoverOf(operation ?? 'get', inRecord)) || '';
  // The pointer is known only in the first part of a long response.
  const where = /^part=[1-9]/.test(document.uri.query) ? '' : inlineCode(pointerOf(path), 300);
  const date = dateIn(document.lineAt(position).text, String(path.at(-1)), timeZone);
  const texts = [counted, date, explained, learned, where]
    .filter(Boolean)
    .map((each) => new vscode.MarkdownString(each));
  return texts.length ? new vscode.Hover(texts) : undefined;
}

/**
 * The date and time in a line of a formatted document, which has one property, in a readable form. Milliseconds are a
 * date only under the name of one, because IDs have as many digits.
 */
function dateIn(line: string, name: string, timeZone: string | undefined): string {
  const [, quoted, digits] = /: (?:"([^"\\]{12,30})"|(\d{12,14})),?$/.exec(line) ?? [];
  const text = quoted ?? digits ?? '';
  const isDate = /:/.test(text) || (timeZone !== undefined && /(?:date|time)$/i.test(name));
  const moment = isDate ? readDateOrDigits(text, timeZone ?? defaultTimeZone) : undefined;
  if (moment === undefined) return '';
  const zone = timeZone ?? vscode.l10n.t('time zone of the tenant');
  return markdownText(vscode.l10n.t('{0} ({1})', momentText(moment), zone));
}

/**
 * The schema at a path. An array index is ignored if the schema has no `items`, because Kapture's brackets are
 * optional.
 */
function fieldAt(schema: FieldSchema, path: readonly (string | number)[]): FieldSchema | undefined {
  if (typeof path.at(-1) === 'number') return undefined;
  let at: FieldSchema | undefined = schema;
  for (const step of path) at = typeof step === 'number' ? (at?.items ?? at) : propertyOf(at, step);
  return at;
}

/** A property of a schema. Only own properties count, because every object also has a `constructor`. */
function propertyOf(schema: FieldSchema | undefined, name: string): FieldSchema | undefined {
  const properties = schema?.properties;
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}
