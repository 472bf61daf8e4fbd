import { setTimeout } from 'node:timers/promises';
import type { KaptureClient } from '../exchange/client.ts';
import type { Exchange, Target } from '../exchange/exchange.ts';
import { isUncertainWrite } from '../exchange/writeOutcome.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { pause } from '../http/retries.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { redactionMark } from '../redaction/redact.ts';
import { StoreError } from '../store/storeError.ts';
import { decideSave } from '../update/decideSave.ts';
import { readBack, type RecordFields } from '../update/editableFields.ts';
import { isSame, type FieldValues } from '../update/fieldValue.ts';
import { recordAfterWrite } from '../update/recordAfterWrite.ts';
import { recordValue } from '../update/updateBody.ts';
import { identifierFields } from './identifiers.ts';
import type { Pace } from './pace.ts';
import type { PlanRow } from './planRow.ts';
import type { BulkStoreCalls, JournalEntry, ReadRecord, WriteEnd } from './planShapes.ts';
import type { Reader, ReadFailure } from './reader.ts';
import type { Obstacle, RowPlanner } from './rowPlanner.ts';
import type { RunConfirmation } from './runConfirmation.ts';
import { contactOnly, writeOf } from './writeBody.ts';

/** How long, and how often, the result of a write is stored again while the database is busy, in milliseconds. */
const maxBusyMs = 30_000,
  busyPauseMs = 200;

/** What became of a row. */
export interface RowResult {
  /** `waiting`: the server limits the rate, and the row was not written. */
  readonly end: 'done' | 'conflict' | 'failed' | 'unknown' | 'not-read' | 'waiting' | 'unauthorized';
  readonly reason?: Problem | undefined;
  /** Of a read, if the row was not sent because of it. */
  readonly failure?: ReadFailure;
}

export interface RowWriterOptions {
  readonly store: BulkStoreCalls;
  readonly plan: number;
  readonly token: string;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  readonly planner: RowPlanner;
  readonly reader: Reader;
  readonly pace: Pace;
  /** How long after a write without a usable response a record that does not show it is believed, in milliseconds. */
  readonly settleMs: number;
  /** The same for a write whose process ended before any response. The server can still be working on it. */
  readonly interruptedMs: number;
  /** Receives the record of a customer as the run last knows it, see `ApplyOptions.onRecord`. */
  readonly onRecord: ((id: string, record: string) => void) | undefined;
}

/** A write that the record of its customer allows. */
interface Ready {
  readonly values: FieldValues;
  readonly before: FieldValues;
  readonly record?: ReadRecord;
}

/** Sends the write of a row once, and finds out by reading whether one was applied. */
export class RowWriter {
  readonly #options: RowWriterOptions;

  constructor(options: RowWriterOptions) {
    this.#options = options;
  }

  /**
   * Reads the record again, compares it with the plan, and sends the write. A write is recorded before it is sent and
   * after it was answered. The signal ends a read, never a write: it throws a `KaptureError` (`cancelled`) then.
   */
  async write(row: PlanRow, confirmation: RunConfirmation, signal: AbortSignal): Promise<RowResult> {
    const ready = await this.#prepare(row, signal);
    if ('end' in ready) {
      await this.#keep(row, ready);
      return ready;
    }
    const { store, plan, token, client, target, pace } = this.#options;
    const { values, before, record } = ready;
    const { operation, body, confirmation: confirmed } = await confirmation.confirm(row, values, record);
    return pace.run(signal, async () => {
      await store.beginWrite({ plan, row: row.row, before, after: values }, token);
      let exchange: Exchange;
      try {
        exchange = await client.send(operation, body, target, { confirmation: confirmed });
      } catch (error) {
        if (!KaptureError.is(error)) throw error;
        return this.#endWithoutResponse(row, error);
      }
      // Before the pause, in which the process can end.
      const result = await this.#end(row, exchange);
      if (result.end === 'done' && record) this.#options.onRecord?.(record.id, this.#written(record, values));
      return result;
    });
  }

  /** What to send, or why not. */
  async #prepare(row: PlanRow, signal: AbortSignal): Promise<Ready | RowResult> {
    return row.kind === 'add' ? this.#prepareAdd(row, signal) : this.#prepareUpdate(row, signal);
  }

  async #prepareAdd(row: PlanRow, signal: AbortSignal): Promise<Ready | RowResult> {
    const { planner } = this.#options;
    const values = planner.addFields(row);
    const obstacle = await planner.ownerOf(values, undefined, signal);
    if (!obstacle) return { values, before: new Map() };
    return obstacleResult(obstacle);
  }

  async #prepareUpdate({ changes, fields, customerId = '' }: PlanRow, signal: AbortSignal): Promise<Ready | RowResult> {
    const { planner, reader, target } = this.#options;
    const found = await reader.find('id', customerId, signal);
    if (found.kind === 'failed') return notRead(found.failure);
    if (found.kind !== 'one') return { end: 'conflict', reason: problem('The customer no longer exists.') };
    const { record } = found;
    this.#options.onRecord?.(record.id, record.text);
    const wanted = new Map(changes.map(({ field, to }) => [field, to]));
    const { send, conflicts, masked } = decideSave(baseOf(changes), wanted, record.fields);
    if (masked.length)
      return {
        end: 'conflict',
        reason: problem('Kapture now masks these fields, so the row was not sent: {0}.', masked.join(', ')),
      };
    if (conflicts.size)
      return {
        end: 'conflict',
        reason: problem(
          'These fields have changed since the plan was made, so the row was not sent: {0}.',
          [...conflicts.keys()].join(', '),
        ),
      };
    if (!send.size) return { end: 'done', reason: problem('The customer already has these values.') };
    const obstacle = (await planner.codeProblem(record, signal)) ?? (await planner.ownerOf(send, record.id, signal));
    if (obstacle) return obstacleResult(obstacle);
    const write = writeOf(target.connection, send, record);
    if (write.problem || contactOnly(write, fields).length)
      return {
        end: 'conflict',
        reason: problem('The record has changed since the plan was made, so the row cannot be sent.'),
      };
    const before = [...send.keys()].flatMap((field) => {
      const value = readBack(record.own, field);
      // Without the secret that the value contains, it cannot be written back.
      return value === undefined || value.includes(redactionMark) ? [] : [[field, value] as const];
    });
    return { values: send, before: new Map(before), record };
  }

  /** A record with the values that were sent, as records have them. */
  #written({ text }: ReadRecord, values: FieldValues): string {
    const { form } = writeOf(this.#options.target.connection, values);
    const own = [...values].map(([field, value]) => [field, recordValue(form, field, value)] as const);
    return recordAfterWrite(text, new Map(own));
  }

  /** Stores why a row was not sent. */
  async #keep(row: PlanRow, { end, reason, failure }: RowResult): Promise<void> {
    const { store, plan, token } = this.#options;
    const state = end === 'done' || end === 'conflict' ? end : 'not-sent';
    if (reason) await store.notSent(plan, token, row.row, state, reason, failure?.serverMessage);
  }

  async #record(row: PlanRow, end: Omit<WriteEnd, 'plan' | 'row'>): Promise<void> {
    const { store, plan, token } = this.#options;
    const until = Date.now() + maxBusyMs;
    for (;;)
      try {
        await store.endWrite({ plan, row: row.row, ...end }, token);
        return;
      } catch (error) {
        // The write was sent, so its result must not be lost because another program locks the database for a while.
        if (!StoreError.is(StoreError.from(error), 'busy') || Date.now() > until) throw error;
        await setTimeout(busyPauseMs);
      }
  }

  async #endWithoutResponse(row: PlanRow, error: KaptureError): Promise<RowResult> {
    const reason = error.wasSent
      ? problem('There was no response from {0} ({1}).', error.host, error.detail)
      : problem('The request could not be sent to {0} ({1}).', error.host, error.detail);
    await this.#record(row, {
      outcome: error.wasSent ? 'unknown' : 'refused',
      state: error.wasSent ? 'unknown' : 'not-sent',
      reason,
    });
    return { end: error.wasSent ? 'unknown' : 'not-read', reason };
  }

  async #end(row: PlanRow, exchange: Exchange): Promise<RowResult> {
    const { reading, status, headers } = exchange.response;
    const details = { status, serverMessage: reading.message && this.#options.reader.redact(reading.message) };
    const { customerId } = reading;
    if (reading.trouble === 'unauthorized') {
      const reason = problem('The server rejected the auth key.');
      await this.#record(row, { ...details, outcome: 'refused', state: 'not-sent', reason });
      return { end: 'unauthorized', reason };
    }
    if (reading.trouble === 'rate-limited') {
      this.#options.pace.limit(headers?.['retry-after']);
      const reason = problem('The server is rate limiting requests (HTTP {0}).', status);
      await this.#record(row, { ...details, outcome: 'unknown', state: 'unknown', reason });
      return { end: 'waiting', reason };
    }
    if (isUncertainWrite(exchange.operation, reading)) {
      const reason = problem('The response does not say whether the change was stored (HTTP {0}).', status);
      await this.#record(row, { ...details, outcome: 'unknown', state: 'unknown', reason });
      return { end: 'unknown', reason };
    }
    if (reading.outcome !== 'success') {
      const reason = problem('Kapture rejected the row (HTTP {0}).', status);
      await this.#record(row, { ...details, outcome: 'failed', state: 'failed', reason });
      return { end: 'failed', reason };
    }
    if (row.kind === 'update' && customerId !== undefined && customerId !== row.customerId && Number(customerId) > 0) {
      const reason = problem('The response is about another customer: {0}.', customerId);
      await this.#record(row, { ...details, outcome: 'unknown', state: 'unknown', reason });
      return { end: 'unknown', reason };
    }
    await this.#record(row, {
      ...details,
      outcome: 'done',
      state: 'done',
      ...(row.kind === 'add' && customerId !== undefined && { customerId }),
    });
    return { end: 'done' };
  }

  /**
   * Finds out by reading whether the last write of a row was applied, and records it. Without an answer it stays
   * unknown. A write that was not applied may be sent if the server limited the rate, and an update also if its process
   * ended before the response: at worst, it stores the same values again.
   */
  async resolve(row: PlanRow, signal: AbortSignal): Promise<'done' | 'failed' | 'unknown' | 'not-sent'> {
    const { store, plan, settleMs, interruptedMs, target } = this.#options;
    const entry = (await store.journal(plan, row.row)).at(-1);
    if (!entry) return 'unknown';
    const isLimited = entry.status === 429;
    const isInterrupted = entry.answeredAt === undefined;
    let finding = await this.#findOut(row, entry, signal);
    if (finding.kind === 'not-stored' && !isLimited) {
      const settle = isInterrupted ? interruptedMs : settleMs;
      const wait = Math.min(settle, entry.sentAt + settle - Date.now());
      if (wait > 0) {
        await pause(wait, signal, new URL(target.connection.baseUrl).host);
        finding = await this.#findOut(row, entry, signal);
      }
    }
    switch (finding.kind) {
      case 'stored':
        await this.#record(row, { isResolved: true, outcome: 'done', state: 'done', customerId: finding.customerId });
        return 'done';
      case 'unknown':
        await this.#record(row, { isResolved: true, outcome: 'unknown', state: 'unknown', reason: finding.reason });
        return 'unknown';
      case 'not-stored': {
        const mayBeSent = isLimited || (isInterrupted && row.kind === 'update');
        const reason = isInterrupted
          ? problem('The run was interrupted during this row, and no customer has its values. Import the row again.')
          : problem('The write did not succeed. The record shows that nothing was stored.');
        await this.#record(row, {
          isResolved: true,
          outcome: 'not-stored',
          state: mayBeSent ? 'not-sent' : 'failed',
          ...(!mayBeSent && { reason }),
        });
        return mayBeSent ? 'not-sent' : 'failed';
      }
    }
  }

  async #findOut(row: PlanRow, entry: JournalEntry, signal: AbortSignal): Promise<Finding> {
    return row.kind === 'add' ? this.#findAdded(entry, signal) : this.#findUpdated(row, entry, signal);
  }

  async #findUpdated({ customerId = '' }: PlanRow, entry: JournalEntry, signal: AbortSignal): Promise<Finding> {
    const found = await this.#options.reader.find('id', customerId, signal);
    if (found.kind === 'failed') return { kind: 'unknown', reason: found.failure.reason };
    if (found.kind !== 'one') return { kind: 'unknown', reason: problem('The customer no longer exists.') };
    this.#options.onRecord?.(customerId, found.record.text);
    const finding = this.#compare(entry, found.record.fields);
    if (finding === 'undecided')
      return {
        kind: 'unknown',
        reason: problem('The record does not show whether the change was stored. Check customer {0}.', customerId),
      };
    return finding === 'stored' ? { kind: 'stored', customerId } : { kind: 'not-stored' };
  }

  /** A body is stored as a whole, so the fields that differ before and after decide, if they agree. */
  #compare({ before, after }: JournalEntry, record: RecordFields): 'stored' | 'not-stored' | 'undecided' {
    const { form } = writeOf(this.#options.target.connection, after);
    const findings = [...after].flatMap(([field, sent]) => {
      const now = readBack(record, field);
      if (now === undefined) return [];
      if (isSame(recordValue(form, field, sent), recordValue(form, field, now))) return ['stored' as const];
      return isSame(before.get(field), now) ? ['not-stored' as const] : ['undecided' as const];
    });
    const [first] = findings;
    return first !== undefined && findings.every((finding) => finding === first) ? first : 'undecided';
  }

  /** Before the write, no customer had the phone, email and code. */
  async #findAdded({ after }: JournalEntry, signal: AbortSignal): Promise<Finding> {
    const { reader } = this.#options;
    const ids = new Set<string>();
    let added: ReadRecord | undefined;
    let looked = 0;
    for (const identity of ['code', 'phone', 'email'] as const) {
      const value = after.get(identifierFields[identity]);
      if (value === undefined) continue;
      looked++;
      const found = await reader.find(identity, String(JSON.parse(value)), signal);
      if (found.kind === 'failed') return { kind: 'unknown', reason: found.failure.reason };
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
        reason: problem('The row has no phone, email or code by which the customer could be found.'),
      };
    if (!added) return { kind: 'not-stored' };
    const name = readBack(added.fields, 'customer_name');
    const isOurs = ids.size === 1 && (!after.has('customer_name') || isSame(name, after.get('customer_name')));
    return isOurs
      ? { kind: 'stored', customerId: added.id }
      : {
          kind: 'unknown',
          reason: problem(
            'Customer {0} now has values of this row, but a different name. Check the customer.',
            added.id,
          ),
        };
  }
}

type Finding =
  | { readonly kind: 'stored'; readonly customerId: string }
  | { readonly kind: 'not-stored' }
  | { readonly kind: 'unknown'; readonly reason: Problem };

function notRead(failure: ReadFailure): RowResult {
  return { end: failure.trouble === 'unauthorized' ? 'unauthorized' : 'not-read', reason: failure.reason, failure };
}

function obstacleResult({ reason, failure }: Obstacle): RowResult {
  return failure ? notRead(failure) : { end: 'conflict', reason };
}

/** The fields of a record when the plan was made, as far as the row changes them. */
function baseOf(changes: PlanRow['changes']): RecordFields {
  const shown = changes.flatMap(({ field, from }) => (from === undefined ? [] : [[field, from] as const]));
  return { shown: new Map(shown), masked: new Map(), others: new Map() };
}
