import type { Problem } from '../../../kapture/problem/problem.ts';

/** A connection as it is in the settings; defaults may be omitted. */
export type ConnectionEntry = Record<string, unknown>;

/** Returns a problem if the name is taken. */
export type NameCheck = (name: string) => Problem | undefined;

/** Sets one field and leaves the others as they are, even if they changed since the entry was shown. */
export type EntryChange = (entry: ConnectionEntry) => ConnectionEntry;

/** A change to an entry, and what to do with secrets once the changed entry is in the settings. */
export interface EntryEdit {
  readonly change: EntryChange;
  readonly updateSecrets: (written: ConnectionEntry) => Promise<void>;
}
