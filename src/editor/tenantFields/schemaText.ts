import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { tenantHost } from '../../kapture/connection/tenant.ts';
import {
  jsonTypes,
  pathText,
  type JsonType,
  type LearnedField,
  type LearnedRecords,
} from '../../kapture/tenantFields/learnedRecords.ts';
import {
  documentedRecord,
  fieldsOf,
  isOwn,
  taughtBy,
  type TenantField,
  type TenantLearning,
} from '../../kapture/tenantFields/tenantFields.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { fieldsScheme } from '../shared/ids.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { numberText, whenText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** Everything that is known about a tenant's records, and the name of the tenant. */
export interface TenantSchema {
  readonly tenant: string;
  /** The name of a connection to the tenant, or its host. */
  readonly name: string;
  readonly learning: TenantLearning;
}

/** The URI of the document with a tenant's schema. `name` is only for display. */
export function fieldsUri(tenant: string, name: string): vscode.Uri {
  const title = vscode.l10n.t('Schema of {0}', name.replace(/[/\\]/g, ' '));
  return vscode.Uri.from({ scheme: fieldsScheme, path: `/${title}.kapture-fields`, query: tenant });
}

export function tenantOfFields({ query }: vscode.Uri): string {
  return query;
}

/** The maximum width of a column of names, so that a line fits beside a side bar at 1280 pixels. */
const maxNameLength = 44;

/** The schema of a tenant as text: the fields of its records, in a table for each operation that returns them. */
export function schemaText({ tenant, name, learning }: TenantSchema): string {
  // A sandbox has no host, so the line is omitted.
  const host = tenantHost(tenant);
  const sections = taughtBy.map((operation) => sectionText(operation, learning[operation]));
  const lines = [
    `# ${l10n.t('Schema of {0}', oneLine(name, 60))}`,
    '',
    ...(host === undefined ? [] : [oneLine(host)]),
    ...linesOf(l10n.t('Learned from the records that were examined: names, types and counts. Values are not stored.')),
    l10n.t("+ A field that Kapture's documentation does not describe."),
    ...sections.flatMap((section) => ['', ...section]),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionText(operation: OperationId, records: LearnedRecords | undefined): string[] {
  const title = `## ${operationTitle(operation)}`;
  if (!records) return [title, '', emptyText(operation)];
  const fields = fieldsOf(documentedRecord(operation), records);
  // The tenant's own fields come first, because the others are documented elsewhere.
  const own = fields.filter(isOwn).toSorted((one, other) => inOrder(pathText(one.path), pathText(other.path)));
  const seen = [...own, ...fields.filter((field) => field.learned && !isOwn(field))];
  const unseen = fields.filter(({ learned }) => !learned).map(({ path }) => pathText(path));
  return [
    title,
    '',
    records.examined === 1
      ? l10n.t('1 record examined, last on {0}', whenText(records.until, 'short'))
      : l10n.t('{0} records examined, last on {1}', numberText(records.examined), whenText(records.until, 'short')),
    ...(records.isCut
      ? [l10n.t('Some fields are not listed, because there are too many or their names look like values.')]
      : []),
    '',
    ...tableOf(seen),
    ...(unseen.length ? ['', ...linesOf(l10n.t('Documented, but not seen: {0}', unseen.join(', ')))] : []),
  ];
}

/** A text on several lines, because the document does not wrap lines. */
function linesOf(text: string): string[] {
  return text.match(/\S.{0,79}(?!\S)|\S+/g) ?? [];
}

/** Compares names so that `attr2` precedes `attr10`. */
function inOrder(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function emptyText(operation: OperationId): string {
  return operation === 'pull'
    ? l10n.t('No pulled customers were examined yet. Pull customers by date range.')
    : l10n.t('No records have been examined yet. Send a {0} request.', operationTitle(operation));
}

interface Cells {
  readonly name: string;
  readonly present: string;
  readonly filled: string;
  readonly types: string;
}

function tableOf(fields: readonly TenantField[]): string[] {
  const header = {
    name: `  ${l10n.t('Field')}`,
    present: l10n.t('Present'),
    filled: l10n.t('With a value'),
    types: l10n.t('Types'),
  };
  const rows = [header, ...fields.map((field) => cellsOf(field))];
  const widthOf = (column: keyof Cells): number => Math.max(...rows.map((row) => [...row[column]].length));
  const widths = {
    name: widthOf('name'),
    present: widthOf('present'),
    filled: widthOf('filled'),
  };
  return rows.map(({ name, present, filled, types }) =>
    [padEnd(name, widths.name), padStart(present, widths.present), padStart(filled, widths.filled), types]
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(field: TenantField): Cells {
  const { path, of } = field;
  const learned = field.learned!;
  return {
    // Names of a server cannot look like other lines, because each line has a mark.
    name: `${isOwn(field) ? '+' : ' '} ${oneLine(pathText(path), maxNameLength)}`,
    present: shareText(learned.seen, of),
    filled: shareText(learned.filled, of),
    types: typesOf(learned).join(', '),
  };
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - [...text].length)) + text;
}

/** The code lenses above a schema: its exports. */
export function schemaLenses(tenant: string): vscode.CodeLens[] {
  const range = new vscode.Range(0, 0, 0, 0);
  return [
    commandLink('kapture.exportTenantSchema', withIcon('json', l10n.t('JSON Schema')), tenant, 'json-schema'),
    commandLink('kapture.exportTenantSchema', withIcon('globe', l10n.t('OpenAPI 3.1')), tenant, 'open-api'),
  ].map((command) => new vscode.CodeLens(range, command));
}

/** A share as a percentage. It is 100% only for all, and 0% only for none. */
export function shareText(count: number, of: number): string {
  if (!of || !count) return percentText(0);
  const share = count / of;
  if (share < 0.01) return `<${nonBreaking(percentText(0.01))}`;
  return percentText(count >= of ? 1 : Math.min(0.99, share));
}

function percentText(share: number): string {
  return numberText(share, { style: 'percent', maximumFractionDigits: 0 });
}

function nonBreaking(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** The JSON types of a field, the most frequent first. */
export function typesOf({ types }: LearnedField): JsonType[] {
  return jsonTypes.filter((type) => types[type]).sort((one, other) => types[other]! - types[one]!);
}

/** How often a field of a customer was seen. */
export function seenText({ seen }: LearnedField, of: number, name: string): string {
  const share = shareText(seen, of);
  return of === 1
    ? l10n.t('Seen in the one examined customer of {0}', name)
    : l10n.t('Seen in {0} of {1} examined customers of {2}', share, numberText(of), name);
}
