import type { TextDocument } from 'vscode';

/** The text of a request, and its offset in the document. */
export interface RequestText {
  readonly document: TextDocument;
  readonly text: string;
  readonly offset: number;
  /** Version of the document at the time it was read. */
  readonly version: number;
}

export function wholeRequest(document: TextDocument): RequestText {
  return { document, text: document.getText(), offset: 0, version: document.version };
}
