import * as vscode from 'vscode';
import { dryRun, markedHeaders } from '../../kapture/commandLines/requestHead.ts';
import { urlOf } from '../../kapture/connection/connection.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import type { NamedRequestPlace } from '../shared/documents/requestText.ts';
import { readDocumentRequest, type CommandLinePorts } from './documentRequest.ts';

/** Shows the request exactly as it would be sent, except for the auth key. Sends nothing. */
export async function showDryRun(
  services: CommandLinePorts,
  what: vscode.Uri | NamedRequestPlace | undefined,
  addDocument: (name: string, text: string) => vscode.Uri,
): Promise<void> {
  const request = what && (await readDocumentRequest(services, what, vscode.l10n.t('Dry Run')));
  if (!request) return;
  const { operation, connection, redact, body } = request;
  const text = redact(
    dryRun({ url: urlOf(connection, operation), body, headers: markedHeaders(connection, operation) }),
  );
  const title = `${vscode.l10n.t('Dry Run')}, ${operationTitle(operation)} – ${connection.name}`;
  // The document does not have the suffix `.http`, because other extensions could send it without our confirmation.
  const document = await vscode.workspace.openTextDocument(
    addDocument(`${connection.name}/${title}.kapture-dry-run`, text),
  );
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
  });
}
