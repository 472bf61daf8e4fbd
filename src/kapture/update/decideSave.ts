import { isBlank, isSame, looksMasked, type FieldValues } from './fieldValue.ts';
import { readBack, type RecordFields } from './recordFields.ts';

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
 * of it, and what the server has now. A field that the user took out of the document is not sent, and is no change.
 */
export function decideSave(base: RecordFields, mine: FieldValues, fresh: RecordFields): SaveDecision {
  const send = new Map<string, string>();
  const conflicts = new Map<string, string>();
  const merged = new Map<string, string>();
  const alreadyThere: string[] = [];
  for (const [field, value] of mine) {
    if (field === 'kapture_customer_id') continue;
    const before = readBack(base, field);
    const now = readBack(fresh, field);
    const isServers = before !== undefined && now !== undefined && !isSame(before, now);
    if (isSame(before, value)) {
      if (isServers) merged.set(field, now);
    } else if (isSame(value, now)) {
      alreadyThere.push(field);
    } else {
      (isServers ? conflicts : send).set(field, value);
    }
  }
  const written = [...send, ...conflicts];
  return {
    send, conflicts, alreadyThere, merged,
    blanked: written.filter(([field, value]) => isBlank(value) && !isBlank(readBack(base, field) ?? '"?"')).map(([field]) => field),
    masked: written.filter(([field, value]) => isOfMask(field, value, base) || isOfMask(field, value, fresh)).map(([field]) => field),
  };
}

/** Phones and emails are the fields that servers hide. */
function isOfMask(field: string, value: string, { masked }: RecordFields): boolean {
  return isSame(masked.get(field), value) || (/phone|email/.test(field) && looksMasked(value));
}

/** The body of an Update: the id and the changed fields, each as it was written. */
export function updateBody(id: string, changes: FieldValues): string {
  const fields = [['kapture_customer_id', JSON.stringify(id)] as const, ...changes];
  return `{${fields.map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(',')}}`;
}
