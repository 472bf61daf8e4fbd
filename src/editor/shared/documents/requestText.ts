import type { TextDocument } from 'vscode';

/** The text that is sent, and where in its document it starts. */
export interface RequestText {
  readonly document: TextDocument;
  readonly text: string;
  readonly offset: number;
  /** Version of the document that the text was taken from. */
  readonly version: number;
}

export function wholeRequest(document: TextDocument): RequestText {
  return { document, text: document.getText(), offset: 0, version: document.version };
}
