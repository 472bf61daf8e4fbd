import { updateBody, type SaveDecision } from './decideSave.ts';
import { type FieldValues } from './fieldValue.ts';
import { readBack, withValues, type RecordFields } from './editableFields.ts';
import { verifySave, type Verification } from './verifySave.ts';

/** The requests of a save. */
export interface SaveSteps {
  /** Sends the body of an Update. Throws if it failed. */
  readonly write: (body: string) => Promise<void>;
  /** Fetches the record; undefined if that failed. */
  readonly read: () => Promise<RecordFields | undefined>;
}

/** The result of a save. */
export interface SaveOutcome {
  readonly sent: FieldValues;
  /** The previous values of the sent fields, if they are known. */
  readonly before: FieldValues;
  /** The record after the update; undefined if it could not be fetched. */
  readonly stored: RecordFields | undefined;
  /** The record after the update. If it could not be fetched: the record before, with the sent values. */
  readonly current: RecordFields;
  readonly verification: Verification;
}

/** Sends the fields of a decision, including the user's values of conflicts, and verifies what was stored. Undefined if there is nothing to send. */
export async function saveUpdate(
  id: string,
  { send, conflicts }: SaveDecision,
  fresh: RecordFields,
  { write, read }: SaveSteps,
): Promise<SaveOutcome | undefined> {
  const sent = new Map([...send, ...conflicts]);
  if (sent.size === 0) return undefined;
  await write(updateBody(id, sent));
  const stored = await read();
  const before = new Map(
    [...sent.keys()].flatMap((field) => {
      const value = readBack(fresh, field);
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
  return {
    sent,
    before,
    stored,
    current: stored ?? withValues(fresh, sent),
    verification: stored ? verifySave(sent, stored) : { differences: [], unreadable: [...sent.keys()] },
  };
}
