import * as vscode from 'vscode';
import { DocumentQueue } from './documentQueue.ts';
import { megabytesText } from '../texts/megabytesText.ts';
import { isLongDocument, longDocument } from './longDocument.ts';
import { diagnosticSource } from '../ids.ts';

/** A check that provides diagnostics for open documents. */
export interface DocumentCheck {
  /** Name of the diagnostic collection. */
  readonly name: string;
  readonly appliesTo: (document: vscode.TextDocument) => boolean;
  readonly diagnosticsOf: (document: vscode.TextDocument) => readonly vscode.Diagnostic[];
  /** The message for a document that is too long to check. Receives the formatted size limit. */
  readonly noteOf: (limit: string) => string;
  /** All documents are checked again when one of these fires. */
  readonly onDidChange: readonly vscode.Event<void>[];
}

/** Code of the diagnostic for a document that is too long to check. */
const notChecked = 'not-checked';

/** Updates the diagnostics of open documents after each change, with a delay. A long document has a note instead. */
export function watchDocuments({
  name,
  appliesTo,
  diagnosticsOf,
  noteOf,
  onDidChange,
}: DocumentCheck): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection(name);
  const turns = new DocumentQueue((document) => {
    if (!isLongDocument(document)) diagnostics.set(document.uri, diagnosticsOf(document));
    else if (diagnostics.get(document.uri)?.[0]?.code !== notChecked)
      diagnostics.set(document.uri, [note(noteOf(megabytesText(longDocument)))]);
  });
  const checkNow = (document: vscode.TextDocument): void => {
    if (appliesTo(document)) turns.enqueue(document);
  };
  const checkAll = (): void => vscode.workspace.textDocuments.forEach(checkNow);
  checkAll();
  return vscode.Disposable.from(
    diagnostics,
    turns,
    ...onDidChange.map((event) => event(checkAll)),
    vscode.workspace.onDidOpenTextDocument(checkNow),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (appliesTo(document)) turns.enqueueAfterPause(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      turns.remove(document);
      diagnostics.delete(document.uri);
    }),
  );
}

function note(message: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 1),
    message,
    vscode.DiagnosticSeverity.Information,
  );
  return Object.assign(diagnostic, { source: diagnosticSource, code: notChecked });
}
