import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import { columnsByModule } from '../../../kapture/exports/exportColumns.ts';
import type { ExportFormat } from '../../../kapture/exports/exportCustomers.ts';
import { type ExportJob, runExport } from '../../../kapture/exports/exportThread.ts';
import type { ListOrder, Selection } from '../../../kapture/store/customerShapes.ts';
import { exportFolder, keepExportFolder } from '../../shared/documents/files.ts';
import type { Log } from '../../shared/log.ts';
import { showError, showWarning } from '../../shared/dialogs/messages.ts';
import { withProgress } from '../../shared/dialogs/progress.ts';
import { catalogueText } from '../../shared/texts/catalogueTexts.ts';
import { numberText, quoted, selectionText } from '../../shared/texts/localTexts.ts';
import { partText } from '../../shared/texts/recordTexts.ts';
import { oneDetail } from '../../shared/texts/plainText.ts';
import { explainStoreError } from '../storage/customerStorage.ts';
import { type ExportPart, exportFileName } from './exportedRows.ts';
import { showExportResult } from './showExportResult.ts';

export interface Exportable {
  readonly database: string;
  readonly pull: {
    readonly id: number;
    readonly module: ListModule;
    readonly connection: string;
    readonly timeZone: string;
    readonly range: { readonly start: string; readonly end: string };
  };
  readonly loaded: number;
  /** The number of incomplete periods of the range, including those that are being pulled. */
  readonly missing: number;
  readonly filter: string;
  /** The selection that the view is limited to, in addition to the filter. */
  readonly only: Selection | undefined;
  readonly matching: number;

  readonly order: ListOrder;
  /** IDs of the selected rows; undefined without a selection, empty if all of them belong to another tenant. */
  readonly selected: readonly string[] | undefined;
  /** Exports only the selected rows, without asking which. */
  readonly isSelectionOnly: boolean;
}

/**
 * Asks what to export, in which format and where, and exports it in a worker. `script` is the built script of the
 * worker. `state` is shared by all windows and remembers the folder.
 */
export async function exportFromView(
  script: string,
  exportable: Exportable,
  state: vscode.Memento,
  log: Log,
): Promise<void> {
  const scope = await pickScope(exportable);
  const format = scope && (await pickFormat());
  const { module } = exportable.pull;
  const columns = format && format !== 'jsonl' ? await pickColumns(module, format) : [];
  if (!scope || !format || !columns) return;
  const part = partOf(scope);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Records'),
    saveLabel: vscode.l10n.t('Export'),
    filters: { [formatTitles[format]]: [format] },
    defaultUri: vscode.Uri.joinPath(await exportFolder(state), exportFileName(exportable.pull, format, part)),
  });
  if (!target) return;
  if (target.scheme !== 'file') {
    void showWarning(vscode.l10n.t('Exports are saved on this machine. Select a local folder.'));
    return;
  }
  await keepExportFolder(state, target);
  const { database, pull } = exportable;
  const job: ExportJob = {
    database,
    order: exportable.order,
    pull: pull.id,
    module,
    timeZone: pull.timeZone,
    target: target.fsPath,
    format,
    ...scope,
    ...(format !== 'jsonl' && { columns }),
    ...(format === 'csv' && { bom: true }),
  };
  const missing = scope.ids ? 0 : exportable.missing;
  const total = countRecords(scope, exportable);
  const outcome = await withProgress(vscode.l10n.t('Exporting records'), (signal, report) =>
    runExport(script, job, signal, (rows) => report(partText(module, rows, total))),
  );
  if (outcome.result) showExportResult(target, { module, format, part, missing }, outcome.result, log);
  else if (outcome.failure.reason !== 'canceled') {
    log.error(`export: ${outcome.failure.reason} ${outcome.failure.message}`);
    void showError(log, failureSentence(outcome.failure));
  }
}

/**
 * Applies to each input after the first one. A page such as the insights gets the focus back only when the next input
 * is shown, which would close that input.
 */
const ignoreFocusOut = true;

const formatTitles: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', jsonl: 'JSON Lines', parquet: 'Parquet' };

async function pickScope({
  loaded,
  filter,
  only,
  matching,
  selected,
  isSelectionOnly,
}: Exportable): Promise<Pick<ExportJob, 'filter' | 'only' | 'ids'> | undefined> {
  if (isSelectionOnly) return { ids: selected ?? [] };
  const all = { label: vscode.l10n.t('All records in the range'), description: numberText(loaded), scope: {} };
  const details = [numberText(matching), ...(only ? [selectionText(only)] : []), ...(filter ? [quoted(filter)] : [])];
  const shown = {
    label: vscode.l10n.t('Filtered records'),
    description: oneDetail(details.join(' · ')),
    scope: { filter, only },
  };
  const chosen = {
    label: vscode.l10n.t('Selected records'),
    description: numberText(selected?.length ?? 0),
    scope: { ids: selected ?? [] },
  };
  const items = [...(filter || only ? [shown] : []), all, ...(selected?.length ? [chosen] : [])];
  const isOfOtherTenant = selected?.length === 0;
  if (items.length === 1 && !isOfOtherTenant) return all.scope;
  return (
    await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Export Records'),
      placeHolder: isOfOtherTenant
        ? vscode.l10n.t('The selected records belong to another tenant. Which records of this one?')
        : vscode.l10n.t('Which records?'),
    })
  )?.scope;
}

function partOf({ ids, filter, only }: Pick<ExportJob, 'filter' | 'only' | 'ids'>): ExportPart {
  if (ids) return 'selected';
  return filter || only ? 'filtered' : 'all';
}

function countRecords(
  { ids, filter, only }: Pick<ExportJob, 'filter' | 'only' | 'ids'>,
  exportable: Exportable,
): number {
  if (ids) return ids.length;
  return filter || only ? exportable.matching : exportable.loaded;
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items: (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
    {
      label: formatTitles.csv,
      detail: vscode.l10n.t('For spreadsheets. You select the columns, and no cell is mistaken for a formula.'),
      format: 'csv',
    },
    { label: formatTitles.jsonl, detail: vscode.l10n.t('The records as received, one per line.'), format: 'jsonl' },
    {
      label: formatTitles.parquet,
      detail: vscode.l10n.t('Typed columns, for DuckDB, Spark and similar tools.'),
      format: 'parquet',
    },
  ];
  return (
    await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Export Records'),
      placeHolder: vscode.l10n.t('Which format?'),
      ignoreFocusOut,
    })
  )?.format;
}

async function pickColumns(
  module: ListModule,
  format: Exclude<ExportFormat, 'jsonl'>,
): Promise<readonly string[] | undefined> {
  const columns = columnsByModule[module];
  const defaults = new Set(columns[format].map(({ name }) => name));
  const items = columns.all.map(({ name, title, place }) => ({
    label: catalogueText(title, place ?? 0),
    description: name,
    picked: defaults.has(name),
    name,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Records: Select Columns'),
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut,
  });
  if (picked?.length === 0) void showWarning(vscode.l10n.t('Nothing was exported because no columns were selected.'));
  return picked?.length ? picked.map(({ name }) => name) : undefined;
}

function failureSentence({ reason, message }: { readonly reason: string; readonly message: string }): string {
  switch (reason) {
    case 'full':
      return vscode.l10n.t('Nothing was exported: the disk is full.');
    case 'gone':
      return vscode.l10n.t('Nothing was exported: the folder or the pulled data no longer exists.');
    case 'refused':
      return vscode.l10n.t('Nothing was exported: the file could not be written.');
    default:
      return vscode.l10n.t('Nothing was exported. {0}', explainStoreError({ reason: 'other', message }));
  }
}
