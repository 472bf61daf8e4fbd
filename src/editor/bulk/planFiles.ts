import * as vscode from 'vscode';
import { writeForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import { mappingPathOf } from '../../kapture/bulk/mappings/mappingFile.ts';
import { ownFields } from '../../kapture/bulk/mappings/ownFields.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import {
  failuresCsv,
  mappingOfFailures,
  planCsv,
  resultCsv,
  writeCsv,
} from '../../kapture/bulk/results/resultFiles.ts';
import { exportFolder } from '../shared/documents/exportFolder.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { fileText } from '../shared/texts/fileText.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { planTitle } from '../shared/texts/planTitle.ts';
import { MappingUses } from './mappingUses.ts';
import { planFileName } from './planFileName.ts';
import type { Plans } from './plans.ts';
import type { BulkPorts } from './ports.ts';
import { mappingOfPlan, saveMapping } from './savedMapping.ts';

interface PlanFileServices {
  readonly plans: Plans;
  readonly ports: BulkPorts;
}

/** Saves all rows with what each would do. */
export async function savePlan(head: PlanHead, services: PlanFileServices): Promise<void> {
  const words = { title: vscode.l10n.t('Save Plan'), name: vscode.l10n.t('plan') };
  await saveRows(head, words, planCsv(services.plans.store, head.id), services);
}

/** Saves all rows with their outcomes. */
export async function saveResult(head: PlanHead, services: PlanFileServices): Promise<void> {
  const words = { title: vscode.l10n.t('Save Result'), name: vscode.l10n.t('result') };
  await saveRows(head, words, resultCsv(services.plans.store, head.id), services);
}

/** Saves the rows to correct with their mapping beside them, so that they can be imported as they are. */
export async function saveFailures(head: PlanHead, services: PlanFileServices): Promise<void> {
  const { plans, ports } = services;
  const mapping = await mappingOfPlan(head);
  let omitted = 0;
  const rows = failuresCsv(plans.store, head.id, { mapping, textOf: problemText, onOmitted: () => omitted++ });
  const words = { title: vscode.l10n.t('Save Rows to Correct'), name: vscode.l10n.t('to correct') };
  const saved = await saveRows(head, words, rows, services);
  if (saved && omitted)
    void showWarning(
      vscode.l10n.t(
        'Rows that are not in the saved file, because CSV cannot represent them: {0}. Correct them in {1}.',
        numberText(omitted),
        oneLine(head.title, 60),
      ),
    );
  // The mapping of the table itself stays.
  const own = head.file && vscode.Uri.file(mappingPathOf(head.file.path));
  const file = saved && vscode.Uri.file(mappingPathOf(saved.fsPath));
  if (!file || !mapping || file.fsPath === own?.fsPath) return;
  await saveMapping(file, mappingOfFailures(mapping), ports);
  const uses = new MappingUses(ports.state);
  const connection = ports.targets.connectionOf(head.tenant, head.connection);
  if (own) await uses.copy(own, file);
  else if (connection) await uses.add(file, head.tenant, ownFields(mapping, writeForms(connection)));
}

/** Asks where, and writes a CSV file. `name` becomes part of its name. Undefined if the user cancels. */
async function saveRows(
  head: PlanHead,
  { title, name }: { readonly title: string; readonly name: string },
  parts: AsyncIterable<string>,
  { plans, ports }: PlanFileServices,
): Promise<vscode.Uri | undefined> {
  const file = head.file ?? (head.revertOf === undefined ? undefined : (await plans.store.plan(head.revertOf))?.file);
  const folder = file ? vscode.Uri.joinPath(vscode.Uri.file(file.path), '..') : await exportFolder(ports.state);
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
  void showInformation(vscode.l10n.t('Saved {0}.', fileText(target)), ports.log, {
    title: vscode.l10n.t('Open'),
    run: () => vscode.commands.executeCommand('vscode.open', target),
  });
  return target;
}
