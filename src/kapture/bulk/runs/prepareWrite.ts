import { formFor } from '../../connection/connection.ts';
import { problem } from '../../problem/problem.ts';
import { decideSave } from '../../update/decideSave.ts';
import { readBack, type RecordFields } from '../../update/editableFields.ts';
import { isSame, type FieldValues } from '../../update/fieldValue.ts';
import { identifiesByCode } from '../../update/updateBody.ts';
import { hasKey } from '../lookups/hasKey.ts';
import { codeOfRecord, type ReadRecord } from '../lookups/reader.ts';
import { lostKey } from '../lookups/rowReasons.ts';
import { contactOnly, isRevertible, rowWrite, writtenValues, type Obstacle } from '../lookups/rowWrite.ts';
import { addFields, type PlanRow } from '../plans/planRow.ts';
import { changedRecord, changedValues, contactOf } from './compareWrite.ts';
import { notRead, type BulkRun, type RowResult } from './bulkRun.ts';

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
  // Another customer can have the value by now, and the row means that one.
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

/** The fields of a record when the plan was made, as far as the row changes them, with those of its contact. */
function baseOf(changes: PlanRow['changes']): RecordFields {
  const shown = changes.flatMap(({ field, from, contact = from }) =>
    contact === undefined ? [] : [[field, contact] as const],
  );
  return { shown: new Map(shown), masked: new Map(), others: new Map(), ...contactOf(changes) };
}
