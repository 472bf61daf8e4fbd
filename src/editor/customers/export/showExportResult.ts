import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import type { ExportFormat, ExportResult } from '../../../kapture/exports/exportCustomers.ts';
import type { Log } from '../../shared/log.ts';
import { type MessageAction, showInformation, showWarning } from '../../shared/dialogs/messages.ts';
import { fileText, numberText } from '../../shared/texts/localTexts.ts';
import { countText } from '../../shared/texts/recordTexts.ts';
import type { ExportPart } from './exportedRows.ts';

interface Exported {
  readonly module: ListModule;
  readonly format: ExportFormat;
  readonly part: ExportPart;
  readonly missing: number;
}

/** Shows what was exported, and what differs from the records. */
export function showExportResult(
  target: vscode.Uri,
  { module, format, part, missing: periods }: Exported,
  result: ExportResult,
  log: Log,
): void {
  const { rows, unreadable, missing, replaced, mismatched } = result;
  const done = exportedText(countText(module, rows), part, fileText(target));
  const isIncomplete = [periods, unreadable, missing, replaced, mismatched].some((count) => count > 0);
  const show = isIncomplete ? showWarning : showInformation;
  const notes = notesOf(result, periods);
  for (const note of notes) log.info(note);
  const showNotes = { title: vscode.l10n.t('Show Notes'), run: () => log.show() };
  const [only = vscode.l10n.t('{0} notes.', numberText(notes.length))] = notes.length > 1 ? [] : notes;
  void show(
    notes.length ? `${done} ${only}` : done,
    log,
    ...openActions(target, format),
    ...(notes.length > 1 ? [showNotes] : []),
  );
}

function exportedText(records: string, part: ExportPart, file: string): string {
  switch (part) {
    case 'all':
      return vscode.l10n.t('Exported {0} to {1}.', records, file);
    case 'filtered':
      return vscode.l10n.t('Exported {0} of the filter to {1}.', records, file);
    case 'selected':
      return vscode.l10n.t('Exported {0} of the selection to {1}.', records, file);
  }
}

/** A sentence for each number that is not zero. */
function notesOf(result: ExportResult, periods: number): string[] {
  const { unreadable, missing, fetchedSeparately, omittedContacts, rewritten, replaced, mismatched } = result;
  return [
    ...counted(
      periods,
      vscode.l10n.t('1 period of this range is missing.'),
      vscode.l10n.t('{0} periods of this range are missing.', numberText(periods)),
    ),
    ...counted(
      unreadable,
      vscode.l10n.t('1 record is not JSON and was skipped.'),
      vscode.l10n.t('{0} records are not JSON and were skipped.', numberText(unreadable)),
    ),
    ...counted(
      missing,
      vscode.l10n.t('1 record is no longer on disk. Pull it again.'),
      vscode.l10n.t('{0} records are no longer on disk. Pull them again.', numberText(missing)),
    ),
    ...counted(
      fetchedSeparately,
      vscode.l10n.t('1 customer was fetched later and lacks fields that only a pull returns.'),
      vscode.l10n.t(
        '{0} customers were fetched later and lack fields that only a pull returns.',
        numberText(fetchedSeparately),
      ),
    ),
    ...counted(
      omittedContacts,
      vscode.l10n.t('1 contact was omitted because there are not enough contact columns.'),
      vscode.l10n.t(
        '{0} contacts were omitted because there are not enough contact columns.',
        numberText(omittedContacts),
      ),
    ),
    ...counted(
      rewritten,
      vscode.l10n.t('1 record was reformatted to fit on one line.'),
      vscode.l10n.t('{0} records were reformatted so that each fits on one line.', numberText(rewritten)),
    ),
    ...counted(
      replaced,
      vscode.l10n.t('1 record has invalid Unicode, replaced with U+FFFD.'),
      vscode.l10n.t('{0} records have invalid Unicode, replaced with U+FFFD.', numberText(replaced)),
    ),
    ...counted(
      mismatched,
      vscode.l10n.t('1 value did not fit the type of its column and was omitted.'),
      vscode.l10n.t('{0} values did not fit the type of their column and were omitted.', numberText(mismatched)),
    ),
  ];
}

function counted(count: number, one: string, several: string): string[] {
  if (count === 0) return [];
  return [count === 1 ? one : several];
}

/**
 * Buttons: Open File for text formats, and Reveal File. The file is revealed in the system's file manager if the window
 * runs on the same machine, or else in the Explorer if the file is in the workspace.
 */
function openActions(target: vscode.Uri, format: ExportFormat): MessageAction[] {
  const isLocal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  const reveal = isLocal ? 'revealFileInOS' : vscode.workspace.getWorkspaceFolder(target) && 'revealInExplorer';
  return [
    // `vscode.open` asks before it opens a very large file; showTextDocument would fail.
    ...(format === 'parquet'
      ? []
      : [{ title: vscode.l10n.t('Open File'), run: () => vscode.commands.executeCommand('vscode.open', target) }]),
    ...(reveal === undefined
      ? []
      : [{ title: vscode.l10n.t('Reveal File'), run: () => vscode.commands.executeCommand(reveal, target) }]),
  ];
}
