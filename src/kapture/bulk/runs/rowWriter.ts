import { formFor } from '../../connection/connection.ts';
import type { KaptureClient } from '../../exchange/client.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { isOtherId } from '../../exchange/otherRecord.ts';
import { isUncertainWrite } from '../../exchange/writeOutcome.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { noResponse } from '../../http/noResponse.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { readBack } from '../../update/editableFields.ts';
import { isBlank, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import { recordAfterWrite } from '../../update/recordAfterWrite.ts';
import { recordValue } from '../../update/updateBody.ts';
import { PlanError } from '../plans/planError.ts';
import type { Pace } from '../sending/pace.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
import { prepareWrite, type RowReading } from './prepareWrite.ts';
import type { Reading } from '../lookups/reader.ts';
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
      return this.#end(row, exchange);
    });
    if (result.end !== 'done') return result;
    // Only now, because the response must be on disk before anything else can fail, wait or end the process.
    const ignored = await this.#ignored(row, values, signal);
    const stored = new Map([...values].filter(([field]) => !ignored.has(field)));
    if (ignored.size && !stored.size) return this.#endIgnored(row, ignored, 'failed');
    if (record) this.#options.onRecord?.(record.id, this.#written(record, stored));
    return ignored.size ? this.#endIgnored(row, ignored, 'done') : result;
  }

  #refuseChanged(): void {
    const reason = this.#options.reasonToStop?.();
    if (reason) throw new PlanError('changed', reason, this.#options.plan);
  }

  /**
   * The values of fields that a successful update sent as blank and Kapture did not clear. It is undocumented whether
   * it clears them, so they are read. Empty if that fails or is canceled.
   */
  async #ignored({ kind, customerId }: PlanRow, values: FieldValues, signal: AbortSignal): Promise<FieldValues> {
    const cleared = [...values].filter(([, value]) => isBlank(value)).map(([field]) => field);
    if (kind !== 'update' || customerId === undefined || !cleared.length) return new Map();
    const found = await this.#readAgain(customerId, signal);
    if (found?.kind !== 'one') return new Map();
    const { fields } = found.record;
    return new Map(
      cleared.flatMap((field) => {
        const stored = readBack(fields, field);
        return stored === undefined || isBlank(stored) ? [] : [[field, stored] as const];
      }),
    );
  }

  /**
   * Reads the record of a row that is done, which stays so whatever becomes of the read; undefined without a result.
   */
  async #readAgain(customerId: string, signal: AbortSignal): Promise<Reading | undefined> {
    try {
      return await this.#options.reader.find('id', customerId, signal);
    } catch (error) {
      // The next row of the run ends it for the same reason.
      if (KaptureError.is(error) || PlanError.is(error, 'failing')) return undefined;
      throw error;
    }
  }

  /** Records that Kapture ignored blank values of a row that is done; it failed if nothing else was sent. */
  async #endIgnored(row: PlanRow, ignored: FieldValues, end: 'done' | 'failed'): Promise<RowResult> {
    const reason = reasonOfIgnored(ignored);
    await recordWriteEnd(this.#options, row.row, {
      isResolved: true,
      outcome: end,
      state: end,
      reason,
      ...(end === 'done' && { ignored: [...ignored.keys()] }),
    });
    return { end, reason };
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

  async #end(row: PlanRow, exchange: Exchange): Promise<RowResult> {
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
    await recordWriteEnd(this.#options, row.row, {
      ...details,
      outcome: 'done',
      state: 'done',
      ...(row.kind === 'add' && customerId !== undefined && { customerId }),
    });
    return { end: 'done' };
  }
}

function reasonOfIgnored(ignored: FieldValues): Problem | undefined {
  const [first, ...others] = ignored;
  if (!first) return undefined;
  return others.length
    ? problem('Kapture ignored the blank values for these fields: {0}.', [...ignored.keys()].join(', '))
    : problem('Kapture ignored the blank value for {0}, which is still “{1}”.', first[0], plainValue(first[1]));
}
