import { formFor } from '../../connection/connection.ts';
import type { Target } from '../../exchange/exchange.ts';
import { pause } from '../../http/retries.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { readBack } from '../../update/editableFields.ts';
import { isSame, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import { compareBlank } from './compareBlank.ts';
import { compareWrite } from './compareWrite.ts';
import { contactOf } from './contactOf.ts';
import { fieldOfIdentifier, identities } from '../plans/identifiers.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { JournalEntry } from '../plans/journalEntry.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
import type { ReadFailure, Reader } from '../lookups/reader.ts';
import { recordWriteEnd, type OwnedPlan } from './recordWriteEnd.ts';
import type { RowResult } from './rowResult.ts';
import { undecidedReason } from './undecidedReason.ts';

export interface RowResolverOptions extends OwnedPlan {
  readonly target: Target;
  readonly reader: Reader;
  /** See `ApplyOptions.onRecord`. */
  readonly onRecord: ((id: string, record: string) => void) | undefined;
  /** How long after an unusable response, or a timeout, a record that does not show the write is believed, in ms. */
  readonly settleMs: number;
  /** The same for a write whose process ended before any response. The server can still be working on it. */
  readonly interruptedMs: number;
}

/** What was found out about a write. */
export interface ResolvedWrite {
  readonly end: 'done' | 'failed' | 'unknown' | 'conflict' | 'not-sent';
  /** Of the read, if it says nothing. */
  readonly failure?: ReadFailure | undefined;
}

/** What was found out about the blank values of a successful update. */
type CheckedWrite = RowResult & { readonly end: 'done' | 'failed' | 'unknown' };

type StoredWrite = ResolvedWrite & { readonly end: 'done' };

interface StoredFinding {
  readonly kind: 'stored';
  readonly customerId: string;
  readonly ignored: FieldValues;
}

type Finding =
  | StoredFinding
  | { readonly kind: 'not-stored' }
  | { readonly kind: 'unknown'; readonly reason: Problem; readonly failure?: ReadFailure };

/** Finds out by reading whether the write of a row was applied. */
export class RowResolver {
  readonly #options: RowResolverOptions;
  #startedAt = Date.now();

  constructor(options: RowResolverOptions) {
    this.#options = options;
  }

  /** Called when the run starts: after its confirmation, which can stay open for a long time. */
  start(): void {
    this.#startedAt = Date.now();
  }

  /**
   * Finds out by reading whether the last write of a row was applied, and records it. Without an answer it stays
   * unknown. A write that was not applied may be sent if the server limited the rate, and an update also if its process
   * ended shortly before: at worst, it stores the same values again. Later, another user may have reverted it.
   */
  async resolve(row: PlanRow, signal: AbortSignal): Promise<ResolvedWrite> {
    const { store, plan, settleMs, interruptedMs, target } = this.#options;
    const entry = (await store.journal(plan, row.row)).at(-1);
    if (!entry) return { end: 'unknown' };
    if (entry.outcome === 'accepted') return this.checkBlank(row, entry, signal);
    const isLimited = entry.status === 429;
    const isInterrupted = entry.answeredAt === undefined;
    const settle = isInterrupted ? interruptedMs : settleMs;
    const believedAt = lastSign(entry) + settle;
    const isEarly = Date.now() < believedAt;
    let finding = await this.#findOut(row, entry, signal);
    // Also after a rate limit: a gateway can count a request that it has passed on.
    if (finding.kind === 'not-stored' && isEarly) {
      const wait = Math.min(settle, believedAt - Date.now());
      if (wait > 0) await pause(wait, signal, new URL(target.connection.baseUrl).host);
      finding = await this.#findOut(row, entry, signal);
    }
    switch (finding.kind) {
      case 'stored':
        return this.#endStored(row, finding);
      case 'unknown':
        await recordWriteEnd(this.#options, row.row, {
          isResolved: true,
          outcome: 'unknown',
          state: 'unknown',
          reason: finding.reason,
        });
        return { end: 'unknown', failure: finding.failure };
      case 'not-stored': {
        const isInterruptedUpdate = isInterrupted && row.kind === 'update';
        if (isLimited || (isInterruptedUpdate && isEarly)) return this.#endNotStored(row, 'not-sent');
        if (isInterruptedUpdate) return this.#endNotStored(row, 'conflict', mayBeReverted);
        return this.#endNotStored(row, 'failed', isInterrupted ? notAdded : notStored);
      }
    }
  }

  /**
   * Reads the fields that a successful update sent as blank, and records which of them Kapture did not clear, see
   * {@link compareBlank}. Without an answer, the row stays unknown.
   */
  async checkBlank(
    { row, customerId = '', changes }: PlanRow,
    { before, after }: Pick<JournalEntry, 'before' | 'after'>,
    signal: AbortSignal,
  ): Promise<CheckedWrite> {
    const found = await this.#options.reader.find('id', customerId, signal);
    if (found.kind === 'failed') return { end: 'unknown', reason: found.failure.reason, failure: found.failure };
    if (found.kind !== 'one') return this.#endChecked(row, 'unknown', gone);
    this.#options.onRecord?.(customerId, found.record.text);
    const form = formFor(this.#options.target.connection, 'update');
    const { end, reason, ignored } = compareBlank(
      { before, after, customerId, ...contactOf(changes) },
      found.record,
      form,
    );
    return this.#endChecked(row, end, reason, ignored);
  }

  async #endChecked(
    row: number,
    end: CheckedWrite['end'],
    reason?: Problem,
    ignored: readonly string[] = [],
  ): Promise<CheckedWrite> {
    const outcome = end === 'unknown' ? 'accepted' : end;
    await recordWriteEnd(this.#options, row, { isResolved: true, outcome, state: end, reason, ignored });
    return { end, reason, ...(end === 'unknown' && { isAccepted: true }) };
  }

  /**
   * Records that the record shows the last write of a row, although it did not when the outcome was found out: a server
   * can store a write later. Undefined if it does not, if no write of the row was decided so, or if this run started
   * long after that write: then another user may have stored the values.
   */
  async resolveLate(row: PlanRow, signal: AbortSignal): Promise<StoredWrite | undefined> {
    const { store, plan, interruptedMs } = this.#options;
    const entries = await store.journal(plan, row.row);
    const entry = entries.at(-1);
    const decided = entries.findLast(({ outcome }) => outcome === 'not-stored');
    if (!entry || !decided || this.#startedAt >= lastSign(decided) + interruptedMs) return undefined;
    const finding = await this.#findOut(row, entry, signal);
    return finding.kind === 'stored' ? this.#endStored(row, finding) : undefined;
  }

  async #endStored({ row }: PlanRow, { customerId, ignored }: StoredFinding): Promise<StoredWrite> {
    await recordWriteEnd(this.#options, row, {
      isResolved: true,
      outcome: 'done',
      state: 'done',
      customerId,
      reason: reasonOfIgnored(ignored),
      ignored: [...ignored.keys()],
    });
    return { end: 'done' };
  }

  async #endNotStored(
    { row }: PlanRow,
    end: 'not-sent' | 'failed' | 'conflict',
    reason?: Problem,
  ): Promise<ResolvedWrite> {
    await recordWriteEnd(this.#options, row, { isResolved: true, outcome: 'not-stored', state: end, reason });
    return { end };
  }

  async #findOut(row: PlanRow, entry: JournalEntry, signal: AbortSignal): Promise<Finding> {
    return row.kind === 'add' ? this.#findAdded(entry, signal) : this.#findUpdated(row, entry, signal);
  }

  async #findUpdated(
    { customerId = '', changes }: PlanRow,
    entry: JournalEntry,
    signal: AbortSignal,
  ): Promise<Finding> {
    const found = await this.#options.reader.find('id', customerId, signal);
    if (found.kind === 'failed') return notReadable(found.failure);
    if (found.kind !== 'one') return { kind: 'unknown', reason: gone };
    this.#options.onRecord?.(customerId, found.record.text);
    const form = formFor(this.#options.target.connection, 'update');
    // What a contact had before says nothing about the write.
    const told = changes.filter(({ contact, to }) => isSame(contact, to)).map(({ field }) => field);
    const after = new Map([...entry.after].filter(([field]) => !told.includes(field)));
    const finding = compareWrite({ before: entry.before, after, ...contactOf(changes) }, found.record, form);
    if (finding.kind === 'stored') return { ...finding, customerId };
    if (finding.kind === 'not-stored') return finding;
    return { kind: 'unknown', reason: undecidedReason(finding.shown, found.record.fields, { form, customerId }) };
  }

  /** Before the write, no customer had the phone, email and code. */
  async #findAdded({ after }: JournalEntry, signal: AbortSignal): Promise<Finding> {
    const { reader } = this.#options;
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
          reason: problem(
            'Customer {0} now has values of this row, but a different name. Check the customer.',
            added.id,
          ),
        };
  }
}

const gone = problem('The customer no longer exists.');
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

/** It was read later than right after the write, so another user may have stored the values that it has. */
function reasonOfIgnored(ignored: FieldValues): Problem | undefined {
  const [first, ...others] = ignored;
  if (!first) return undefined;
  return others.length
    ? problem(
        'The other values are stored. These fields still have their earlier values, so Kapture may have ignored the blank ones: {0}.',
        [...ignored.keys()].join(', '),
      )
    : problem(
        'The other values are stored. {0} is still “{1}”, so Kapture may have ignored the blank value.',
        first[0],
        plainValue(first[1]),
      );
}
