import type { Uri } from 'vscode';

/** An entry of the history, or its tree node. */
export interface EntryReference {
  readonly entry: {
    readonly id: number;
    /** Of a run. */
    readonly plan?: number;
  };
  /** True: the user chose neither a row nor a button, so is asked before a write. */
  readonly asksBeforeWrite?: boolean;
}

/** Commands in an editor's title bar receive the URI of the document. */
export type EntryOrUri = EntryReference | Uri;
