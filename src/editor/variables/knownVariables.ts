import type { TextDocument, Uri } from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { OwnValues } from '../../kapture/variables/previewVariables.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';

/** What completions, hovers and the preview know about variables. */
export interface KnownVariables {
  /** The last answer to each question in this window, by its prompt. */
  readonly answers: Map<string, string>;
  /** The usable connection that the request of a document goes to. */
  connectionOf(document: TextDocument): Connection | undefined;
  /** The names of the secret variables of a connection that are sent without asking for their values. */
  secretNames(connection: Connection): Promise<readonly string[]>;
  /** The lookup with the values read so far. */
  knownLookup(document: TextDocument): VariableLookup;
  /** The user-defined values; the first with a name wins. */
  userValues(document: Uri, connection: Connection | undefined): readonly OwnValues[];
  /** Reads the files with values for a document. One that cannot be read is skipped. */
  read(document: Uri): Promise<void>;
}
