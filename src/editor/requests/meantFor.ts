import * as vscode from 'vscode';
import { hasTab } from '../editUri.ts';
import type { Targets } from '../ports.ts';

const stateKey = 'meantFor';

/**
 * For which connection each JSON document was opened or sent last, so that a switch does not take it along unnoticed. Kept
 * in the state of the window, for a reload is no change of mind.
 */
export class MeantFor implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #names: Map<string, string>;
  readonly #targets: Targets;
  readonly #subscriptions: vscode.Disposable;

  constructor(state: vscode.Memento, targets: Targets) {
    this.#state = state;
    this.#targets = targets;
    this.#names = new Map(state.get<[string, string][]>(stateKey, []));
    vscode.workspace.textDocuments.forEach((document) => this.#opened(document));
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      // VS Code closes and opens a document to change its language, too: then its tab is still there.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (!hasTab(uri) && this.#names.delete(uri.toString())) this.#keep();
      }),
    );
  }

  of({ uri }: vscode.TextDocument): string | undefined {
    return this.#names.get(uri.toString());
  }

  sent({ uri }: vscode.TextDocument, connection: string): void {
    if (this.#names.get(uri.toString()) === connection) return;
    this.#names.set(uri.toString(), connection);
    this.#keep();
  }

  #opened(document: vscode.TextDocument): void {
    const name = this.#targets.activeName;
    if (name !== undefined && /^jsonc?$/.test(document.languageId) && !this.of(document)) this.sent(document, name);
  }

  #keep(): void {
    void this.#state.update(stateKey, [...this.#names]);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
