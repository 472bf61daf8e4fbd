import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { type StepPlace, sendsBody } from '../../kapture/payloadTests/newCase.ts';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import { oneLabel } from '../shared/texts/plainText.ts';

interface StepItem extends vscode.QuickPickItem {
  readonly step: StepPlace | 'new';
  readonly rank: number;
}

/** The key of the step that was chosen last. */
let lastKey: string | undefined;

/**
 * Asks for a step that sends an operation, or for a new case. Without such a step, the answer is a new case. The first
 * item is the step that sends the same body, else the one that was chosen last.
 */
export async function askCase(
  title: string,
  uri: vscode.Uri,
  { operation, body }: { readonly operation: OperationId; readonly body: string },
): Promise<StepPlace | 'new' | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { cases } = readTestFile(document.getText());
  const items = cases.flatMap(({ name, steps, hasSteps }, caseIndex) =>
    steps.flatMap((step): StepItem[] => {
      if (step.operation !== operation) return [];
      const description = hasSteps ? vscode.l10n.t('step {0}', step.index + 1) : '';
      const place = { caseIndex, stepIndex: hasSteps ? step.index : undefined };
      const rank = (sendsBody(step, body) ? 2 : 0) + (keyOf(uri, place) === lastKey ? 1 : 0);
      return [{ label: oneLabel(name, 100), description, step: place, rank }];
    }),
  );
  if (!items.length) return 'new';
  const created: StepItem = { label: `$(add) ${vscode.l10n.t('New Case…')}`, step: 'new', rank: 0 };
  const sorted = items.toSorted((one, other) => other.rank - one.rank);
  const picked = await vscode.window.showQuickPick([...sorted, created], {
    title,
    placeHolder: vscode.l10n.t('Select the case that expects this value'),
  });
  if (picked && picked.step !== 'new') lastKey = keyOf(uri, picked.step);
  return picked?.step;
}

function keyOf(uri: vscode.Uri, { caseIndex, stepIndex }: StepPlace): string {
  return JSON.stringify([uri.toString(), caseIndex, stepIndex]);
}
