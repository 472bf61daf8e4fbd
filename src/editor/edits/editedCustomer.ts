import type { Uri } from 'vscode';
import { isAlike, type SaveDecision } from '../../kapture/update/decideSave.ts';
import { isSame, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import type { CustomerReading } from './customerReader.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';

/** An update that this window sent. */
export interface LastUpdate {
  readonly asked: FieldValues;
  /** The previous values of the fields where they are known. */
  readonly before: FieldValues;
}

/** A save in progress, from `onWillSaveTextDocument` through `stat` to `writeFile`. */
export interface SaveAttempt {
  /** Auto save: after a delay or on focus change. */
  readonly isAutomatic: boolean;
  /** `Date.now()` at the start. */
  readonly begunAt: number;
  /** The read of the current record. */
  readonly reading?: Promise<CustomerReading>;
  /** `performance.now()` when the read ended. */
  doneAt?: number;
}

/** A text that VS Code has read, and the record that it was created from. */
interface HandedOut {
  readonly text: string;
  readonly fields: RecordFields;
}

/** Texts that VS Code has read but no editor has shown yet; older ones are dropped. */
const mostHandedOut = 8;

/** Maximum age of a read when VS Code writes. It is only exceeded if something delays the save. Milliseconds. */
const freshMs = 5000;

/** The state of a customer whose document is open. */
export class EditedCustomer {
  readonly uri: Uri;
  /** Includes the name of the connection that it was opened from. */
  readonly reference: RecordReference;
  /**
   * The record that the editor's text is based on: every difference is a change by the user. Undefined if it is lost.
   */
  base: RecordFields | undefined;
  /** The last known record; empty before the first read. */
  server: RecordFields;
  /**
   * The mtime of the file, from which its size is derived: a greater number tells VS Code that the file has changed. It must
   * never decrease, even if the state of the document was lost, so it starts at the current time.
   */
  version: number;
  /** The version that VS Code read last; 0 after a reload. */
  handedOut = 0;
  /** The texts that VS Code has read and may still show, oldest first. */
  readonly #handedOut: HandedOut[] = [];
  /** The number of reads from the server. */
  reads = 0;
  attempt: SaveAttempt | undefined;
  /**
   * The last conflict that VS Code was told of: the server's record, the fields changed on both sides, and the save.
   */
  conflict:
    { readonly fields: RecordFields; readonly told: ReadonlySet<string>; readonly attempt: SaveAttempt } | undefined;
  lastUpdate: LastUpdate | undefined;
  /**
   * The previous values of fields merged from another user's change. An Undo can restore them although the user did not
   * type them.
   */
  overtaken: FieldValues = new Map();

  constructor(uri: Uri, reference: RecordReference, base?: RecordFields, version = Date.now()) {
    this.uri = uri;
    this.reference = reference;
    this.base = base;
    this.server = base ?? { shown: new Map(), masked: new Map(), others: new Map() };
    this.version = version;
  }

  get isLoaded(): boolean {
    return this.base !== undefined || this.reads > 0;
  }

  /** Makes `stat` report a changed file. */
  renew(): void {
    this.version = Math.max(this.version + 1, Date.now());
  }

  learn(fields: RecordFields): void {
    this.server = fields;
    this.reads++;
  }

  /**
   * Records that VS Code reads a text of the last known record. Returns whether the editor already shows it (`shown`).
   */
  handOut(text: string, shown: string | undefined): boolean {
    this.handedOut = this.version;
    const isShown = shown === text;
    if (isShown) this.adopt();
    else this.#handedOut.push({ text: shownText(text), fields: this.server });
    if (this.#handedOut.length > mostHandedOut) this.#handedOut.shift();
    return isShown;
  }

  /** Makes a record the base: the editor shows it without changes by the user. */
  adopt(fields = this.server): void {
    this.base = fields;
    this.conflict = undefined;
  }

  /**
   * Makes the record behind a text the base, if VS Code has read that text. The record may be older than the last known one,
   * because an editor shows a text some time after reading it. Returns whether it is such a text.
   */
  adoptText(text: string): boolean {
    const index = this.#handedOut.findLastIndex((handedOut) => handedOut.text === shownText(text));
    if (index < 0) return false;
    this.adopt(this.#handedOut[index]!.fields);
    this.#handedOut.splice(0, index + 1);
    return true;
  }

  /** Records the previous values of fields that are merged from the server into the document. */
  overtake(merged: FieldValues): void {
    const before = [...merged.keys()].flatMap((field) => {
      const value = this.base && readBack(this.base, field);
      return value === undefined ? [] : [[field, value] as const];
    });
    this.overtaken = new Map([...this.overtaken, ...before]);
  }

  /** The fields to be sent whose values would undo another user's change. */
  returnedBy({ send, conflicts }: SaveDecision): string[] {
    return [...send, ...conflicts]
      .filter(([field, value]) => isSame(this.overtaken.get(field), value))
      .map(([field]) => field);
  }

  /** Adds values to the base that are now the same in the editor and on the server. */
  settle(values: FieldValues): void {
    const base = this.base ?? this.server;
    const shown = new Map(base.shown);
    const others = new Map(base.others);
    this.overtaken = new Map([...this.overtaken].filter(([field]) => !values.has(field)));
    for (const [field, value] of values) (shown.has(field) ? shown : others).set(field, value);
    this.base = { ...base, shown, others };
    this.conflict = undefined;
    // After a save, an editor shows one of these texts only by Undo, which is a change by the user.
    this.#handedOut.length = 0;
  }

  /**
   * Whether the user was told of these conflicts in an earlier save and the server's values have not changed since: writing
   * then is Overwrite. False for a write that is not a manual save of an editor.
   */
  knows({ conflicts }: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): boolean {
    const { conflict } = this;
    return (
      conflict !== undefined &&
      conflict.attempt !== attempt &&
      attempt.reading !== undefined &&
      [...conflicts.keys()].every((field) => conflict.told.has(field) && isAlike(conflict.fields, fresh, field))
    );
  }

  /** Records a conflict and makes `stat` report a changed file. */
  announce({ conflicts }: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): void {
    this.learn(fresh);
    this.conflict = { fields: fresh, told: new Set(conflicts.keys()), attempt };
    this.renew();
  }
}

/** The text as an editor shows it: VS Code normalizes line breaks, even within values. */
function shownText(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Whether the read that an attempt started is recent enough to be used. */
export function isFresh({ reading, doneAt }: SaveAttempt): boolean {
  return reading !== undefined && (doneAt === undefined || performance.now() - doneAt < freshMs);
}
