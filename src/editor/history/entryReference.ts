import type { Uri } from 'vscode';

/** A row of the history, or its node. */
export interface EntryReference {
  readonly entry: { readonly id: number };
}

/** By the title of an editor it is the document. */
export type EntryOrUri = EntryReference | Uri;
