import { updateBody, type SaveDecision } from './decideSave.ts';
import { type FieldValues } from './fieldValue.ts';
import { readBack, type RecordFields } from './editableFields.ts';
import { verifySave, type Verification } from './verifySave.ts';

/** What a save asks of whoever talks to the server. */
export interface SaveSteps {
  /** Sends the body of an Update. Throws if it was not carried out. */
  readonly write: (body: string) => Promise<void>;
  /** Gets the record; undefined if that failed. */
  readonly read: () => Promise<RecordFields | undefined>;
}

/** What was sent and what came of it. */
export interface SaveOutcome {
  readonly sent: FieldValues;
  /** What the record had before in the fields that were sent, as far as that is known. */
  readonly before: FieldValues;
  /** The record afterwards; undefined if it could not be got. */
  readonly stored: RecordFields | undefined;
  readonly verification: Verification;
}

/** Sends what was decided upon, the user's side of conflicts too, and looks at what was stored. Undefined if there was nothing to send. */
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
    verification: stored ? verifySave(sent, stored) : { differences: [], unreadable: [...sent.keys()] },
  };
}
