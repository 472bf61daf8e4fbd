import * as vscode from 'vscode';
import { operationOfFile } from '../../kapture/operations.ts';
import type { Targets } from '../ports.ts';

/** For which connection each request was opened or sent last, so that a switch does not take it along unnoticed. */
export class MeantFor implements vscode.Disposable {
  readonly #names = new Map<string, string>();
  readonly #targets: Targets;
  readonly #subscriptions: vscode.Disposable;

  constructor(targets: Targets) {
    this.#targets = targets;
    vscode.workspace.textDocuments.forEach((document) => this.#opened(document));
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#names.delete(uri.toString())),
    );
  }

  of({ uri }: vscode.TextDocument): string | undefined {
    return this.#names.get(uri.toString());
  }

  sent({ uri }: vscode.TextDocument, connection: string): void {
    this.#names.set(uri.toString(), connection);
  }

  #opened(document: vscode.TextDocument): void {
    const name = this.#targets.activeName;
    if (name !== undefined && operationOfFile(document.uri.path)) this.sent(document, name);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
