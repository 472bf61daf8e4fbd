import { formFor } from '../../connection/connection.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { isOtherId } from '../../exchange/otherRecord.ts';
import { WriteConfirmation } from '../../exchange/writeGuard.ts';
import { isUncertainWrite } from '../../exchange/writtenCustomer.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { noResponse } from '../../http/noResponse.ts';
import { problem } from '../../problem/problem.ts';
import { decideSave } from '../../update/decideSave.ts';
import { readBack, type RecordFields } from '../../update/editableFields.ts';
import { type FieldValues, isBlank, isSame } from '../../update/fieldValue.ts';
import { identifiesByCode } from '../../update/updateBody.ts';
import { codeOfRecord, hasKey, type ReadRecord } from '../lookups/reader.ts';
import {
  contactOnly,
  isRevertible,
  lostKey,
  type Obstacle,
  rowWrite,
  writtenValues,
} from '../lookups/writeObstacles.ts';
import { PlanError } from '../plans/plan.ts';
import type { WriteEnd } from '../plans/planDatabase.ts';
import { addFields, type PlanRow } from '../plans/planRow.ts';
import { type BulkRun, notRead, recordWriteEnd, type RowResult } from './bulkRun.ts';
import { changedRecord, changedValues, contactOf } from './compareWrite.ts';
import { resolveLate, resolveWrite } from './resolveWrite.ts';

/**
 * Reads the record of a row again, compares it with the plan, and sends the write once. A write is recorded before it
 * is sent and after it was answered. The signal ends a read, never a write; then this throws a `KaptureError`
 * (`canceled`). Throws a {@link PlanError} (`changed`) if the run must stop.
 */
export async function writeRow(row: PlanRow, run: BulkRun): Promise<RowResult> {
  refuseChanged(run);
  const ready = await prepareWrite(row, run);
  if ('end' in ready) {
    // A value that prevents the write can be stored by an earlier write of the same row.
    const mayBeOwn = ready.end === 'unchanged' || ready.end === 'conflict';
    if (mayBeOwn && (await resolveLate(row, run))) return { end: 'done' };
    await keepReason(row, ready, run);
    return ready;
  }
  const result = await send(row, ready, run);
  if (result !== 'accepted') return result;
  // The read comes last, because the response must be on disk before anything else can fail, wait or end the process.
  try {
    const { end, failure } = await resolveWrite(row, run);
    return { end: end === 'not-sent' ? 'unknown' : end, failure, reason: failure?.reason };
  } catch (error) {
    // The row stays unknown. The next row of the run, or the read at its end, stops the run for the same reason.
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
  // The user has confirmed all rows of the plan, see `askBeforeRun`.
  const confirmation =
    body === undefined
      ? undefined
      : await WriteConfirmation.ask({ operation, body, connection }, () => Promise.resolve(true));
  if (body === undefined || !confirmation)
    throw new KaptureError('not-confirmed', new URL(connection.baseUrl).host, connection.name);
  // The write follows the read without a pause, so that other users have little time to change the record in between.
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
    const reason = problem('The response names a different customer: {0}. Check both customers.', customerId);
    return { end: 'other-customer', outcome: 'other-customer', state: 'other-customer', reason };
  }
  if (hasBlank) return { end: 'unknown', outcome: 'accepted', state: 'unknown', reason: notChecked };
  return { end: 'done', outcome: 'done', state: 'done', ...(row.write === 'add' && { customerId }) };
}

function refuseChanged({ plan, reasonToStop }: BulkRun): void {
  const reason = reasonToStop?.();
  if (reason) throw new PlanError('changed', reason, plan);
}

async function keepReason(
  row: PlanRow,
  { end, reason, failure }: RowResult,
  { store, plan, token }: BulkRun,
): Promise<void> {
  const state = end === 'unchanged' || end === 'conflict' ? end : row.write!;
  if (reason) await store.notSent(plan, token, row.row, state, reason, failure?.serverMessage);
}

/** A write that the record of its customer allows. */
export interface ReadyWrite {
  readonly values: FieldValues;
  readonly before: FieldValues;
  readonly record?: ReadRecord;
}

/** Reads the record of a row again, and compares it with the plan. Resolves to what to send, or why not. */
export async function prepareWrite(row: PlanRow, run: BulkRun): Promise<ReadyWrite | RowResult> {
  return row.write === 'add' ? prepareAdd(row, run) : prepareUpdate(row, run);
}

async function prepareAdd(row: PlanRow, { head, obstacles, signal }: BulkRun): Promise<ReadyWrite | RowResult> {
  const values = addFields(head.identifier, row);
  const obstacle = await obstacles.ofValues({ values, repairs: row.repairs }, undefined, signal);
  return obstacle ? obstacleResult(obstacle) : { values, before: new Map() };
}

async function prepareUpdate(row: PlanRow, run: BulkRun): Promise<ReadyWrite | RowResult> {
  const { key, changes, fields, repairs, customerId = '' } = row;
  const { head, obstacles, reader, target, signal } = run;
  const { identifier } = head;
  const isRevert = head.revertOf !== undefined;
  const form = formFor(target.connection, 'update');
  const wanted = new Map(changes.map(({ field, to }) => [field, to]));
  // The record is read last: what another user changes after that would be overwritten.
  const code = await codeOf(customerId, run);
  if ('end' in code) return code;
  const obstacle = code.obstacle ?? (await obstacles.ofValues({ values: wanted, repairs }, customerId, signal));
  const found = await reader.find('id', customerId, signal);
  if (found.kind === 'failed') return notRead(found.failure);
  if (found.kind !== 'one') return gone;
  const { record } = found;
  // Another customer can have the key by now, and the row means the customer with the key.
  if (identifier !== 'id' && !hasKey(record, identifier, key))
    return { end: 'conflict', reason: lostKey(identifier, key.trim()) };
  const base = baseOf(changes);
  const { send, conflicts, masked } = decideSave(base, wanted, record.fields, isSame);
  if (masked.length)
    return {
      end: 'conflict',
      reason: problem('Kapture now masks these fields, so the row was not sent: {0}.', masked.join(', ')),
    };
  if (conflicts.size)
    return {
      end: 'conflict',
      reason: changedValues([...conflicts.keys()], { base, record: record.fields, form, isRevert }),
    };
  if (!send.size) return { end: 'unchanged', reason: problem('The customer already has these values.') };
  if (obstacle) return obstacleResult(obstacle);
  const write = rowWrite(target.connection, send, record);
  const isChanged = code.code !== undefined && code.code !== codeOfRecord(record);
  if (isChanged || write.problem || contactOnly(write, fields).length)
    return { end: 'conflict', reason: changedRecord(isRevert) };
  const values = writtenValues(send, write);
  const before = [...values.keys()].flatMap((field) => {
    const value = readBack(record.own, field);
    return isRevertible(value) ? [[field, value] as const] : [];
  });
  return { values, before: new Map(before), record };
}

const gone: RowResult = { end: 'conflict', reason: problem('The customer no longer exists.') };

/** The code that identifies the customer of an update, and why it cannot; nothing in dialects that use its ID. */
async function codeOf(
  customerId: string,
  { obstacles, reader, target, signal }: BulkRun,
): Promise<{ readonly code?: string; readonly obstacle?: Obstacle | undefined } | RowResult> {
  if (!identifiesByCode(formFor(target.connection, 'update'))) return {};
  const found = await reader.find('id', customerId, signal);
  if (found.kind === 'failed') return notRead(found.failure);
  if (found.kind !== 'one') return gone;
  return { code: codeOfRecord(found.record), obstacle: await obstacles.ofCode(found.record, signal) };
}

function obstacleResult({ reason, failure }: Obstacle): RowResult {
  return failure ? notRead(failure) : { end: 'conflict', reason };
}

/** The fields of a record when the plan was created, as far as the row changes them, with those of its contact. */
function baseOf(changes: PlanRow['changes']): RecordFields {
  const shown = changes.flatMap(({ field, from, contact = from }) =>
    contact === undefined ? [] : [[field, contact] as const],
  );
  return { shown: new Map(shown), masked: new Map(), others: new Map(), ...contactOf(changes) };
}
