import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ExportFormat, ExportResult } from '../../kapture/exports/exportCustomers.ts';
import { runExport, type ExportOrder } from '../../kapture/exports/exportThread.ts';
import { exportColumns, spreadsheetColumns, tableColumns } from '../../kapture/exports/exportColumns.ts';
import type { ListOrder, Selection } from '../../kapture/store/customerShapes.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { numberText, quoted } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning, type MessageAction } from '../shared/questions/messages.ts';
import { oneDetail } from '../shared/texts/plainText.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { selectionText } from '../shared/texts/selectionText.ts';
import { storeSentence } from './storeSentence.ts';

/** What there is to export. */
export interface Exportable {
  readonly database: string;
  readonly pull: {
    readonly id: number;
    readonly connection: string;
    readonly timeZone: string;
    readonly range: { readonly start: string; readonly end: string };
  };
  readonly loaded: number;
  /** How many windows of the range have not all come. */
  readonly missing: number;
  readonly filter: string;
  /** Whom alone the view shows, besides the filter. */
  readonly only: Selection | undefined;
  readonly matching: number;
  /** How the view groups and sorts. */
  readonly order: ListOrder;
  /** Ids of the customers that are selected in the view. */
  readonly selected: readonly string[];
  /** They, and no others. */
  readonly isChosen: boolean;
}

/** Asks what is to be exported, how and where to, and does it in a thread of its own. `script` is its built program. */
export async function exportFromView(script: string, from: Exportable, log: Log): Promise<void> {
  const which = await pickWhich(from);
  const format = which && (await pickFormat());
  const columns = format && format !== 'jsonl' ? await pickColumns(format) : [];
  if (!which || !format || !columns) return;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Customers'),
    saveLabel: vscode.l10n.t('Export'),
    filters: { [titles[format]]: [format] },
    defaultUri: vscode.Uri.joinPath(
      vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri ?? vscode.Uri.file(homedir()),
      fileName(from, format),
    ),
  });
  if (!target) return;
  if (target.scheme !== 'file') {
    void showWarning(vscode.l10n.t('Exports are saved on this machine. Choose a local folder.'));
    return;
  }
  const { database, pull } = from;
  const order: ExportOrder = {
    database,
    order: from.order,
    pull: pull.id,
    timeZone: pull.timeZone,
    target: target.fsPath,
    format,
    ...which,
    ...(format !== 'jsonl' && { columns }),
    ...(format === 'csv' && { bom: true }),
  };
  const total = totalOf(which, from);
  const outcome = await withProgress(vscode.l10n.t('Exporting customers'), (signal, report) =>
    runExport(script, order, signal, (rows) =>
      report(vscode.l10n.t('{0} of {1} customers', numberText(rows), numberText(total))),
    ),
  );
  if (outcome.result) tell(target, format, outcome.result, which.ids ? 0 : from.missing);
  else if (outcome.failure.reason !== 'cancelled') {
    log.error(`export: ${outcome.failure.reason} ${outcome.failure.message}`);
    void showError(log, failureSentence(outcome.failure));
  }
}

const titles: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', jsonl: 'JSON Lines', parquet: 'Parquet' };

async function pickWhich({
  loaded,
  filter,
  only,
  matching,
  selected,
  isChosen,
}: Exportable): Promise<Pick<ExportOrder, 'filter' | 'only' | 'ids'> | undefined> {
  if (isChosen) return { ids: selected };
  const all = { label: vscode.l10n.t('All customers in the range'), description: numberText(loaded), which: {} };
  const facts = [numberText(matching), ...(only ? [selectionText(only)] : []), ...(filter ? [quoted(filter)] : [])];
  const shown = {
    label: vscode.l10n.t('Filtered customers'),
    description: oneDetail(facts.join(' · ')),
    which: { filter, only },
  };
  const chosen = {
    label: vscode.l10n.t('Selected customers'),
    description: numberText(selected.length),
    which: { ids: selected },
  };
  const items = [...(filter || only ? [shown] : []), all, ...(selected.length ? [chosen] : [])];
  if (items.length === 1) return all.which;
  return (
    await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Export Customers'),
      placeHolder: vscode.l10n.t('Which customers?'),
    })
  )?.which;
}

function totalOf({ ids, filter, only }: Pick<ExportOrder, 'filter' | 'only' | 'ids'>, from: Exportable): number {
  if (ids) return ids.length;
  return filter || only ? from.matching : from.loaded;
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items: (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
    {
      label: titles.csv,
      detail: vscode.l10n.t('For spreadsheets. You choose the columns, and no cell is mistaken for a formula.'),
      format: 'csv',
    },
    { label: titles.jsonl, detail: vscode.l10n.t('The records as received, one per line.'), format: 'jsonl' },
    {
      label: titles.parquet,
      detail: vscode.l10n.t('Typed columns, for DuckDB, Spark and similar tools.'),
      format: 'parquet',
    },
  ];
  return (
    await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Export Customers'),
      placeHolder: vscode.l10n.t('Which format?'),
    })
  )?.format;
}

async function pickColumns(format: ExportFormat): Promise<readonly string[] | undefined> {
  const usual = new Set((format === 'csv' ? spreadsheetColumns : tableColumns).map(({ name }) => name));
  const items = exportColumns.map(({ name, title, place }) => ({
    label: catalogueText(title, place ?? 0),
    description: name,
    picked: usual.has(name),
    name,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Customers: columns'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.length ? picked.map(({ name }) => name) : undefined;
}

function fileName({ pull: { connection, range } }: Exportable, format: ExportFormat): string {
  return `customers ${connection} ${range.start} ${range.end}.${format}`.replace(/[:/\\]/g, '-');
}

function tell(
  target: vscode.Uri,
  format: ExportFormat,
  { rows, unreadable, missing, got, contactsLeftOut, rewritten, replaced, unfit }: ExportResult,
  periods: number,
): void {
  const name = target.fsPath.split(/[\\/]/).at(-1) ?? '';
  const sentences = [
    rows === 1
      ? vscode.l10n.t('1 customer was exported to {0}.', name)
      : vscode.l10n.t('{0} customers were exported to {1}.', numberText(rows), name),
    ...(periods
      ? [
          periods === 1
            ? vscode.l10n.t('1 period of this range is missing.')
            : vscode.l10n.t('{0} periods of this range are missing.', numberText(periods)),
        ]
      : []),
    ...(unreadable
      ? [
          unreadable === 1
            ? vscode.l10n.t('1 record is not JSON and was skipped.')
            : vscode.l10n.t('{0} records are not JSON and were skipped.', numberText(unreadable)),
        ]
      : []),
    ...(missing
      ? [
          missing === 1
            ? vscode.l10n.t('1 record is no longer on the disk. Pull it again.')
            : vscode.l10n.t('{0} records are no longer on the disk. Pull them again.', numberText(missing)),
        ]
      : []),
    ...(got
      ? [
          got === 1
            ? vscode.l10n.t(
                '1 customer was fetched separately after the pull and lacks what only a pull returns, such as the modification date.',
              )
            : vscode.l10n.t(
                '{0} customers were fetched separately after the pull and lack what only a pull returns, such as the modification date.',
                numberText(got),
              ),
        ]
      : []),
    ...(contactsLeftOut
      ? [
          contactsLeftOut === 1
            ? vscode.l10n.t('1 contact had no column.')
            : vscode.l10n.t('{0} contacts had no column.', numberText(contactsLeftOut)),
        ]
      : []),
    ...(rewritten
      ? [
          rewritten === 1
            ? vscode.l10n.t('1 record was reformatted to fit on one line.')
            : vscode.l10n.t('{0} records were reformatted so that each fits on one line.', numberText(rewritten)),
        ]
      : []),
    ...(replaced
      ? [
          replaced === 1
            ? vscode.l10n.t('1 record has text that is not valid Unicode. It was replaced with U+FFFD.')
            : vscode.l10n.t(
                '{0} records have text that is not valid Unicode. It was replaced with U+FFFD.',
                numberText(replaced),
              ),
        ]
      : []),
    ...(unfit
      ? [
          unfit === 1
            ? vscode.l10n.t('1 value did not fit the type of its column and was omitted.')
            : vscode.l10n.t('{0} values did not fit the type of their column and were omitted.', numberText(unfit)),
        ]
      : []),
  ];
  void (periods || unreadable || missing || replaced || unfit ? showWarning : showInformation)(
    sentences.join(' '),
    ...waysTo(target, format),
  );
}

/** An editor for what is text; the file manager of the system, where the file is on the machine of the window, else the Explorer, which shows the workspace alone. */
function waysTo(target: vscode.Uri, format: ExportFormat): MessageAction[] {
  const isNear = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  const reveal = isNear ? 'revealFileInOS' : vscode.workspace.getWorkspaceFolder(target) && 'revealInExplorer';
  return [
    // VS Code's own command: it asks before it opens a file that is very long, where ours could only fail.
    ...(format === 'parquet'
      ? []
      : [{ title: vscode.l10n.t('Open File'), run: () => vscode.commands.executeCommand('vscode.open', target) }]),
    ...(reveal === undefined
      ? []
      : [{ title: vscode.l10n.t('Reveal File'), run: () => vscode.commands.executeCommand(reveal, target) }]),
  ];
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
      return vscode.l10n.t('Nothing was exported. {0}', storeSentence({ reason: 'other', message }));
  }
}
