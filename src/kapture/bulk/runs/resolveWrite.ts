import { formFor } from '../../connection/connection.ts';
import { pause } from '../../http/retries.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { readBack } from '../../update/editableFields.ts';
import { isBlank, isSame, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import type { ReadFailure, ReadRecord } from '../lookups/reader.ts';
import { fieldOfIdentifier, identities } from '../plans/identifiers.ts';
import type { JournalEntry } from '../plans/planDatabase.ts';
import type { PlanRow } from '../plans/planRow.ts';
import { compareWrite, contactOf, undecidedReason } from './compareWrite.ts';
import { recordWriteEnd, type BulkRun } from './bulkRun.ts';

export interface ResolvedWrite {
  readonly end: 'done' | 'failed' | 'unknown' | 'conflict' | 'not-sent';
  /** The failure of the read, if it does not show the outcome. */
  readonly failure?: ReadFailure | undefined;
}

interface StoredFinding {
  readonly kind: 'stored';
  readonly customerId: string;
  /** The stored values of fields that were sent as blank. */
  readonly ignored: FieldValues;
}

type Finding =
  | StoredFinding
  | { readonly kind: 'not-stored' }
  | { readonly kind: 'unknown'; readonly reason: Problem; readonly failure?: ReadFailure };

/**
 * Finds out by reading whether the last write of a row was applied, and records it. If a read does not show it, the
 * outcome stays unknown.
 *
 * A write that was not applied may be sent if the server limited the rate, and an update also if its process ended
 * shortly before: at worst, it stores the same values again. After a longer time, another user may have reverted the
 * write on purpose.
 */
export async function resolveWrite(row: PlanRow, run: BulkRun): Promise<ResolvedWrite> {
  const { store, plan, settleMs, interruptedMs, target, signal } = run;
  const entry = (await store.journal(plan, row.row)).at(-1);
  if (!entry) return { end: 'unknown' };
  if (entry.outcome === 'accepted') return endAccepted(row, entry, await findOut(row, entry, run), run);
  const isLimited = entry.status === 429;
  const isInterrupted = entry.answeredAt === undefined;
  const settle = isInterrupted ? interruptedMs : settleMs;
  const believedAt = lastSign(entry) + settle;
  const isEarly = Date.now() < believedAt;
  let finding = await findOut(row, entry, run);
  // This applies after a rate limit too, because a gateway can count a request that it has passed on.
  if (finding.kind === 'not-stored' && isEarly) {
    const wait = Math.min(settle, believedAt - Date.now());
    if (wait > 0) await pause(wait, signal, new URL(target.connection.baseUrl).host);
    finding = await findOut(row, entry, run);
  }
  switch (finding.kind) {
    case 'stored':
      return endStored(row, finding, run);
    case 'unknown':
      await recordWriteEnd(run, row.row, {
        isResolved: true,
        outcome: 'unknown',
        state: 'unknown',
        reason: finding.reason,
      });
      return { end: 'unknown', failure: finding.failure };
    case 'not-stored': {
      const isInterruptedUpdate = isInterrupted && row.write === 'update';
      if (isLimited || (isInterruptedUpdate && isEarly)) return endNotStored(row, 'not-sent', undefined, run);
      if (isInterruptedUpdate) return endNotStored(row, 'conflict', mayBeReverted, run);
      return endNotStored(row, 'failed', isInterrupted ? notAdded : notStored, run);
    }
  }
}

/**
 * Records that the record now shows the last write of a row, although it did not when the outcome was decided: a server
 * can store a write late. Resolves to false if the record does not show it, if no write of the row was decided by a
 * read, or if this run started long after that write, because another user may then have stored the values.
 */
export async function resolveLate(row: PlanRow, run: BulkRun): Promise<boolean> {
  const { store, plan, interruptedMs, startedAt } = run;
  const entries = await store.journal(plan, row.row);
  const entry = entries.at(-1);
  const decided = entries.findLast(({ outcome }) => outcome === 'not-stored');
  if (!entry || !decided || startedAt >= lastSign(decided) + interruptedMs) return false;
  const finding = await findOut(row, entry, run);
  if (finding.kind !== 'stored') return false;
  await endStored(row, finding, run);
  return true;
}

/** Kapture has reported success, so only what became of the blank values can be unknown. */
async function endAccepted(
  { row }: PlanRow,
  { after }: JournalEntry,
  finding: Finding,
  run: BulkRun,
): Promise<ResolvedWrite> {
  if (finding.kind === 'unknown' && finding.failure) return { end: 'unknown', failure: finding.failure };
  const end = finding.kind === 'not-stored' ? 'failed' : 'done';
  let reason: Problem | undefined;
  if (finding.kind === 'unknown') reason = finding.reason;
  else if (finding.kind === 'stored') reason = reasonOfIgnored([...finding.ignored.keys()]);
  else reason = reasonOfIgnored([...after].filter(([, value]) => isBlank(value)).map(([field]) => field));
  await recordWriteEnd(run, row, { isResolved: true, outcome: end, state: end, reason });
  return { end };
}

async function endStored(
  { row }: PlanRow,
  { customerId, ignored }: StoredFinding,
  run: BulkRun,
): Promise<ResolvedWrite> {
  const reason = reasonOfIgnored([...ignored.keys()]);
  await recordWriteEnd(run, row, { isResolved: true, outcome: 'done', state: 'done', customerId, reason });
  return { end: 'done' };
}

async function endNotStored(
  { row, write }: PlanRow,
  end: 'not-sent' | 'failed' | 'conflict',
  reason: Problem | undefined,
  run: BulkRun,
): Promise<ResolvedWrite> {
  const state = end === 'not-sent' ? write! : end;
  await recordWriteEnd(run, row, { isResolved: true, outcome: 'not-stored', state, reason });
  return { end };
}

async function findOut(row: PlanRow, entry: JournalEntry, run: BulkRun): Promise<Finding> {
  return row.write === 'add' ? findAdded(entry, run) : findUpdated(row, entry, run);
}

async function findUpdated(
  { customerId = '', changes }: PlanRow,
  entry: JournalEntry,
  { reader, target, signal }: BulkRun,
): Promise<Finding> {
  const found = await reader.find('id', customerId, signal);
  if (found.kind === 'failed') return notReadable(found.failure);
  if (found.kind !== 'one') return { kind: 'unknown', reason: problem('The customer no longer exists.') };
  const form = formFor(target.connection, 'update');
  // A field whose sent value the contact already had says nothing about the write.
  const stated = changes.filter(({ contact, to }) => isSame(contact, to)).map(({ field }) => field);
  const after = new Map([...entry.after].filter(([field]) => !stated.includes(field)));
  const finding = compareWrite({ before: entry.before, after, ...contactOf(changes) }, found.record, form);
  if (finding.kind === 'stored') return { ...finding, customerId };
  if (finding.kind === 'not-stored') return finding;
  return { kind: 'unknown', reason: undecidedReason(finding.shown, found.record.fields, { form, customerId }) };
}

/** Finds the customer that an Add created: before the write, no customer had its phone, email and code. */
async function findAdded({ after }: JournalEntry, { reader, signal }: BulkRun): Promise<Finding> {
  const ids = new Set<string>();
  let added: ReadRecord | undefined;
  let looked = 0;
  for (const identity of identities) {
    const value = after.get(fieldOfIdentifier[identity]);
    if (value === undefined) continue;
    looked++;
    const found = await reader.find(identity, plainValue(value), signal);
    if (found.kind === 'failed') return notReadable(found.failure);
    if (found.kind === 'several')
      return { kind: 'unknown', reason: problem('Several customers now have the values of this row.') };
    if (found.kind === 'one') {
      ids.add(found.record.id);
      added = found.record;
    }
  }
  if (!looked)
    return {
      kind: 'unknown',
      reason: problem('The row has no phone number, email address or code, so the customer cannot be looked up.'),
    };
  if (!added) return { kind: 'not-stored' };
  const name = readBack(added.fields, 'customer_name');
  const isOurs = ids.size === 1 && (!after.has('customer_name') || isSame(name, after.get('customer_name')));
  return isOurs
    ? { kind: 'stored', customerId: added.id, ignored: new Map() }
    : {
        kind: 'unknown',
        reason: problem('Customer {0} now has values of this row, but a different name. Check the customer.', added.id),
      };
}

const notStored = problem('The write did not succeed. The record shows that nothing was stored.');
const notAdded = problem(
  'The run was interrupted during this row, and no customer has its values. Import the row again.',
);
const mayBeReverted = problem(
  'The run was interrupted during this row, and the record has the earlier values. Another user may have reverted the change since, so the row was not sent again.',
);

/** When a write was answered or, if that is unknown, sent. */
function lastSign({ sentAt, answeredAt = sentAt }: JournalEntry): number {
  return answeredAt;
}

function notReadable(failure: ReadFailure): Finding {
  return { kind: 'unknown', reason: failure.reason, failure };
}

function reasonOfIgnored(fields: readonly string[]): Problem | undefined {
  if (!fields.length) return undefined;
  return problem('Kapture ignored the blank values for these fields: {0}.', fields.join(', '));
}
