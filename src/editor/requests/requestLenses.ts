import * as vscode from 'vscode';
import { operationOfFile, operations } from '../../kapture/catalogue/registry.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { editScheme } from '../shared/ids.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { Targets } from '../shared/ports.ts';
import { roleText } from '../shared/texts/roleText.ts';
import { isPast } from './activeRequest.ts';

/** The line on top of a request file: sends it, and names operation, connection and what that is used for. */
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
    // An edited customer is sent by saving it, as its own lens says.
    if (!operation || isPast(uri) || uri.scheme === editScheme) return [];
    const { name, pin, connection } = documentTarget(document, this.#targets);
    const { writes } = operations[operation];
    const title = operationTitle(operation);
    const whither = oneLabel(name ?? '', 60);
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
                ? `${whither} (${roleText(connection)})`
                : whither,
            ),
      ),
      uri,
    );
    const refusal =
      connection?.readOnly && writes
        ? withIcon('lock', vscode.l10n.t('{0} is read-only', whither))
        : pin && !connection
          ? withIcon('warning', vscode.l10n.t('The connection {0} does not exist', whither))
          : undefined;
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      refusal === undefined ? send : { title: refusal, command: '' },
      commandLink('kapture.dryRun', vscode.l10n.t('Dry Run'), uri),
      pin
        ? commandLink('kapture.pinConnection', withIcon('pinned', vscode.l10n.t('Change Pin')), uri)
        : commandLink('kapture.selectConnection', vscode.l10n.t('Switch Connection')),
    ].map((command) => new vscode.CodeLens(top, command));
  }
}
