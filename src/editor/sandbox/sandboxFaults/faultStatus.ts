import * as vscode from 'vscode';
import { faults, type FaultId } from '../../../sandbox/faults.ts';
import type { CommandId } from '../../shared/commandMap.ts';
import { catalogueText } from '../../shared/texts/catalogueTexts.ts';

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
    const title = catalogueText(faults.find((fault) => fault.id === id)!.title);
    this.#item.text = `$(bug) ${title}`;
    this.#item.tooltip = vscode.l10n.t('The sandbox now responds with a fault: {0}.', title);
    this.#item.accessibilityInformation = { label: this.#item.tooltip };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
