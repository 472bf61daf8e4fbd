import * as vscode from 'vscode';
import { dryRun } from '../../kapture/commandLines/index.ts';
import { urlOf } from '../../kapture/connection.ts';
import { operations } from '../../kapture/operations.ts';
import { dryRunScheme } from '../ids.ts';
import { requestOf } from './requestOf.ts';
import type { ConvertServices } from './services.ts';

/** Shows the request that would be sent, to the byte, and sends nothing. */
export async function showDryRun(services: ConvertServices, uri: vscode.Uri | undefined): Promise<void> {
  const request = uri && (await requestOf(services, uri, vscode.l10n.t('Dry Run')));
  if (!request) return;
  // The document is made of its address, so that it is there after a reload too. It holds no key.
  const { operation, connection: { name }, body } = request;
  const path = `/${name}/${vscode.l10n.t('Dry Run')}, ${operations[operation].title} – ${name}.http`;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: dryRunScheme, path, query: dryRun({ url: urlOf(request.connection, operation), body }) }));
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}
