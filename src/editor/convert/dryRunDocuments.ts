import * as vscode from 'vscode';
import { BoundedMap } from '../shared/boundedMap.ts';
import { dryRunScheme } from '../shared/ids.ts';

/** So many dry runs are kept for documents that may still be open. */
export const mostDryRuns = 20;

/** Dry runs as read-only documents. */
export class DryRunDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new BoundedMap<string, string>(mostDryRuns);
  // Documents of an earlier session may still be open: a dry run of this one must not take the address of one of theirs.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** The document of a text. */
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
