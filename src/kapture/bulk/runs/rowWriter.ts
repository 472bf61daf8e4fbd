import type { Exchange } from '../../exchange/exchange.ts';
import { isOtherId } from '../../exchange/otherRecord.ts';
import { WriteConfirmation } from '../../exchange/writeGuard.ts';
import { isUncertainWrite } from '../../exchange/writtenCustomer.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { noResponse } from '../../http/noResponse.ts';
import { problem } from '../../problem/problem.ts';
import { isBlank } from '../../update/fieldValue.ts';
import { rowWrite } from '../lookups/rowWrite.ts';
import { PlanError } from '../plans/plan.ts';
import type { WriteEnd } from '../plans/planDatabase.ts';
import type { PlanRow } from '../plans/planRow.ts';
import { recordWriteEnd, type BulkRun, type RowResult } from './bulkRun.ts';
import { prepareWrite, type ReadyWrite } from './prepareWrite.ts';
import { resolveLate, resolveWrite } from './resolveWrite.ts';

/**
 * Reads the record of a row again, compares it with the plan, and sends the write once. A write is recorded before it
 * is sent and after it was answered. The signal ends a read, never a write: this throws a `KaptureError` (`canceled`)
 * then. Throws a {@link PlanError} (`changed`) if the run must stop.
 */
export async function writeRow(row: PlanRow, run: BulkRun): Promise<RowResult> {
  refuseChanged(run);
  const ready = await prepareWrite(row, run);
  if ('end' in ready) {
    // The values that are in the way can be those of an earlier write of the row.
    const mayBeOwn = ready.end === 'unchanged' || ready.end === 'conflict';
    if (mayBeOwn && (await resolveLate(row, run))) return { end: 'done' };
    await keepReason(row, ready, run);
    return ready;
  }
  const result = await send(row, ready, run);
  if (result !== 'accepted') return result;
  // Only now, because the response must be on disk before anything else can fail, wait or end the process.
  try {
    const { end, failure } = await resolveWrite(row, run);
    return { end: end === 'not-sent' ? 'unknown' : end, failure, reason: failure?.reason };
  } catch (error) {
    // The next row of the run, or the read at its end, ends it for the same reason.
    if (KaptureError.is(error) || PlanError.is(error, 'failing')) return { end: 'unknown', reason: notChecked };
    throw error;
  }
}

const notChecked = problem('Kapture reported success, but it was not checked whether it ignored the blank values.');

async function send(
  row: PlanRow,
  { values, before, record }: ReadyWrite,
  run: BulkRun,
): Promise<RowResult | 'accepted'> {
  const { store, plan, token, client, target, pace, signal } = run;
  const { connection } = target;
  const { operation, body } = rowWrite(connection, values, record);
  // The user has confirmed all rows of the plan, see `confirmRun`.
  const confirmation =
    body === undefined
      ? undefined
      : await WriteConfirmation.ask({ operation, body, connection }, () => Promise.resolve(true));
  if (body === undefined || !confirmation)
    throw new KaptureError('not-confirmed', new URL(connection.baseUrl).host, connection.name);
  // At once, so that no other user can change the record between its read and the write.
  return pace.runAtOnce(signal, async () => {
    refuseChanged(run);
    await store.beginWrite(plan, token, row.row, { before, after: values });
    let exchange: Exchange;
    try {
      exchange = await client.send(operation, body, target, { confirmation });
    } catch (error) {
      if (!KaptureError.is(error)) throw error;
      const reason = noResponse(error);
      await recordWriteEnd(run, row.row, {
        outcome: error.wasSent ? 'unknown' : 'refused',
        state: error.wasSent ? 'unknown' : row.write!,
        reason,
      });
      return { end: error.wasSent ? 'unknown' : 'not-read', reason };
    }
    if (exchange.response.reading.trouble === 'rate-limited') pace.limit(exchange.response.headers?.['retry-after']);
    const hasBlank = row.write === 'update' && [...values.values()].some((value) => isBlank(value));
    const { end, outcome, ...recorded } = readResponse(row, exchange, hasBlank);
    const { status, reading } = exchange.response;
    const serverMessage = reading.message && run.reader.redact(reading.message);
    await recordWriteEnd(run, row.row, { ...recorded, outcome, status, serverMessage });
    return outcome === 'accepted' ? 'accepted' : { end, reason: recorded.reason };
  });
}

/** What a response says about the write of a row. */
function readResponse(
  row: PlanRow,
  { operation, response: { reading, status } }: Exchange,
  hasBlank: boolean,
): WriteEnd & Pick<RowResult, 'end'> {
  const { customerId } = reading;
  if (reading.trouble === 'unauthorized') {
    const reason = problem('The server rejected the auth key.');
    return { end: 'unauthorized', outcome: 'refused', state: row.write!, reason };
  }
  if (reading.trouble === 'rate-limited') {
    const reason = problem('The server is rate limiting requests (HTTP {0}).', status);
    return { end: 'waiting', outcome: 'unknown', state: 'unknown', reason };
  }
  if (isUncertainWrite(operation, reading)) {
    const reason = problem('The response does not say whether the change was stored (HTTP {0}).', status);
    return { end: 'unknown', outcome: 'unknown', state: 'unknown', reason };
  }
  if (reading.outcome !== 'success') {
    const reason = problem('Kapture rejected the row (HTTP {0}).', status);
    return { end: 'failed', outcome: 'failed', state: 'failed', reason };
  }
  if (row.write === 'update' && customerId !== undefined && isOtherId(customerId, row.customerId ?? '')) {
    const reason = problem('The response names another customer: {0}. Check both customers.', customerId);
    return { end: 'other-customer', outcome: 'other-customer', state: 'other-customer', reason };
  }
  if (hasBlank) return { end: 'unknown', outcome: 'accepted', state: 'unknown', reason: notChecked };
  return { end: 'done', outcome: 'done', state: 'done', ...(row.write === 'add' && { customerId }) };
}

function refuseChanged({ plan, reasonToStop }: BulkRun): void {
  const reason = reasonToStop?.();
  if (reason) throw new PlanError('changed', reason, plan);
}

/** Stores why a row was not sent. */
async function keepReason(
  row: PlanRow,
  { end, reason, failure }: RowResult,
  { store, plan, token }: BulkRun,
): Promise<void> {
  const state = end === 'unchanged' || end === 'conflict' ? end : row.write!;
  if (reason) await store.notSent(plan, token, row.row, state, reason, failure?.serverMessage);
}
