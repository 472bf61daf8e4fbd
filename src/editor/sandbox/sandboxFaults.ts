import * as vscode from 'vscode';
import { faults, type FaultId } from '../../sandbox/faults.ts';
import type { CommandId } from '../shared/commandMap.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';

/** The status bar item while the sandbox simulates a fault. */
export class FaultStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('kapture.sandboxFault', vscode.StatusBarAlignment.Left, 49);

  constructor() {
    this.#item.name = vscode.l10n.t('Kapture Sandbox Fault');
    this.#item.command = 'kapture.setSandboxFault' satisfies CommandId;
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  }

  show(id: FaultId): void {
    if (id === 'none') {
      this.#item.hide();
      return;
    }
    const title = faultTitle(id);
    this.#item.text = `$(bug) ${title}`;
    this.#item.tooltip = vscode.l10n.t('The sandbox now responds with a fault: {0}.', title);
    this.#item.accessibilityInformation = { label: this.#item.tooltip };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

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

/** The title of a fault in the language of VS Code. */
export function faultTitle(id: FaultId): string {
  return catalogueText(faults.find((fault) => fault.id === id)!.title);
}
