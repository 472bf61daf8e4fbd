import * as vscode from 'vscode';
import { BoundedMap } from '../shared/boundedMap.ts';
import { dryRunScheme } from '../shared/ids.ts';
import { dryRun, markedHeaders } from '../../kapture/commandLines/requestHead.ts';
import { urlOf } from '../../kapture/connection/connection.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import type { NamedRequestPlace } from '../shared/documents/namedRequestPlace.ts';
import { readDocumentRequest, type CommandLinePorts } from './documentRequest.ts';

/** The latest dry runs stay available for documents that are still open. */
const maximumDryRuns = 20;

/** Provides dry runs as read-only documents. */
export class DryRunDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new BoundedMap<string, string>(maximumDryRuns);
  // Documents from an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** Stores a text and returns the URI of its document. */
  add(name: string, text: string): vscode.Uri {
    const query = `${this.#session}-${++this.#count}`;
    const uri = vscode.Uri.from({ scheme: dryRunScheme, path: `/${name}`, query });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This dry run is no longer available. Run it again.');
  }
}

/** Shows the request exactly as it would be sent, except for the auth key. Sends nothing. */
export async function showDryRun(
  services: CommandLinePorts,
  what: vscode.Uri | NamedRequestPlace | undefined,
  dryRuns: DryRunDocuments,
): Promise<void> {
  const request = what && (await readDocumentRequest(services, what, vscode.l10n.t('Dry Run')));
  if (!request) return;
  const { operation, connection, redact, body } = request;
  const text = redact(
    dryRun({ url: urlOf(connection, operation), body, headers: markedHeaders(connection, operation) }),
  );
  const title = `${vscode.l10n.t('Dry Run')}, ${operationTitle(operation)} – ${connection.name}`;
  // Not `.http`: other extensions can send such documents without our confirmation.
  const document = await vscode.workspace.openTextDocument(
    dryRuns.add(`${connection.name}/${title}.kapture-dry-run`, text),
  );
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
  });
}
