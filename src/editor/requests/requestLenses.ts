import * as vscode from 'vscode';
import { operationOfFile, operations } from '../../kapture/catalogue/registry.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { editScheme } from '../shared/ids.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { Targets } from '../shared/ports.ts';
import { roleText } from '../shared/texts/roleText.ts';
import { isSnapshot } from './activeRequest.ts';

/** The code lenses of a request file. The first one sends it and names the operation, the connection and its role. */
export class RequestLenses implements vscode.CodeLensProvider {
  readonly #targets: Targets;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(targets: Targets) {
    this.#targets = targets;
    this.onDidChangeCodeLenses = targets.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { uri } = document;
    const operation = operationOfFile(uri.path);
    // An edited customer has its own code lens, because it is sent by saving it.
    if (!operation || isSnapshot(uri) || uri.scheme === editScheme) return [];
    const { name, pin, connection } = documentTarget(document, this.#targets);
    const { writes } = operations[operation];
    const title = operationTitle(operation);
    const targetName = oneLabel(name ?? '', 60);
    const send = commandLink(
      'kapture.sendRequest',
      withIcon(
        'play',
        name === undefined
          ? vscode.l10n.t('Send {0}…', title)
          : vscode.l10n.t(
              'Send {0} to {1}',
              title,
              connection && connection.name.toLowerCase() !== connection.role
                ? `${targetName} (${roleText(connection)})`
                : targetName,
            ),
      ),
      uri,
    );
    let refusal: string | undefined;
    if (connection?.readOnly && writes) refusal = withIcon('lock', vscode.l10n.t('{0} is read-only', targetName));
    else if (pin && !connection)
      refusal = withIcon('warning', vscode.l10n.t('The connection {0} does not exist', targetName));
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      refusal === undefined ? send : { title: refusal, command: '' },
      commandLink('kapture.dryRun', vscode.l10n.t('Dry Run'), uri),
      pin
        ? commandLink('kapture.pinConnection', withIcon('pinned', vscode.l10n.t('Change Pin')), uri)
        : commandLink('kapture.selectConnection', vscode.l10n.t('Switch Connection')),
      ...(hasVariables(document) ? [commandLink('kapture.previewVariables', vscode.l10n.t('Variables'), uri)] : []),
    ].map((command) => new vscode.CodeLens(top, command));
  }
}

function hasVariables(document: vscode.TextDocument): boolean {
  return !isLongDocument(document) && variablesIn(document.getText()).length > 0;
}
