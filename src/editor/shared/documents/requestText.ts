import { Range, type TextDocument } from 'vscode';
import type { Place } from '../../../kapture/exchange/requestPlaces.ts';

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

/** A part of a document, such as one of several requests. */
export function requestIn(document: TextDocument, place: Place): RequestText {
  const text = document.getText(rangeIn({ document, offset: 0 }, place));
  return { document, text, offset: place.offset, version: document.version };
}

/** The range in the document of a place in the text of a request. */
export function rangeIn({ document, offset }: Pick<RequestText, 'document' | 'offset'>, place: Place): Range {
  const start = offset + place.offset;
  return new Range(document.positionAt(start), document.positionAt(start + place.length));
}

/** The indentation of the line on which a request starts. */
export function indentOf({ document, offset }: Pick<RequestText, 'document' | 'offset'>): string {
  const { text } = document.lineAt(document.positionAt(offset));
  return text.slice(0, text.length - text.trimStart().length);
}
