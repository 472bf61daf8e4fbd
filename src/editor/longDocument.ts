import type { TextDocument } from 'vscode';

/**
 * Characters of a document above which nothing reads all of it at each change: a check of a million characters blocks
 * every extension for 80 ms.
 */
export const longDocument = 500_000;

/** Whether a document is longer. It is measured without reading it. */
export function isLongDocument(document: TextDocument): boolean {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > longDocument;
}
