import type { OperationForm } from '../catalogue/form.ts';
import { isOtherId } from '../exchange/otherRecord.ts';
import type { SaveDecision } from './decideSave.ts';
import { readBack, withValues, type RecordFields } from './editableFields.ts';
import { isSame, isStoredAsSent, type FieldValues } from './fieldValue.ts';
import { recordValue } from './updateBody.ts';

/** The requests of a save. */
export interface SaveSteps {
  /**
   * Sends the body of an Update. Throws if it failed. Resolves to the ID of the customer in the response, if it has
   * one.
   */
  readonly write: (body: string) => Promise<string | undefined>;
  /** Fetches the record; undefined if that failed. */
  readonly read: () => Promise<RecordFields | undefined>;
}

/** The result of a save. */
export interface SaveOutcome {
  readonly sent: FieldValues;
  /** The record after the update; undefined if it could not be fetched. */
  readonly stored: RecordFields | undefined;
  /** The record after the update. If it could not be fetched: the record before, with the sent values. */
  readonly current: RecordFields;
  readonly verification: Verification;
  /** The ID of another customer in the response, which Kapture may have changed or added. */
  readonly otherCustomer: string | undefined;
}

/** The fields that a decision sends, including the user's values of conflicts. */
export function sentFields({ send, conflicts }: Pick<SaveDecision, 'send' | 'conflicts'>): FieldValues {
  return new Map([...send, ...conflicts]);
}

/** An update to send. */
export interface Update {
  readonly id: string;
  /** The changed fields. */
  readonly sent: FieldValues;
  /** The unchanged fields that the form requires, which are sent too. */
  readonly required: FieldValues;
  /** The body in the given form, see `updateBody.ts`. */
  readonly body: string;
  readonly form: Pick<OperationForm, 'fieldMap'>;
  /** The current record. */
  readonly fresh: RecordFields;
}

/** Sends an update, and verifies what was stored. */
export async function saveUpdate(
  { id, sent, required, body, form, fresh }: Update,
  { write, read }: SaveSteps,
): Promise<SaveOutcome> {
  const answered = await write(body);
  const stored = await read();
  // Of the required fields, those that are now stored with another value.
  const changed = new Map([...[...required].filter(([field]) => isStoredAnew(field, fresh, stored)), ...sent]);
  return {
    sent,
    stored,
    current: stored ?? withValues(fresh, sent),
    verification: stored ? verifySave(changed, stored, form) : { differences: [], unreadable: [...sent.keys()] },
    otherCustomer: answered !== undefined && isOtherId(answered, id) ? answered : undefined,
  };
}

/** Whether the record now has another value of a field than before the update. */
function isStoredAnew(field: string, fresh: RecordFields, stored: RecordFields | undefined): boolean {
  const now = stored && readBack(stored, field);
  return now !== undefined && !isSame(now, readBack(fresh, field));
}

/** Whether the fields of an Update were stored. */
export interface Verification {
  /** Fields that were stored with another value. */
  readonly differences: readonly { readonly field: string; readonly asked: string; readonly stored: string }[];
  /** Fields whose stored value is unknown because the record does not have them or masks them. */
  readonly unreadable: readonly string[];
}

/**
 * Compares the requested values with the record after the update. `form`: the values of a field that it writes
 * differently are equal.
 */
export function verifySave(
  asked: FieldValues,
  stored: RecordFields,
  form: Pick<OperationForm, 'fieldMap'> = {},
): Verification {
  const differences: { field: string; asked: string; stored: string }[] = [];
  const unreadable: string[] = [];
  for (const [field, value] of asked) {
    const now = readBack(stored, field);
    if (now === undefined) unreadable.push(field);
    else if (
      !isStoredAsSent(value, now) &&
      !isStoredAsSent(recordValue(form, field, value), recordValue(form, field, now))
    )
      differences.push({ field, asked: value, stored: now });
  }
  return { differences, unreadable };
}
