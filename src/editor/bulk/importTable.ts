import path from 'node:path';
import * as vscode from 'vscode';
import type { PlanTarget } from '../../kapture/bulk/lookups/planTarget.ts';
import { checkMapping } from '../../kapture/bulk/mappings/checkMapping.ts';
import { writeForms, isForColumns, isIgnored, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { mappingPathOf, writeMappingFile } from '../../kapture/bulk/mappings/mappingFile.ts';
import { readRows } from '../../kapture/bulk/mappings/rowReader.ts';
import { suggestMapping } from '../../kapture/bulk/mappings/suggestMapping.ts';
import { createPlan, type CreatePlanOptions } from '../../kapture/bulk/planning/createPlan.ts';
import { fieldOfIdentifier, problemOfIdentifier } from '../../kapture/bulk/plans/identifiers.ts';
import { tableProgress } from '../../kapture/bulk/planProgress.ts';
import { inspectTable, tableRows } from '../../kapture/bulk/tables/readTable.ts';
import { TableError, type Table, type TableRow, type TableSource } from '../../kapture/bulk/tables/table.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { isMask, plainValue } from '../../kapture/update/fieldValue.ts';
import { substitute, type VariableLookup } from '../../kapture/variables/variables.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { confirmAction, namesText } from '../shared/dialogs/confirmAction.ts';
import { UserError, showError } from '../shared/dialogs/messages.ts';
import { withProgress } from '../shared/dialogs/progress.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { nameWithRole } from '../shared/texts/connectionTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { explained, isCancellation, progressText } from './planTexts.ts';
import { askValue, pickField } from './fieldPicker.ts';
import { savedMapping, saveMapping } from './mappingFiles.ts';
import { pickMapping } from './mappingPicker.ts';
import type { BulkContext, PlanPlace } from './plans.ts';
import { connectionOfPlan, resolvePlanTarget } from './runs.ts';

/** Creates a plan of the rows of a table: the given one, the one in the active editor, or one the user selects. */
export async function importFile(given: vscode.Uri | undefined, place: PlanPlace): Promise<void> {
  const file = given ?? activeTable() ?? (await pickFile());
  if (!file) return;
  if (file.scheme !== 'file')
    throw new UserError(vscode.l10n.t('Only files on this machine can be imported. Save a copy of the file first.'));
  const isEdited = vscode.workspace.textDocuments.some(
    ({ uri, isDirty }) => isDirty && uri.toString() === file.toString(),
  );
  if (isEdited)
    throw new UserError(
      vscode.l10n.t('“{0}” has unsaved changes. Save it first.', oneLine(path.basename(file.path), 40)),
    );
  await importTable({ path: file.fsPath }, place);
}

const tableExtensions = ['csv', 'tsv', 'txt', 'jsonl', 'ndjson'];

/** The table file in the active editor. A text file does not count, because few of them are tables. */
function activeTable(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom)) return undefined;
  const extension = path.extname(input.uri.path).slice(1).toLowerCase();
  return extension !== 'txt' && tableExtensions.includes(extension) ? input.uri : undefined;
}

/** Creates a plan of cells that were copied from a spreadsheet. */
export async function importClipboard(place: PlanPlace): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (!text.trim())
    throw new UserError(
      vscode.l10n.t('The clipboard is empty. Copy cells with their header row from a spreadsheet first.'),
    );
  await importTable({ text, name: vscode.l10n.t('Clipboard') }, place);
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Add or Update Customers from File'),
      openLabel: vscode.l10n.t('Import'),
      // Requests and mappings are JSON files too, so JSON is a separate entry.
      filters: {
        [vscode.l10n.t('Tables')]: tableExtensions,
        JSON: ['json'],
      },
    })) ?? [];
  return file;
}

async function importTable(source: TableSource, place: PlanPlace): Promise<void> {
  const { context } = place;
  const connection = await context.targets.resolveConnection();
  if (!connection) return;
  try {
    const file = source.path === undefined ? undefined : vscode.Uri.file(mappingPathOf(source.path));
    const saved = file && (await savedMapping(file));
    const table = await readTable(source);
    if (!table) return;
    const mapping = await mappingFor(table, { file, saved }, connection, context);
    if (mapping) await planTable(table, mapping, connection, place);
  } catch (error) {
    if (!TableError.is(error) || isCancellation(error)) throw explained(error);
    context.log.error('import', error);
    void showTableError(error, source, context);
  }
}

/** Reads a table, as Windows-1252 only if the user confirms it. Undefined if the user declines. */
async function readTable(source: TableSource): Promise<Table | undefined> {
  const read = (acceptsWindows1252: boolean): Promise<Table> =>
    withProgress(vscode.l10n.t('Reading the table'), (signal, report) =>
      inspectTable(source, {
        signal,
        acceptsWindows1252,
        onBytes: tableProgress((progress) => report(progressText(progress))),
      }),
    );
  try {
    return await read(false);
  } catch (error) {
    if (!TableError.is(error, 'windows-1252')) throw error;
    const samples = namesText(error.samples.map((sample) => oneLine(sample, 80)));
    const isConfirmed = await confirmAction(
      vscode.l10n.t('“{0}” is not UTF-8. Read it as Windows-1252?', oneLine(nameOf(source), 40)),
      vscode.l10n.t('It would have these values. Continue only if they are correct.\n\n{0}', samples),
      vscode.l10n.t('Read as Windows-1252'),
      vscode.l10n.t("Don't Import"),
    );
    return isConfirmed ? read(true) : undefined;
  }
}

/** Shows why a table cannot be read, with its name, and opens it at the line that is wrong. */
async function showTableError({ problem, line }: TableError, source: TableSource, { log }: BulkContext): Promise<void> {
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
 * The mapping of a table: that of the file beside it if it has the same columns, else the one that the user confirms.
 * Tables of several formats can have the same file.
 */
async function mappingFor(
  table: Table,
  { file, saved }: { readonly file: vscode.Uri | undefined; readonly saved: Mapping | undefined },
  connection: Connection,
  context: BulkContext,
): Promise<Mapping | undefined> {
  const forms = writeForms(connection);
  const lookup = (await lookupsFor(table, connection, context))();
  const columns = table.columns.map(({ name }) => name);
  const hasSameColumns = saved !== undefined && isForColumns(saved, columns);
  const isUsable =
    hasSameColumns &&
    !problemOfIdentifier(connection, saved.matchBy) &&
    !checkMapping(saved, forms, { columns, lookup }).some(({ isWarning }) => !isWarning);
  if (isUsable) return saved;
  const name = oneLine(connection.name, 40);
  const mapping = await pickMapping(saved ?? suggestMapping(table.columns, forms), {
    table,
    forms,
    lookup,
    title: vscode.l10n.t('{0} → {1}', nameOf(table.source), nameWithRole(name, connection)),
    ...(saved &&
      !hasSameColumns && {
        hint: vscode.l10n.t('This mapping was saved for a table with other columns. Check it first'),
      }),
  });
  if (!mapping) return undefined;
  const problem = problemOfIdentifier(connection, mapping.matchBy);
  if (problem) throw new UserError(problemText(problem));
  if (file) await saveMapping(file, mapping, context);
  return mapping;
}

/** Returns the values of variables for each row. */
function lookupsFor(
  { source }: Table,
  connection: Connection,
  { variables }: BulkContext,
): Promise<() => VariableLookup> {
  const document =
    source.path === undefined
      ? vscode.Uri.from({ scheme: 'untitled', path: source.name })
      : vscode.Uri.file(source.path);
  return variables.lookupsFor(document, connection);
}

async function planTable(table: Table, mapping: Mapping, connection: Connection, place: PlanPlace): Promise<void> {
  const { context } = place;
  const found = await resolvePlanTarget(connection, context);
  if (!found) return;
  const { source } = table;
  const lookups = await lookupsFor(table, connection, context);
  await showNewPlan(vscode.l10n.t('Planning {0}', nameOf(source)), found, place, (options) =>
    createPlan(
      {
        connection: found.target.connection,
        identifier: mapping.matchBy,
        title: nameOf(source),
        ...(source.path === undefined
          ? { mapping: writeMappingFile(mapping) }
          : { file: { path: source.path, sha256: table.sha256 } }),
        columns: table.columns.map(({ name }) => name),
        ignoredColumns: table.columns.length - mapping.columns.filter((column) => !isIgnored(column)).length,
      },
      readRows(tableRows(table, options.signal), { table, mapping, forms: writeForms(connection) }, lookups),
      { ...options, total: table.rows },
    ),
  );
}

function nameOf(source: TableSource): string {
  return source.path === undefined ? source.name : path.basename(source.path);
}

type NewPlanOptions = PlanTarget & Required<Pick<CreatePlanOptions, 'store' | 'signal' | 'onCreated' | 'onProgress'>>;

/**
 * Creates a plan with a target, and shows it. If that fails, a plan with all rows of the table is shown anyway, because
 * its lookups can be resumed. A plan without all rows is useless, so it is deleted.
 */
async function showNewPlan(
  title: string,
  found: PlanTarget,
  place: PlanPlace,
  make: (options: NewPlanOptions) => Promise<number>,
): Promise<void> {
  const { plans, show } = place;
  const { store } = plans;
  let created: number | undefined;
  try {
    const plan = await withProgress(title, (signal, report) =>
      make({
        ...found,
        store,
        signal,
        onCreated: (id) => (created = id),
        onProgress: (progress) => report(progressText(progress)),
      }),
    );
    await show(plan);
  } catch (error) {
    if (created !== undefined) await keepOrDelete(created, place);
    throw error;
  }
}

/** A failure here is only logged: the caller reports why the plan was not made. */
async function keepOrDelete(plan: number, { plans, context, show }: PlanPlace): Promise<void> {
  try {
    const head = await plans.store.plan(plan);
    if (head?.isRead) await show(plan);
    else if (head) await plans.store.remove(plan);
  } catch (error) {
    context.log.error('plan', error);
  }
}

/** Asks for a field and a value, and creates a plan that changes it for customers. All have the tenant of the first. */
export async function changeField(references: readonly RecordReference[], place: PlanPlace): Promise<void> {
  const { context } = place;
  const [first] = references;
  if (!first) throw new UserError(vscode.l10n.t('Select customers in the Customers view first.'));
  const { tenant, connection: name = '' } = first;
  const connection = connectionOfPlan({ tenant, connection: name }, context);
  const ids = [...new Set(references.filter((one) => one.tenant === tenant).map(({ id }) => id))];
  const title =
    ids.length === 1
      ? vscode.l10n.t('Change a Field of 1 Customer')
      : vscode.l10n.t('Change a Field of {0} Customers', numberText(ids.length));
  const forms = writeForms(connection);
  const field = await pickField(forms, title);
  if (field === undefined) return;
  const document = vscode.Uri.from({ scheme: 'untitled', path: title });
  const lookups = await context.variables.lookupsFor(document, connection);
  const lookup = lookups();
  const mappingOf = (value: string): Mapping => ({
    matchBy: 'id',
    columns: [{ column: 'id', field: fieldOfIdentifier.id }],
    constants: [{ field, value }],
  });
  // The variables can have other values in each row. These ones show at once whether no row can be sent.
  const refusalOf = (value: string): string | undefined => {
    const [question] = /\{\{\s*\?[^{}]*\}\}/.exec(value) ?? [];
    if (question !== undefined)
      return vscode.l10n.t(
        'Questions such as {0} can only be asked for requests. Enter the value itself.',
        oneLine(question, 60),
      );
    const serious = checkMapping(mappingOf(value), forms, { lookup }).find(({ isWarning }) => !isWarning);
    return serious ? problemText(serious.problem) : refusalOfValue(substitute(JSON.stringify(value), lookup));
  };
  const prompt =
    ids.length === 1
      ? vscode.l10n.t('The new value for 1 customer.')
      : vscode.l10n.t('The new value for {0} customers.', numberText(ids.length));
  const value = await askValue(field, '', { prompt, refusalOf });
  if (value === undefined) return;
  const mapping = mappingOf(value);
  const json = substitute(JSON.stringify(value), lookup);
  if (plainValue(json).trim() === '' && !(await confirmBlankPlan(field, ids.length))) return;
  const found = await resolvePlanTarget(connection, context);
  if (!found) return;
  const rows = ids.map((id, index): TableRow => ({ row: index + 1, cells: [id] }));
  const table = { format: 'csv', columns: [{ name: 'id', samples: [] }] } as const;
  try {
    await showNewPlan(title, found, place, (options) =>
      createPlan(
        { connection: found.target.connection, identifier: 'id', title: titleOfChange(field, ids.length) },
        readRows(rows, { table, mapping, forms }, lookups),
        options,
      ),
    );
  } catch (error) {
    throw explained(error);
  }
}

/** The title of the plan: its field and the number of customers. */
function titleOfChange(field: string, customers: number): string {
  const name = oneLine(field, 40);
  return customers === 1
    ? vscode.l10n.t('{0} of 1 customer', name)
    : vscode.l10n.t('{0} of {1} customers', name, numberText(customers));
}

/** Why a value cannot be sent: it still has braces, such as of a misspelled variable, or it is masked. */
function refusalOfValue(json: string): string | undefined {
  const [braces] = /\{\{[^{}]*\}\}/.exec(json) ?? [];
  if (braces !== undefined) return vscode.l10n.t('The variable {0} has no value.', oneLine(braces, 60));
  return isMask(json) ? vscode.l10n.t('The value is masked. Enter the full value.') : undefined;
}

function confirmBlankPlan(field: string, customers: number): Promise<boolean> {
  const name = oneLine(field, 60);
  return confirmAction(
    customers === 1
      ? vscode.l10n.t('Create a plan that clears {0} for 1 customer?', name)
      : vscode.l10n.t('Create a plan that clears {0} for {1} customers?', name, numberText(customers)),
    vscode.l10n.t('It is undocumented whether Kapture clears a field for a blank value.'),
    vscode.l10n.t('Create Plan'),
    vscode.l10n.t("Don't Create Plan"),
  );
}
