import path from 'node:path';
import * as vscode from 'vscode';
import { writeForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import { checkMapping } from '../../kapture/bulk/mappings/checkMapping.ts';
import { problemOfIdentifier } from '../../kapture/bulk/plans/identifiers.ts';
import { makePlan } from '../../kapture/bulk/planning/makePlan.ts';
import { isForColumns, isIgnored, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { mappingPathOf, writeMappingFile } from '../../kapture/bulk/mappings/mappingFile.ts';
import { ownFields } from '../../kapture/bulk/mappings/ownFields.ts';
import { inspectTable, tableRows } from '../../kapture/bulk/tables/readTable.ts';
import { readRows } from '../../kapture/bulk/mappings/readRows.ts';
import { suggestMapping } from '../../kapture/bulk/mappings/suggestMapping.ts';
import type { Table, TableSource } from '../../kapture/bulk/tables/table.ts';
import { TableError } from '../../kapture/bulk/tables/tableError.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { nameWithRole } from '../shared/texts/nameWithRole.ts';
import { showError } from '../shared/questions/messages.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { UserError } from '../shared/questions/userError.ts';
import { explained, isCancellation } from './explainBulk.ts';
import { pickMapping } from './mappingPicker.ts';
import { MappingUses } from './mappingUses.ts';
import { resolvePlanTarget } from './resolvePlanTarget.ts';
import type { BulkPorts } from './ports.ts';
import type { BulkServices } from './services.ts';
import { savedMapping, saveMapping } from './savedMapping.ts';
import { showNewPlan } from './showNewPlan.ts';

/** Asks for a table file unless one is given, and makes a plan of its rows. */
export async function importFile(given: vscode.Uri | undefined, services: BulkServices): Promise<void> {
  const file = given ?? (await pickFile());
  if (!file) return;
  if (file.scheme !== 'file')
    throw new UserError(vscode.l10n.t('Only files on this machine can be imported. Save a copy of the file first.'));
  await importTable({ path: file.fsPath }, services);
}

/** Makes a plan of cells that were copied from a spreadsheet. */
export async function importClipboard(services: BulkServices): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (!text.trim())
    throw new UserError(
      vscode.l10n.t('The clipboard is empty. Copy cells with their header row from a spreadsheet first.'),
    );
  await importTable({ text, name: vscode.l10n.t('Clipboard') }, services);
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Add or Update Customers from File'),
      openLabel: vscode.l10n.t('Import'),
      // Requests and mappings are JSON files too, so JSON is a separate entry.
      filters: {
        [vscode.l10n.t('Tables')]: ['csv', 'tsv', 'txt', 'jsonl', 'ndjson', 'parquet'],
        JSON: ['json'],
      },
    })) ?? [];
  return file;
}

async function importTable(source: TableSource, services: BulkServices): Promise<void> {
  const { ports } = services;
  const connection = await ports.targets.resolveConnection();
  if (!connection) return;
  try {
    const file = source.path === undefined ? undefined : vscode.Uri.file(mappingPathOf(source.path));
    const saved = file && (await savedMapping(file));
    const table = await withProgress(vscode.l10n.t('Reading the table'), (signal) =>
      inspectTable(source, { signal, encoding: saved?.encoding, delimiter: saved?.delimiter }),
    );
    const mapping = await mappingFor(table, { file, saved }, connection, ports);
    if (mapping) await planTable(table, mapping, connection, services);
  } catch (error) {
    if (!TableError.is(error) || isCancellation(error)) throw explained(error);
    ports.log.error('import', error);
    void showTableError(error, source, ports);
  }
}

/** Shows why a table cannot be read, with its name, and opens it at the line that is wrong. */
async function showTableError({ problem, line }: TableError, source: TableSource, { log }: BulkPorts): Promise<void> {
  const sentence = vscode.l10n.t('{0}: {1}', oneLine(nameOf(source), 80), problemText(problem));
  const file = source.path;
  if (line === undefined || file === undefined) return showError(log, sentence);
  await showError(log, sentence, {
    title: vscode.l10n.t('Open at Line {0}', line),
    run: () => {
      const start = new vscode.Position(line - 1, 0);
      return vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(start, start) });
    },
  });
}

/**
 * The mapping of a table: that of the file beside it if it has the same columns and was used with the tenant, else the
 * one that the user confirms. Tables of several formats can have the same file.
 */
async function mappingFor(
  table: Table,
  { file, saved }: { readonly file: vscode.Uri | undefined; readonly saved: Mapping | undefined },
  connection: Connection,
  ports: BulkPorts,
): Promise<Mapping | undefined> {
  const forms = writeForms(connection);
  const lookup = (await lookupsFor(table, connection, ports))();
  const columns = table.columns.map(({ name }) => name);
  const isUsable =
    saved !== undefined &&
    !problemOfIdentifier(connection, saved.identifyBy) &&
    !checkMapping(saved, forms, { columns, lookup }).some(({ isWarning }) => !isWarning);
  const hasSameColumns = saved !== undefined && isForColumns(saved, columns);
  const uses = new MappingUses(ports.state);
  let mapping = saved;
  const isKnown = mapping && file && uses.isKnown(file, connection.tenant, ownFields(mapping, forms));
  if (!mapping || !isUsable || !hasSameColumns || !isKnown) {
    const name = oneLine(connection.name, 40);
    const hint = hintOf(name, { hasOtherColumns: saved !== undefined && !hasSameColumns, isNew: isUsable && !isKnown });
    mapping = await pickMapping(saved ?? suggestMapping(table.columns, forms), {
      table,
      forms,
      lookup,
      title: vscode.l10n.t('{0} → {1}', nameOf(table.source), nameWithRole(name, connection)),
      ...(hint !== undefined && { hint }),
    });
    if (!mapping) return undefined;
    const problem = problemOfIdentifier(connection, mapping.identifyBy);
    if (problem) throw new UserError(problemText(problem));
    if (file) await saveMapping(file, mapping, ports);
  }
  if (file) await uses.add(file, connection.tenant, ownFields(mapping, forms));
  return mapping;
}

/** What is new about the table or the tenant that a saved mapping is to be used with; undefined if nothing is. */
function hintOf(
  connection: string,
  { hasOtherColumns, isNew }: { readonly hasOtherColumns: boolean; readonly isNew: boolean },
): string | undefined {
  if (hasOtherColumns && isNew)
    return vscode.l10n.t(
      'This mapping was saved for a table with other columns, and has not been used with the tenant of {0}. Check it first',
      connection,
    );
  if (hasOtherColumns) return vscode.l10n.t('This mapping was saved for a table with other columns. Check it first');
  return isNew
    ? vscode.l10n.t('This mapping has not been used with the tenant of {0}. Check it first', connection)
    : undefined;
}

/** Returns the values of variables for each row. */
function lookupsFor(
  { source }: Table,
  connection: Connection,
  { variables }: BulkPorts,
): Promise<() => VariableLookup> {
  const document =
    source.path === undefined
      ? vscode.Uri.from({ scheme: 'untitled', path: source.name })
      : vscode.Uri.file(source.path);
  return variables.lookupsFor(document, connection);
}

async function planTable(
  table: Table,
  mapping: Mapping,
  connection: Connection,
  services: BulkServices,
): Promise<void> {
  const { ports } = services;
  const found = await resolvePlanTarget(connection, ports);
  if (!found) return;
  const { source } = table;
  const lookups = await lookupsFor(table, connection, ports);
  await showNewPlan(vscode.l10n.t('Planning {0}', nameOf(source)), found, services, (options) =>
    makePlan(
      {
        connection: found.target.connection,
        identifier: mapping.identifyBy,
        title: nameOf(source),
        ...(source.path === undefined
          ? { mapping: writeMappingFile(mapping) }
          : { file: { path: source.path, sha256: table.sha256 } }),
        columns: table.columns.map(({ name }) => name),
        ignoredColumns: table.columns.length - mapping.columns.filter((column) => !isIgnored(column)).length,
      },
      readRows(tableRows(table, options.signal), { table, mapping, forms: writeForms(connection) }, lookups),
      options,
    ),
  );
}

function nameOf(source: TableSource): string {
  return source.path === undefined ? source.name : path.basename(source.path);
}
