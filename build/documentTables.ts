import {
  contactRecord,
  customerRecord,
  updatePlaces,
  type UpdatePlace,
} from '../src/kapture/catalogue/customer/customerRecord.ts';
import type { Failure } from '../src/kapture/catalogue/form.ts';
import { documentedFor, failureReasons, failures, type FailureReason } from '../src/kapture/catalogue/failures.ts';
import { dialectsOf, formOf } from '../src/kapture/catalogue/forms.ts';
import { formSections, operationTable, unknownTable } from './operationTables.ts';
import { operationIds, operations, requestSuffix, type OperationId } from '../src/kapture/catalogue/registry.ts';
import type { FieldSchema, ObjectSchema } from '../src/kapture/catalogue/vocabulary.ts';
import {
  columnsByModule,
  exportColumns,
  maxContactColumns,
  spreadsheetColumns,
  type ExportColumn,
} from '../src/kapture/exports/exportColumns.ts';
import { allContributions } from '../src/editor/allContributions.ts';
import { exitCodeTable } from '../src/cli/shared/exitCodes.ts';
import { faults } from '../src/sandbox/faults.ts';
import { commandLists, connectionTable, settingsTable, table, type ListedManifest } from './manifestTables.ts';
import { withTexts } from './manifestTexts.ts';

/** The tables of each page of the manual, by the names of their places: `<!-- name -->` to `<!-- /name -->`. */
const tablesOfPages: Readonly<Record<string, Readonly<Record<string, (manifest: ListedManifest) => string>>>> = {
  'docs/requests.md': { files: fileTable },
  'docs/kapture-api.md': {
    operations: operationTable,
    fields: formSections,
    record: recordTables,
    unknown: unknownTable,
  },
  'docs/documented-failures.md': { failures: failureTable },
  'docs/settings.md': { settings: settingsTable, connection: connectionTable },
  'docs/commands.md': { commands: (manifest) => commandLists(manifest, allContributions) },
  'docs/editing-customers.md': { places: placeTable },
  'docs/exports.md': {
    columns: () => columnTable(exportColumns),
    tickets: () => columnTable(columnsByModule.ticket.all, columnsByModule.ticket.csv),
  },
  'docs/sandbox.md': { faults: faultTable },
  'docs/cli.md': { exits: exitTable },
};

/** The pages that have generated tables, as paths from the root of the repository. */
export const pagesWithTables = Object.keys(tablesOfPages);

/**
 * A page with its tables as they follow from the catalogue and the manifest. Throws if the page lacks the comments of a
 * table.
 */
export function withTables(
  page: string,
  text: string,
  manifest: object,
  texts: Readonly<Record<string, string>>,
): string {
  const listed = withTexts(manifest, texts) as ListedManifest;
  return Object.entries(tablesOfPages[page]!).reduce((written, [name, tableOf]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(written)) throw new Error(`${page} has no place for the table "${name}".`);
    return written.replace(place, (_all, open: string, close: string) => `${open}${tableOf(listed)}\n${close}`);
  }, text);
}

/** What the names of request files end with. */
function fileTable(): string {
  return table(
    ['File name', 'Operation'],
    operationIds.map((id) => [`\`anything${requestSuffix(id)}\``, operations[id].title]),
  );
}

/** A customer as Pull and Get send it, and a contact of it. */
function recordTables(): string {
  return [customerRecord, contactRecord]
    .map((record: ObjectSchema) => `### ${record.title} record\n\n${record.description}\n\n${recordTable(record)}`)
    .join('\n\n');
}

function recordTable({ properties }: ObjectSchema): string {
  const typesOf = ({ type = '' }: FieldSchema): string => [type].flat().join(' or ');
  return table(
    ['Field', 'Documented type', 'Type', 'Meaning'],
    Object.entries(properties).map(([name, field]) => [
      `\`${name}\``,
      field.documentedType ?? '',
      typesOf(field),
      field.description,
    ]),
  );
}

function failureTable(): string {
  const rows = failureReasons.map((reason) => {
    const { when, status, message, isMostlyInferred }: Failure = failures[reason];
    const ids = documentedFor(reason);
    const all = isMostlyInferred ? 'all (mostly inferred)' : 'all';
    return [
      ids.length === operationIds.length ? all : ids.map((id) => operationWithDialects(id, reason)).join(', '),
      when,
      isMostlyInferred ? `${status} (inferred)` : String(status ?? 'not stated'),
      `\`${message.trim()}\``,
    ];
  });
  return table(['Operation', 'When', 'HTTP', 'Kapture says'], rows);
}

/** An operation, with the dialects that document a failure if it has several. */
function operationWithDialects(id: OperationId, reason: FailureReason): string {
  const dialects = dialectsOf(id);
  const own = dialects.filter((dialect) => reason in formOf(id, dialect).failures);
  const names = own.map((dialect) => `\`${dialect}\``).join(', ');
  return dialects.length > 1 ? `${operations[id].title} (${names})` : operations[id].title;
}

/** Where an edited customer's fields are read from. */
function placeTable(): string {
  return table(
    ['Field of Update', 'Read from'],
    Object.entries<UpdatePlace>(updatePlaces).map(([field, { source, property }]) => [
      `\`${field}\``,
      source === 'contact' ? `\`${property}\` of the primary contact` : `\`${property}\``,
    ]),
  );
}

/**
 * The columns that records can be exported in; those of the first contact, and of the first attribute, stand for all.
 */
export function columnTable(columns: readonly ExportColumn[], selected = spreadsheetColumns): string {
  return table(
    ['Column', 'Content', 'Type in Parquet', 'Selected for CSV'],
    columns
      .filter(({ place = 1 }) => place === 1)
      .map(({ name, title, type, place }) => [
        place === undefined ? `\`${name}\`` : `\`${name}\` … \`${name.replace('1', String(lastPlaceOf(name)))}\``,
        title.replace('{0}', '1'),
        type === 'moment' ? 'timestamp' : type,
        selected.some((column) => column.name === name) ? selectedPlaces(name, selected) : '',
      ]),
  );
}

function lastPlaceOf(name: string): number {
  return name.startsWith('contact') ? maxContactColumns : 15;
}

function selectedPlaces(name: string, selected: readonly ExportColumn[]): string {
  const places = selected.filter((column) => column.name.replace(/\d+/, '1') === name).length;
  return places === 1 ? 'yes' : `the first ${places}`;
}

function faultTable(): string {
  return table(
    ['`--fault`', 'In the editor', 'What the sandbox does'],
    faults.map(({ id, title, description }) => [`\`${id}\``, title, description]),
  );
}

function exitTable(): string {
  return table(
    ['Exit code', 'Meaning'],
    exitCodeTable.map(({ code, meaning }) => [String(code), meaning]),
  );
}
