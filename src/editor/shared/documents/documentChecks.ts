import * as vscode from 'vscode';
import type { Disposable, TextDocument } from 'vscode';
import { maxJsonLength } from '../../../kapture/json/jsonLimits.ts';
import { diagnosticSource } from '../ids.ts';
import { megabytesText } from '../texts/localTexts.ts';

/**
 * The maximum length of a document that is read in full, in characters. Checking a million characters blocks every
 * extension for 80 ms.
 */
export const longDocument = maxJsonLength;

export function isLongDocument(document: TextDocument): boolean {
  return lengthOf(document) > longDocument;
}

/** The number of characters in a document, without reading its text. */
export function lengthOf(document: TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** The time without changes after which a document is processed again, in milliseconds. */
const pauseMs = 200;

/** Processes each document in a separate task, so that other extension code can run in between. */
export class DocumentQueue implements Disposable {
  readonly #run: (document: TextDocument) => void;
  readonly #timers = new Map<TextDocument, NodeJS.Timeout>();

  constructor(run: (document: TextDocument) => void) {
    this.#run = run;
  }

  enqueue(document: TextDocument, delayMs = 0): void {
    this.remove(document);
    const run = (): void => {
      this.#timers.delete(document);
      this.#run(document);
    };
    this.#timers.set(document, setTimeout(run, delayMs));
  }

  /** Processes a document once it has not changed for a moment. Call this at each change. */
  enqueueAfterPause(document: TextDocument): void {
    this.enqueue(document, pauseMs);
  }

  remove(document: TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
  }

  dispose(): void {
    for (const document of this.#timers.keys()) this.remove(document);
  }
}

/** A check that provides diagnostics for open documents. */
export interface DocumentCheck {
  readonly name: string;
  readonly appliesTo: (document: vscode.TextDocument) => boolean;
  readonly diagnosticsOf: (document: vscode.TextDocument) => readonly vscode.Diagnostic[];
  /** The message for a document that is too long to check. Receives the formatted size limit. */
  readonly noteOf: (limit: string) => string;
  /** The events after which all documents are checked again. */
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
