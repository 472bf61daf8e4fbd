import * as vscode from 'vscode';
import { dryRunScheme, historyScheme, recordScheme, responseLanguage, responseScheme } from '../shared/ids.ts';

/** Registers an outline and breadcrumbs for responses, records and dry runs. The code is loaded on first use. */
export function registerOutline(): vscode.Disposable {
  const documents = [
    ...[responseScheme, historyScheme].map((scheme) => ({ scheme, language: responseLanguage })),
    { scheme: recordScheme },
    { scheme: dryRunScheme },
  ];
  return vscode.languages.registerDocumentSymbolProvider(
    documents,
    { provideDocumentSymbols: async (document) => (await import('./index.ts')).symbolsOf(document) },
    { label: 'Kapture' },
  );
}
