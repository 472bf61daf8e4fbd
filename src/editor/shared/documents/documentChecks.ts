import * as vscode from 'vscode';
import { DocumentTurns } from './documentTurns.ts';
import { megabytesText } from '../texts/localTexts.ts';
import { isLongDocument, longDocument } from './longDocument.ts';

/** What is looked for in open documents, and in which of them. */
export interface DocumentCheck {
  /** Name of the collection of diagnostics. */
  readonly name: string;
  readonly appliesTo: (document: vscode.TextDocument) => boolean;
  readonly diagnosticsOf: (document: vscode.TextDocument) => readonly vscode.Diagnostic[];
  /** What is said of a document that is too long to be checked; given the size from which it is. */
  readonly noteOf: (limit: string) => string;
  /** All documents are checked again when one of these fires. */
  readonly onDidChange: readonly vscode.Event<void>[];
}

/** Code of the diagnostic of a document that is too long. */
const notChecked = 'not-checked';

/** Keeps the diagnostics of open documents up to date, a pause after each change. A long document has a note instead. */
export function watchDocuments({
  name,
  appliesTo,
  diagnosticsOf,
  noteOf,
  onDidChange,
}: DocumentCheck): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection(name);
  const turns = new DocumentTurns((document) => {
    if (!isLongDocument(document)) diagnostics.set(document.uri, diagnosticsOf(document));
    else if (diagnostics.get(document.uri)?.[0]?.code !== notChecked)
      diagnostics.set(document.uri, [note(noteOf(megabytesText(longDocument)))]);
  });
  const checkNow = (document: vscode.TextDocument): void => {
    if (appliesTo(document)) turns.next(document);
  };
  const checkAll = (): void => vscode.workspace.textDocuments.forEach(checkNow);
  checkAll();
  return vscode.Disposable.from(
    diagnostics,
    turns,
    ...onDidChange.map((event) => event(checkAll)),
    vscode.workspace.onDidOpenTextDocument(checkNow),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (appliesTo(document)) turns.afterPause(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      turns.drop(document);
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
  return Object.assign(diagnostic, { source: 'Kapture', code: notChecked });
}
