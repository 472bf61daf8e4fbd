import * as vscode from 'vscode';
import { faults, type FaultId } from '../../../sandbox/faults.ts';
import { catalogueText } from '../../shared/texts/catalogueTexts.ts';

/** Asks for a fault. Undefined if the user cancels. */
export async function pickFault(current: FaultId): Promise<FaultId | undefined> {
  const items = faults.map(({ id, title, description }) => ({
    label: catalogueText(title),
    detail: catalogueText(description),
    id,
    ...(id === current && { description: vscode.l10n.t('current') }),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Sandbox Fault'),
    placeHolder: vscode.l10n.t('How should the sandbox respond from now on?'),
  });
  return picked?.id;
}
