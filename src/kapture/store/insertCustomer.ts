import type { RecordFields } from '../pull/notedRecords.ts';
import type { WindowAttempt } from './pullWindows.ts';
import type { Statements } from './statements.ts';

/** Where a record lies: in a spool file, or as a text in its row. */
export interface RecordPlace extends WindowAttempt {
  readonly spool: number;
  readonly start: number;
  readonly length: number;
  readonly text: string | null;
}

/** In place of a window: the record was got by itself. `attempt` is when, then. */
export const gotAlone = 0;

const fieldColumns = [
  'name',
  'phone',
  'contact_phone',
  'email',
  'code',
  'city',
  'agent',
  'status',
  'source',
  'created_at',
  'enquiries',
  'contacts',
  'search',
  'spool',
  'start',
  'length',
  'text',
];
const staysWithOther =
  'customer.window <> excluded.window AND EXISTS (SELECT 1 FROM pull_window AS owner WHERE owner.id = customer.window AND owner.done = 1)';
const statement = `INSERT INTO customer (pull, id, window, attempt, ${fieldColumns.join(', ')})
  VALUES (?, ?, ?, ?, ${fieldColumns.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${fieldColumns.map((column) => `${column} = excluded.${column}`).join(', ')},
    window = iif(${staysWithOther}, customer.window, excluded.window), attempt = iif(${staysWithOther}, customer.attempt, excluded.attempt)
    WHERE customer.window <> ${gotAlone} OR customer.attempt < ?`;

/**
 * A customer's row. One of two windows stays with the one that is done: another try of the other must not take it away. One
 * that was got by itself since the window was asked for stays as it is.
 */
export function insertCustomer(sql: Statements, fields: RecordFields, place: RecordPlace): void {
  sql.run(
    statement,
    place.pull,
    fields.id,
    place.window,
    place.attempt,
    fields.name,
    fields.phone,
    fields.contactPhone,
    fields.email,
    fields.code,
    fields.city,
    fields.agent,
    fields.status,
    fields.source,
    fields.createdAt ?? '',
    fields.enquiries,
    fields.contacts.length,
    fields.search,
    place.spool,
    place.start,
    place.length,
    place.text,
    place.begunAt,
  );
}
