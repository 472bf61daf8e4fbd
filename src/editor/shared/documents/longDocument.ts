import type { TextDocument } from 'vscode';
import { maxJsonLength } from '../../../kapture/json/jsonLimits.ts';

/** Characters of a document above which nothing reads all of it: a check of a million characters blocks every extension for 80 ms. */
export const longDocument = maxJsonLength;

/** Whether a document is longer. */
export function isLongDocument(document: TextDocument): boolean {
  return lengthOf(document) > longDocument;
}

/** The characters of a document, without reading it. */
export function lengthOf(document: TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
