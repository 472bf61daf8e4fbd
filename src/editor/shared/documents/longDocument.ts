import type { TextDocument } from 'vscode';
import { maxJsonLength } from '../../../kapture/json/jsonLimits.ts';

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
