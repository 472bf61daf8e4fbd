import { isBlank, isMask, isSame, looksMasked, type FieldValues } from './fieldValue.ts';
import { readBack, type RecordFields } from './editableFields.ts';

/** What saving an edited customer comes to. Each field stands in one of `send`, `conflicts` and `alreadyThere`, or changed nothing. */
export interface SaveDecision {
  /** Changed by the user, and by nobody else. */
  readonly send: FieldValues;
  /** Changed by both, to different values: the user's. */
  readonly conflicts: FieldValues;
  /** Changed by both to the same value: nothing to send. */
  readonly alreadyThere: readonly string[];
  /** Changed on the server alone: the server's values, which the document takes over. */
  readonly merged: FieldValues;
  /** Of `send` and `conflicts`, those that would blank a value, or one that is not known. */
  readonly blanked: readonly string[];
  /** Values that the server hid and that would be written over what it hides. Nothing may be sent then. */
  readonly masked: readonly string[];
}

/**
 * Compares three states field by field: what the record was when the document took its text from it, what the user made
 * of it, and what the server has now. A field that the user took out of the document is not sent, and is no change. Where
 * it is unknown what the text was made from, everything that differs from the server is a conflict.
 */
export function decideSave(base: RecordFields | undefined, mine: FieldValues, fresh: RecordFields): SaveDecision {
  const send = new Map<string, string>();
  const conflicts = new Map<string, string>();
  const merged = new Map<string, string>();
  const alreadyThere: string[] = [];
  for (const [field, value] of mine) {
    if (field === 'kapture_customer_id') continue;
    const before = base && readBack(base, field);
    const now = readBack(fresh, field);
    const isServers = !base || isElsewhere(base, fresh, field);
    if (isSame(before, value)) {
      if (isServers && now !== undefined) merged.set(field, now);
    } else if (isSame(value, now)) {
      alreadyThere.push(field);
    } else {
      (isServers ? conflicts : send).set(field, value);
    }
  }
  const written = [...send, ...conflicts];
  return {
    send,
    conflicts,
    alreadyThere,
    merged,
    blanked: written
      .filter(([field, value]) => isBlank(value) && !isBlank((base && readBack(base, field)) ?? '"?"'))
      .map(([field]) => field),
    masked: written
      .filter(([field, value]) => (base && isOfMask(field, value, base)) || isOfMask(field, value, fresh))
      .map(([field]) => field),
  };
}

/**
 * Whether the server has something else in a field than it had. One that was not in the record and now is, counts, unless it
 * is blank; so does one that is hidden now and was shown or hidden otherwise: nobody can say that it is the same.
 */
function isElsewhere(base: RecordFields, fresh: RecordFields, field: string): boolean {
  const hidden = fresh.masked.get(field);
  if (hidden !== undefined) return !isSame(base.masked.get(field), hidden);
  const now = readBack(fresh, field);
  const before = readBack(base, field);
  return now !== undefined && !isSame(before, now) && !(before === undefined && isBlank(now));
}

/** Whether two states of a record say the same of a field: shown, hidden or not there. */
export function isAlike(one: RecordFields, other: RecordFields, field: string): boolean {
  const [a, b] = [one, other].map((record) => ({ shown: readBack(record, field), hidden: record.masked.get(field) }));
  const same = (x: string | undefined, y: string | undefined): boolean => x === y || isSame(x, y);
  return same(a!.shown, b!.shown) && same(a!.hidden, b!.hidden);
}

/** What the server hid, or looks like it in a field that servers hide, or in any that has nothing else. */
function isOfMask(field: string, value: string, { masked }: RecordFields): boolean {
  return isSame(masked.get(field), value) || (/phone|email/.test(field) ? looksMasked(value) : isMask(value));
}

/** The body of an Update: the id and the changed fields, each as it was written. */
export function updateBody(id: string, changes: FieldValues): string {
  const fields = [['kapture_customer_id', JSON.stringify(id)] as const, ...changes];
  return `{${fields.map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(',')}}`;
}
