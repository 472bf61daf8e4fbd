import * as vscode from 'vscode';
import { BoundedMap } from '../shared/boundedMap.ts';
import { dryRunScheme } from '../shared/ids.ts';

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
