import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { tenantHost } from '../../kapture/connection/tenant.ts';
import { fieldChanges } from '../../kapture/tenantFields/fieldChanges.ts';
import { allOf, type Learning } from '../../kapture/tenantFields/learning.ts';
import type { FieldLabels } from '../../kapture/tenantFields/fieldLabels.ts';
import {
  documentedRecord,
  fieldsOf,
  isOwn,
  pathText,
  taughtBy,
  type TenantField,
} from '../../kapture/tenantFields/tenantFields.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { numberText, whenText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { changeLine } from './changeTexts.ts';
import { shapesText, shareText, typesOf } from './seenTexts.ts';
import type { TenantSchema } from './learned.ts';

/** The widest a column of names can be, so that a line fits beside a side bar at 1280 pixels. */
const maxNameLength = 44;

/** The schema of a tenant as text: the fields of its records, in a table for each operation that returns them. */
export function schemaText({ tenant, name, learning, labels }: TenantSchema): string {
  // A sandbox has no host.
  const host = tenantHost(tenant);
  const sections = taughtBy.map((operation) => sectionText(operation, learning[operation], labels));
  const lines = [
    `# ${l10n.t('Schema of {0}', oneLine(name, 60))}`,
    '',
    ...(host === undefined ? [] : [oneLine(host)]),
    ...linesOf(l10n.t('Learned from the records that were examined: names, types and counts. Values are not stored.')),
    l10n.t("+ A field that Kapture's documentation does not mention."),
    ...sections.flatMap((section) => ['', ...section]),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionText(operation: OperationId, learning: Learning | undefined, labels: FieldLabels): string[] {
  const title = `## ${operationTitle(operation)}`;
  if (!learning) return [title, '', emptyText(operation)];
  const records = allOf(learning);
  const fields = fieldsOf(documentedRecord(operation), records);
  // The tenant's own fields are first, because the others are documented elsewhere.
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
    ...changeLines(learning),
    '',
    ...tableOf(seen, labels),
    ...(unseen.length ? ['', ...linesOf(l10n.t('Documented, but not seen: {0}', unseen.join(', ')))] : []),
  ];
}

/** A text in lines, because the document is not wrapped. */
function linesOf(text: string): string[] {
  return text.match(/\S.{0,79}(?!\S)|\S+/g) ?? [];
}

/** What has changed between the latest records and those before them. */
function changeLines(learning: Learning): string[] {
  return fieldChanges(learning).map((change) => changeLine(change, learning.current.examined));
}

/** `attr2` comes before `attr10`. */
function inOrder(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function emptyText(operation: OperationId): string {
  return operations[operation].response.records?.form === 'list'
    ? l10n.t('No pulled customers were examined yet. Pull customers by date range.')
    : l10n.t('No records have been examined yet. Send a {0} request.', operationTitle(operation));
}

interface Cells {
  readonly name: string;
  readonly present: string;
  readonly filled: string;
  readonly types: string;
  readonly shapes: string;
}

function tableOf(fields: readonly TenantField[], labels: FieldLabels): string[] {
  const header = {
    name: `  ${l10n.t('Field')}`,
    present: l10n.t('Present'),
    filled: l10n.t('With a value'),
    types: l10n.t('Types'),
    shapes: l10n.t('Values look like'),
  };
  const rows = [header, ...fields.map((field) => cellsOf(field, labels))];
  const widthOf = (column: keyof Cells): number => Math.max(...rows.map((row) => [...row[column]].length));
  const widths = {
    name: widthOf('name'),
    present: widthOf('present'),
    filled: widthOf('filled'),
    types: widthOf('types'),
  };
  return rows.map(({ name, present, filled, types, shapes }) =>
    [
      padEnd(name, widths.name),
      padStart(present, widths.present),
      padStart(filled, widths.filled),
      padEnd(types, widths.types),
      shapes,
    ]
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(field: TenantField, labels: FieldLabels): Cells {
  const { path, of } = field;
  const learned = field.learned!;
  const text = pathText(path);
  const label = labels.get(text);
  // Names of a server cannot look like other lines, because each line has a mark.
  const named = label === undefined ? oneLine(text, maxNameLength) : `${oneLine(text, 30)} · ${oneLine(label, 30)}`;
  return {
    name: `${isOwn(field) ? '+' : ' '} ${named}`,
    present: shareText(learned.seen, of),
    filled: shareText(learned.filled, of),
    types: typesOf(learned).join(', '),
    shapes: shapesText(learned, 2),
  };
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - [...text].length)) + text;
}

/** The code lenses above a schema: its exports, labels, and how to forget it. */
export function schemaLenses(tenant: string): vscode.CodeLens[] {
  const range = new vscode.Range(0, 0, 0, 0);
  return [
    commandLink('kapture.exportTenantSchema', withIcon('json', l10n.t('JSON Schema')), tenant, 'json-schema'),
    commandLink('kapture.exportTenantSchema', withIcon('globe', l10n.t('OpenAPI 3.1')), tenant, 'open-api'),
    commandLink('kapture.labelField', withIcon('tag', l10n.t('Label Field…'))),
    commandLink('kapture.forgetTenantFields', withIcon('trash', l10n.t('Forget…')), tenant),
  ].map((command) => new vscode.CodeLens(range, command));
}

/** The path of the field in a line of a schema's text; undefined for any other line. */
export function fieldInLine(line: string): string | undefined {
  const field = /^[+ ] (.+?)(?: · .*?)? {2,}[<\d]/.exec(line)?.[1];
  // A name that was cut is not the name of the field.
  return field?.endsWith('…') ? undefined : field;
}
