import * as vscode from 'vscode';
import { operationOfFile, operations } from '../../kapture/operations.ts';
import { commandLink, withIcon } from '../commands.ts';
import { oneLabel } from '../plainText.ts';
import type { Targets } from '../ports.ts';
import { isPast } from './activeRequest.ts';

/** The line on top of a request file: sends it, and names operation and connection. */
export class RequestLenses implements vscode.CodeLensProvider {
  readonly #targets: Targets;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(targets: Targets) {
    this.#targets = targets;
    this.onDidChangeCodeLenses = targets.onDidChange;
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const operation = operationOfFile(uri.path);
    if (!operation || isPast(uri)) return [];
    const name = this.#targets.activeName;
    const { title } = operations[operation];
    const send = name === undefined ? vscode.l10n.t('Send {0}…', title) : vscode.l10n.t('Send {0} to {1}', title, oneLabel(name, 60));
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, commandLink('kapture.sendRequest', withIcon('play', send), uri)),
      new vscode.CodeLens(top, commandLink('kapture.selectConnection', vscode.l10n.t('Switch Connection'))),
    ];
  }
}
