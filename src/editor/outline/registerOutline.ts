import * as vscode from 'vscode';
import { dryRunScheme, historyScheme, recordScheme, replyLanguage, replyScheme } from '../ids.ts';

/** Gives responses, records and dry runs an outline and breadcrumbs. How is loaded when somebody looks at one. */
export function registerOutline(): vscode.Disposable {
  const documents = [
    ...[replyScheme, historyScheme].map((scheme) => ({ scheme, language: replyLanguage })),
    { scheme: recordScheme },
    { scheme: dryRunScheme },
  ];
  return vscode.languages.registerDocumentSymbolProvider(
    documents,
    { provideDocumentSymbols: async (document) => (await import('./index.ts')).symbolsOf(document) },
    { label: 'Kapture' },
  );
}
