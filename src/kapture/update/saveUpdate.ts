import type { OperationForm } from '../catalogue/form.ts';
import { isOtherId } from '../exchange/otherRecord.ts';
import type { SaveDecision } from './decideSave.ts';
import { readBack, withValues, type RecordFields } from './editableFields.ts';
import { isDamaged, isSame, type FieldValues } from './fieldValue.ts';
import { verifySave, type Verification } from './verifySave.ts';

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
  /** The fields that the update changed: those of `sent`, and required ones that are now stored with another value. */
  readonly changed: FieldValues;
  /** The previous values of the changed fields, if they are known. */
  readonly before: FieldValues;
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
  const changed = new Map([...[...required].filter(([field]) => isStoredAnew(field, fresh, stored)), ...sent]);
  return {
    sent,
    changed,
    before: valuesBefore(changed, fresh),
    stored,
    current: stored ?? withValues(fresh, sent),
    verification: stored ? verifySave(changed, stored, form) : { differences: [], unreadable: [...sent.keys()] },
    otherCustomer: answered !== undefined && isOtherId(answered, id) ? answered : undefined,
  };
}

/** The values that a record has of some fields, if they are known and could be decoded. */
export function valuesBefore(changed: FieldValues, fresh: RecordFields): FieldValues {
  return new Map(
    [...changed.keys()].flatMap((field) => {
      const value = readBack(fresh, field);
      return value === undefined || isDamaged(value) ? [] : [[field, value] as const];
    }),
  );
}

/** Whether the record now has another value of a field than before the update. */
function isStoredAnew(field: string, fresh: RecordFields, stored: RecordFields | undefined): boolean {
  const now = stored && readBack(stored, field);
  return now !== undefined && !isSame(now, readBack(fresh, field));
}
