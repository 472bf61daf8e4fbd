import { formFor } from '../../connection/connection.ts';
import type { KaptureClient } from '../../exchange/client.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { isOtherId } from '../../exchange/otherRecord.ts';
import { isUncertainWrite } from '../../exchange/writtenCustomer.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { noResponse } from '../../http/noResponse.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { isBlank, type FieldValues } from '../../update/fieldValue.ts';
import { recordAfterWrite } from '../../update/recordAfterWrite.ts';
import { recordValue } from '../../update/updateBody.ts';
import { PlanError } from '../plans/planError.ts';
import type { Pace } from '../sending/pace.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
import { prepareWrite, type ReadyWrite, type RowReading } from './prepareWrite.ts';
import { recordWriteEnd, type OwnedPlan } from './recordWriteEnd.ts';
import type { RowResolver } from './rowResolver.ts';
import type { RowResult } from './rowResult.ts';
import type { RunConfirmation } from './runConfirmation.ts';

export interface RowWriterOptions extends OwnedPlan, RowReading {
  readonly client: Pick<KaptureClient, 'send'>;
  readonly pace: Pace;
  readonly resolver: RowResolver;
  /** See `ApplyOptions.reasonToStop`. */
  readonly reasonToStop: (() => Problem | undefined) | undefined;
}

/** Sends the write of a row once. */
export class RowWriter {
  readonly #options: RowWriterOptions;

  constructor(options: RowWriterOptions) {
    this.#options = options;
  }

  /**
   * Reads the record again, compares it with the plan, and sends the write. A write is recorded before it is sent and
   * after it was answered. The signal ends a read, never a write: it throws a `KaptureError` (`canceled`) then. Throws
   * a {@link PlanError} (`changed`) if the run must stop.
   */
  async write(row: PlanRow, confirmation: RunConfirmation, signal: AbortSignal): Promise<RowResult> {
    this.#refuseChanged();
    const ready = await prepareWrite(row, this.#options, signal);
    const { store, plan, token, client, target, pace, resolver } = this.#options;
    if ('end' in ready) {
      // The values that are in the way can be those of an earlier write of the row.
      const mayBeOwn = ready.end === 'unchanged' || ready.end === 'conflict';
      const late = mayBeOwn ? await resolver.resolveLate(row, signal) : undefined;
      if (late) return late;
      await this.#keep(row, ready);
      return ready;
    }
    const { values, before, record } = ready;
    const hasBlank = row.kind === 'update' && [...values.values()].some((value) => isBlank(value));
    const { operation, body, confirmation: confirmed } = await confirmation.confirm(row, values, record);
    // At once, so that no other user can change the record between its read and the write.
    const result = await pace.runAtOnce(signal, async () => {
      this.#refuseChanged();
      await store.beginWrite({ plan, row: row.row, before, after: values }, token);
      let exchange: Exchange;
      try {
        exchange = await client.send(operation, body, target, { confirmation: confirmed });
      } catch (error) {
        if (!KaptureError.is(error)) throw error;
        return this.#endWithoutResponse(row, error);
      }
      return this.#end(row, exchange, hasBlank);
    });
    if (result.end !== 'done') return result;
    // Only now, because the response must be on disk before anything else can fail, wait or end the process.
    if (hasBlank) return this.#checkBlank(row, ready, signal);
    if (record) this.#options.onRecord?.(record.id, this.#written(record, values));
    return result;
  }

  #refuseChanged(): void {
    const reason = this.#options.reasonToStop?.();
    if (reason) throw new PlanError('changed', reason, this.#options.plan);
  }

  /** Until its blank values are read, the row stays unknown. */
  async #checkBlank(row: PlanRow, { before, values }: ReadyWrite, signal: AbortSignal): Promise<RowResult> {
    try {
      return await this.#options.resolver.checkBlank(row, { before, after: values }, signal);
    } catch (error) {
      // The next row of the run, or the read at its end, ends it for the same reason.
      if (KaptureError.is(error) || PlanError.is(error, 'failing')) return { end: 'unknown', reason: notChecked };
      throw error;
    }
  }

  /** A record with the values that were sent, as records have them. */
  #written({ text }: ReadRecord, values: FieldValues): string {
    const form = formFor(this.#options.target.connection, 'update');
    const own = [...values].map(([field, value]) => [field, recordValue(form, field, value)] as const);
    return recordAfterWrite(text, new Map(own));
  }

  /** Stores why a row was not sent. */
  async #keep(row: PlanRow, { end, reason, failure }: RowResult): Promise<void> {
    const { store, plan, token } = this.#options;
    const state = end === 'unchanged' || end === 'conflict' ? end : 'not-sent';
    if (reason) await store.notSent(plan, token, row.row, state, reason, failure?.serverMessage);
  }

  async #endWithoutResponse(row: PlanRow, error: KaptureError): Promise<RowResult> {
    const reason = noResponse(error);
    await recordWriteEnd(this.#options, row.row, {
      outcome: error.wasSent ? 'unknown' : 'refused',
      state: error.wasSent ? 'unknown' : 'not-sent',
      reason,
    });
    return { end: error.wasSent ? 'unknown' : 'not-read', reason };
  }

  async #end(row: PlanRow, exchange: Exchange, hasBlank: boolean): Promise<RowResult> {
    const { reading, status, headers } = exchange.response;
    const details = { status, serverMessage: reading.message && this.#options.reader.redact(reading.message) };
    const { customerId } = reading;
    if (reading.trouble === 'unauthorized') {
      const reason = problem('The server rejected the auth key.');
      await recordWriteEnd(this.#options, row.row, { ...details, outcome: 'refused', state: 'not-sent', reason });
      return { end: 'unauthorized', reason };
    }
    if (reading.trouble === 'rate-limited') {
      this.#options.pace.limit(headers?.['retry-after']);
      const reason = problem('The server is rate limiting requests (HTTP {0}).', status);
      await recordWriteEnd(this.#options, row.row, { ...details, outcome: 'unknown', state: 'unknown', reason });
      return { end: 'waiting', reason };
    }
    if (isUncertainWrite(exchange.operation, reading)) {
      const reason = problem('The response does not say whether the change was stored (HTTP {0}).', status);
      await recordWriteEnd(this.#options, row.row, { ...details, outcome: 'unknown', state: 'unknown', reason });
      return { end: 'unknown', reason };
    }
    if (reading.outcome !== 'success') {
      const reason = problem('Kapture rejected the row (HTTP {0}).', status);
      await recordWriteEnd(this.#options, row.row, { ...details, outcome: 'failed', state: 'failed', reason });
      return { end: 'failed', reason };
    }
    if (row.kind === 'update' && customerId !== undefined && isOtherId(customerId, row.customerId ?? '')) {
      const reason = problem('The response names another customer: {0}. Check both customers.', customerId);
      await recordWriteEnd(this.#options, row.row, { ...details, outcome: 'other-customer', state: 'unknown', reason });
      return { end: 'other-customer', reason };
    }
    if (hasBlank) {
      const reason = notChecked;
      await recordWriteEnd(this.#options, row.row, { ...details, outcome: 'accepted', state: 'unknown', reason });
      return { end: 'done' };
    }
    await recordWriteEnd(this.#options, row.row, {
      ...details,
      outcome: 'done',
      state: 'done',
      ...(row.kind === 'add' && customerId !== undefined && { customerId }),
    });
    return { end: 'done' };
  }
}

const notChecked = problem('Kapture reported success, but it was not checked whether it ignored the blank values.');
