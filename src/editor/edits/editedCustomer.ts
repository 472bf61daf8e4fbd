import type { Uri } from 'vscode';
import { isSameField, type SaveDecision } from '../../kapture/update/decideSave.ts';
import { isSame, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import type { CustomerReading } from './customerReader.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';

/** An Update that was made from here. */
export interface LastUpdate {
  readonly asked: FieldValues;
  /** What the record had before, in the fields of which that was known. */
  readonly before: FieldValues;
}

/** A save under way: VS Code announces it, asks whether the file has changed, and writes. */
export interface SaveAttempt {
  /** VS Code saves by itself, after a delay or as the focus goes. */
  readonly isAutomatic: boolean;
  /** When it began, as `Date.now()` says. */
  readonly begunAt: number;
  /** The record as it is now, on its way. */
  readonly reading?: Promise<CustomerReading>;
  /** When it came, in milliseconds of `performance.now()`. */
  doneAt?: number;
}

/** A text that VS Code was given of a customer, and what it was made from. */
interface HandedOut {
  readonly text: string;
  readonly fields: RecordFields;
}

/** Up to this many texts that VS Code was given and has not shown yet are remembered. */
const mostHandedOut = 8;

/** A fresh read is good for this long: VS Code writes at once, unless something holds the save up. */
const freshMs = 5000;

/** What is known of a customer whose document is open. */
export class EditedCustomer {
  readonly uri: Uri;
  /** With the name of the connection that it was opened from. */
  readonly reference: RecordReference;
  /** What the text in the editor was made from: what differs from it is the user's. Undefined if that is lost. */
  base: RecordFields | undefined;
  /** The newest that is known; empty before the first. */
  server: RecordFields;
  /**
   * What VS Code takes for another state of the file if it is a greater number: it stands for the time of change, and the
   * size follows from it. It never goes back, also where what is known of a document is lost.
   */
  version: number;
  /** The version that VS Code read last; none after a reload. */
  handedOut = 0;
  /** What VS Code was given and may still show, the last one at the end. */
  readonly #handedOut: HandedOut[] = [];
  /** Grows with each read of the server. */
  reads = 0;
  attempt: SaveAttempt | undefined;
  /** What the server had when VS Code was last told that both sides changed the same fields, which, and in which save. */
  conflict:
    { readonly fields: RecordFields; readonly told: ReadonlySet<string>; readonly attempt: SaveAttempt } | undefined;
  lastUpdate: LastUpdate | undefined;
  /** What fields had that were taken over from somebody else: an undo brings it back without anybody having typed it. */
  overtaken: FieldValues = new Map();

  constructor(uri: Uri, reference: RecordReference, base?: RecordFields, version = Date.now()) {
    this.uri = uri;
    this.reference = reference;
    this.base = base;
    this.server = base ?? { shown: new Map(), masked: new Map(), others: new Map() };
    this.version = version;
  }

  /** Whether anything is known of what the server has. */
  get isLoaded(): boolean {
    return this.base !== undefined || this.reads > 0;
  }

  /** Has VS Code find the file changed. */
  renew(): void {
    this.version = Math.max(this.version + 1, Date.now());
  }

  learn(fields: RecordFields): void {
    this.server = fields;
    this.reads++;
  }

  /** VS Code is given a text of what the server has; whether an editor shows it already. */
  handOut(text: string, shown: string | undefined): boolean {
    this.handedOut = this.version;
    const isShown = shown === text;
    if (isShown) this.adopt();
    else this.#handedOut.push({ text: shownText(text), fields: this.server });
    if (this.#handedOut.length > mostHandedOut) this.#handedOut.shift();
    return isShown;
  }

  /** The editor shows what the server has: nothing in it is the user's. */
  adopt(fields = this.server): void {
    this.base = fields;
    this.conflict = undefined;
  }

  /**
   * The same if the editor shows a text that VS Code was given. That may take a while, in which the server is read again: the
   * text started from what it was made of. Whether it is such a text.
   */
  adoptText(text: string): boolean {
    const index = this.#handedOut.findLastIndex((handedOut) => handedOut.text === shownText(text));
    if (index < 0) return false;
    this.adopt(this.#handedOut[index]!.fields);
    this.#handedOut.splice(0, index + 1);
    return true;
  }

  /** Takes note of what the document had in fields that it takes over from the server. */
  overtake(merged: FieldValues): void {
    const before = [...merged.keys()].flatMap((field) => {
      const value = this.base && readBack(this.base, field);
      return value === undefined ? [] : [[field, value] as const];
    });
    this.overtaken = new Map([...this.overtaken, ...before]);
  }

  /** Those of the fields to be sent that would get back what somebody else has changed. */
  returnedBy({ send, conflicts }: SaveDecision): string[] {
    return [...send, ...conflicts]
      .filter(([field, value]) => isSame(this.overtaken.get(field), value))
      .map(([field]) => field);
  }

  /** Takes note of values that the editor shows and the server has. */
  settle(values: FieldValues): void {
    const base = this.base ?? this.server;
    const shown = new Map(base.shown);
    const others = new Map(base.others);
    this.overtaken = new Map([...this.overtaken].filter(([field]) => !values.has(field)));
    for (const [field, value] of values) (shown.has(field) ? shown : others).set(field, value);
    this.base = { ...base, shown, others };
    this.conflict = undefined;
    // From now on an editor shows them only by an Undo, which is the user's.
    this.#handedOut.length = 0;
  }

  /**
   * Whether the user was told of these conflicts in an earlier save, and the server has the same still: then writing is
   * overwriting. Whoever writes without saving an editor never was.
   */
  knows({ conflicts }: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): boolean {
    const { conflict } = this;
    return (
      conflict !== undefined &&
      conflict.attempt !== attempt &&
      attempt.reading !== undefined &&
      [...conflicts.keys()].every((field) => conflict.told.has(field) && isSameField(conflict.fields, fresh, field))
    );
  }

  /** Has VS Code find the file changed. */
  announce({ conflicts }: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): void {
    this.learn(fresh);
    this.conflict = { fields: fresh, told: new Set(conflicts.keys()), attempt };
    this.renew();
  }
}

/** As an editor shows it: VS Code makes line breaks alike, also within values. */
function shownText(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Whether the read that an attempt started can still be relied on. */
export function isFresh({ reading, doneAt }: SaveAttempt): boolean {
  return reading !== undefined && (doneAt === undefined || performance.now() - doneAt < freshMs);
}
