import * as vscode from 'vscode';
import { dryRunScheme, historyScheme, recordScheme, responseLanguage, responseScheme } from '../shared/ids.ts';

/** Gives responses, records and dry runs an outline and breadcrumbs. How is loaded when somebody looks at one. */
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
