import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { StepPlace } from '../../kapture/payloadTests/editTestFile.ts';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import { oneLabel } from '../shared/texts/plainText.ts';

interface StepItem extends vscode.QuickPickItem {
  readonly step: StepPlace | 'new';
}

/** Asks for a step that sends an operation, or for a new case. Without such a step, the answer is a new case. */
export async function askCase(
  title: string,
  uri: vscode.Uri,
  operation: OperationId,
): Promise<StepPlace | 'new' | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { cases } = readTestFile(document.getText());
  const items = cases.flatMap(({ name, steps, hasSteps }, caseIndex) =>
    steps.flatMap((step): StepItem[] => {
      if (step.operation !== operation) return [];
      const description = hasSteps ? vscode.l10n.t('step {0}', step.index + 1) : '';
      return [
        { label: oneLabel(name, 100), description, step: { caseIndex, stepIndex: hasSteps ? step.index : undefined } },
      ];
    }),
  );
  if (!items.length) return 'new';
  const created: StepItem = { label: `$(add) ${vscode.l10n.t('New Case…')}`, step: 'new' };
  const picked = await vscode.window.showQuickPick([...items, created], {
    title,
    placeHolder: vscode.l10n.t('Select the case that expects this value'),
  });
  return picked?.step;
}
