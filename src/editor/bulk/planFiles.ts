import * as vscode from 'vscode';
import { mappingPathOf } from '../../kapture/bulk/mappings/mappingFile.ts';
import type { PlanHead } from '../../kapture/bulk/plans/plan.ts';
import { failuresCsv, resultCsv, writeCsv } from '../../kapture/bulk/results/planCsv.ts';
import { exportFolder } from '../shared/documents/files.ts';
import { showInformation, showWarning } from '../shared/dialogs/messages.ts';
import { withProgress } from '../shared/dialogs/progress.ts';
import { planTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { fileText, numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { mappingOfPlan, saveMapping } from './mappingFiles.ts';
import type { PlanPlace } from './plans.ts';

/** Saves all rows with what each would do, and after a run with their outcomes. */
export async function saveRows(head: PlanHead, place: PlanPlace): Promise<void> {
  const isApplied = head.status !== 'planning' && head.status !== 'ready';
  const words = isApplied
    ? { title: vscode.l10n.t('Save Result'), name: vscode.l10n.t('result') }
    : { title: vscode.l10n.t('Save Plan'), name: vscode.l10n.t('plan') };
  await saveCsv(head, words, resultCsv(place.plans.store, head.id), place);
}

/** Saves the rows to correct with their mapping beside them, so that they can be imported as they are. */
export async function saveFailures(head: PlanHead, place: PlanPlace): Promise<void> {
  const { plans, context } = place;
  const mapping = await mappingOfPlan(head);
  let omitted = 0;
  const rows = failuresCsv(plans.store, head.id, { mapping, textOf: problemText, onOmitted: () => omitted++ });
  const words = { title: vscode.l10n.t('Save Rows to Correct'), name: vscode.l10n.t('to correct') };
  const saved = await saveCsv(head, words, rows, place);
  if (saved && omitted)
    void showWarning(
      vscode.l10n.t(
        'Rows that would be read differently were omitted: {0}. Correct them in {1}.',
        numberText(omitted),
        oneLine(head.title, 60),
      ),
    );
  // The mapping of the table itself is never replaced.
  const own = head.file && vscode.Uri.file(mappingPathOf(head.file.path));
  const file = saved && vscode.Uri.file(mappingPathOf(saved.fsPath));
  if (!file || !mapping || file.fsPath === own?.fsPath) return;
  await saveMapping(file, mapping, context);
}

/**
 * Asks for a place, and writes a CSV file there. `name` becomes part of the file name. Undefined if the user cancels.
 */
async function saveCsv(
  head: PlanHead,
  { title, name }: { readonly title: string; readonly name: string },
  parts: AsyncIterable<string>,
  { plans, context }: PlanPlace,
): Promise<vscode.Uri | undefined> {
  const file = head.file ?? (head.revertOf === undefined ? undefined : (await plans.store.plan(head.revertOf))?.file);
  const folder = file ? vscode.Uri.joinPath(vscode.Uri.file(file.path), '..') : await exportFolder(context.state);
  // The result of a revert must not replace that of the run.
  const source = head.revertOf === undefined ? head.title : planTitle(head).replace(': ', ' ');
  const target = await vscode.window.showSaveDialog({
    title,
    filters: { CSV: ['csv'] },
    defaultUri: vscode.Uri.joinPath(folder, planFileName(source, name)),
  });
  if (!target) return undefined;
  if (target.scheme !== 'file')
    throw new Error(vscode.l10n.t('Exports are saved on this machine. Select a local folder.'));
  await withProgress(vscode.l10n.t('Saving rows'), (signal) => writeCsv(target.fsPath, parts, signal));
  void showInformation(vscode.l10n.t('Saved {0}.', fileText(target)), context.log, {
    title: vscode.l10n.t('Open'),
    run: () => vscode.commands.executeCommand('vscode.open', target),
  });
  return target;
}

/**
 * The name to propose for a CSV file of a plan: that of its source with what the file has, such as `(to correct)`. If
 * the source is such a file already, it gets a number, because the rows must not replace the table that they are from.
 */
export function planFileName(source: string, name: string): string {
  const base = source.replace(/\.[a-z]+$/i, '').replace(/[^\p{L}\p{N} ._()-]/gu, '-');
  const suffix = ` (${name}`;
  const at = base.lastIndexOf(suffix);
  const earlier = at === -1 ? undefined : /^(?: (\d+))?\)$/.exec(base.slice(at + suffix.length));
  if (!earlier) return `${base} (${name}).csv`;
  return `${base.slice(0, at)} (${name} ${Number(earlier[1] ?? 1) + 1}).csv`;
}
