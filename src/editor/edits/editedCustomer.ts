import type { Uri } from 'vscode';
import type { Dialect } from '../../kapture/catalogue/dialect.ts';
import { isContactField, readBack, type RecordFields, withValues } from '../../kapture/update/editableFields.ts';
import { isSameField, type SaveDecision } from '../../kapture/update/decideSave.ts';
import { isMaskOf, isSame, type FieldValues } from '../../kapture/update/fieldValue.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { CustomerReading } from './customerReader.ts';

/** A save in progress, from `onWillSaveTextDocument` through `stat` to `writeFile`. */
export interface SaveAttempt {
  /** Whether this is an auto save, after a delay or on a change of focus. */
  readonly isAutomatic: boolean;
  /** `Date.now()` at the start. */
  readonly startedAt: number;
  /** The read of the current record. */
  readonly reading?: Promise<CustomerReading>;
  /** `performance.now()` when the read ended. */
  readAt?: number;
}

/** A text that VS Code has read, and the record that it was created from. */
interface ReadText {
  readonly text: string;
  readonly fields: RecordFields;
}

/** Texts that VS Code has read but no editor has shown yet; older ones are dropped. */
const maximumReadTexts = 8;

/** The maximum age of a read when VS Code writes, in milliseconds. Only an unusual delay of the save exceeds it. */
const maximumAgeMs = 5000;

/**
 * The time in which VS Code writes after it announced a save. It reports nothing if it gives up the save, for example
 * because the user canceled a formatter. Milliseconds.
 */
const maximumSaveMs = 60_000;

export class EditedCustomer {
  readonly uri: Uri;
  /** Includes the name of the connection that it was opened from. */
  readonly reference: RecordReference;
  /** The record that the document was opened with, which is stored. Undefined if it is lost. */
  readonly original: RecordFields | undefined;
  /**
   * The record that the editor's text is based on: every difference is a change by the user. Undefined if it is lost.
   */
  base: RecordFields | undefined;
  /** The last known record; empty before the first read. */
  server: RecordFields;
  /**
   * The mtime of the file, from which its size is derived: a greater number tells VS Code that the file has changed. It
   * must never decrease, even after a reload, so it starts at the current time.
   */
  version = Date.now();
  /** The version that VS Code read last; 0 after a reload. */
  lastReadVersion = 0;
  /** The texts that VS Code has read and may still show, oldest first. */
  readonly #readTexts: ReadText[] = [];
  /** The number of reads from the server. */
  reads = 0;
  attempt: SaveAttempt | undefined;
  /** Why the last save failed, and whether an error of `stat` has told VS Code so. */
  saveError: { readonly error: Error; isThrown: boolean } | undefined;
  /**
   * The last conflict reported to VS Code: the server's record, the fields changed on both sides, and the save.
   */
  conflict:
    | { readonly fields: RecordFields; readonly conflicting: ReadonlySet<string>; readonly attempt: SaveAttempt }
    | undefined;
  /** The dialect of the text that VS Code read last; undefined before the first read. */
  dialect: Dialect | undefined;
  /**
   * The previous values of fields merged from another user's change. An Undo can restore them although the user did not
   * type them.
   */
  replacedValues: FieldValues = new Map();

  constructor(uri: Uri, reference: RecordReference, original?: RecordFields) {
    this.uri = uri;
    this.reference = reference;
    this.original = original;
    this.base = original;
    this.server = original ?? { shown: new Map(), masked: new Map(), others: new Map() };
  }

  get isLoaded(): boolean {
    return this.base !== undefined || this.reads > 0;
  }

  /** Makes `stat` report a changed file. */
  bumpVersion(): void {
    this.version = Math.max(this.version + 1, Date.now());
  }

  setServer(fields: RecordFields): void {
    this.server = fields;
    this.reads++;
  }

  /**
   * Records that VS Code reads a text of the last known record. Returns whether the editor already shows it (`shown`).
   */
  recordRead(text: string, shown: string | undefined): boolean {
    this.lastReadVersion = this.version;
    const isShown = shown === text;
    if (isShown) this.setBase();
    else this.#readTexts.push({ text: normalizeLineBreaks(text), fields: this.server });
    if (this.#readTexts.length > maximumReadTexts) this.#readTexts.shift();
    return isShown;
  }

  /** Makes a record the base: the editor shows it without changes by the user. */
  setBase(fields = this.server): void {
    this.base = fields;
    this.conflict = undefined;
  }

  /**
   * Makes the record of a text the base, if VS Code has read that text. The record may be older than the last known
   * one, because an editor shows a text some time after reading it. Returns whether VS Code has read the text.
   */
  setBaseFromText(text: string): boolean {
    const index = this.#readTexts.findLastIndex((read) => read.text === normalizeLineBreaks(text));
    if (index < 0) return false;
    this.setBase(this.#readTexts[index]!.fields);
    this.#readTexts.splice(0, index + 1);
    return true;
  }

  /** Records the previous values of fields that are merged from the server into the document. */
  recordMerged(merged: FieldValues): void {
    const before = [...merged.keys()].flatMap((field) => {
      const value = this.base && readBack(this.base, field);
      return value === undefined ? [] : [[field, value] as const];
    });
    this.replacedValues = new Map([...this.replacedValues, ...before]);
  }

  /** The fields to be sent whose values would undo another user's change. */
  restoredFields({ send, conflicts }: SaveDecision): string[] {
    return [...send, ...conflicts]
      .filter(([field, value]) => isSame(this.replacedValues.get(field), value))
      .map(([field]) => field);
  }

  /** Adds values to the base that are now the same in the editor and on the server. */
  addToBase(values: FieldValues): void {
    this.replacedValues = new Map([...this.replacedValues].filter(([field]) => !values.has(field)));
    const { server } = this;
    const base = withValues(this.base ?? server, values, server);
    this.base = withContactOf(values, withMasksOf(values, base, server), server);
    this.conflict = undefined;
    // After a save, an editor shows one of these texts only by Undo, which is a change by the user.
    this.#readTexts.length = 0;
  }

  /**
   * Whether these conflicts were reported to the user in an earlier save and the server's values have not changed
   * since: writing then is Overwrite. False for a write that is not a manual save of an editor.
   */
  isKnownConflict({ conflicts }: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): boolean {
    const { conflict } = this;
    return (
      conflict !== undefined &&
      conflict.attempt !== attempt &&
      attempt.reading !== undefined &&
      [...conflicts.keys()].every(
        (field) => conflict.conflicting.has(field) && isSameField(conflict.fields, fresh, field),
      )
    );
  }

  /** Records a conflict and makes `stat` report a changed file. */
  reportConflict({ conflicts }: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): void {
    this.setServer(fresh);
    this.conflict = { fields: fresh, conflicting: new Set(conflicts.keys()), attempt };
    this.bumpVersion();
  }
}

/**
 * The record with the masks that the server has for saved values, so that the next save does not mistake them for
 * another user's change. A mask that does not match the saved value remains masked.
 */
function withMasksOf(values: FieldValues, record: RecordFields, server: RecordFields): RecordFields {
  const own = [...values].flatMap(([field, value]) => {
    const masked = server.masked.get(field);
    return masked !== undefined && isMaskOf(masked, value) ? [[field, masked] as const] : [];
  });
  return { ...record, masked: new Map([...record.masked, ...own]) };
}

/**
 * If values of the contact were saved, the record with the contact that the server has now, or without one if it has
 * none. With these values, the document is about that contact, even if they replace the values of another contact.
 */
function withContactOf(values: FieldValues, record: RecordFields, server: RecordFields): RecordFields {
  if (![...values.keys()].some(isContactField)) return record;
  const { contactId: _, ...others } = record;
  return server.contactId === undefined ? others : { ...others, contactId: server.contactId };
}

/** The text as an editor shows it: VS Code normalizes line breaks, even within values. */
function normalizeLineBreaks(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Whether VS Code may still write for an attempt. */
export function isPending({ startedAt }: SaveAttempt): boolean {
  return Date.now() - startedAt < maximumSaveMs;
}

/** Whether the read that an attempt started is recent enough to be used. */
export function isFresh({ reading, readAt }: SaveAttempt): boolean {
  return reading !== undefined && (readAt === undefined || performance.now() - readAt < maximumAgeMs);
}
