import type { Target } from '../exchange/exchange.ts';
import { problem } from '../problem/problem.ts';
import { redactionMark } from '../redaction/redact.ts';
import { decideSave } from '../update/decideSave.ts';
import { readBack, type RecordFields } from '../update/editableFields.ts';
import type { FieldValues } from '../update/fieldValue.ts';
import type { PlanRow } from './planRow.ts';
import type { ReadRecord } from './planShapes.ts';
import type { Reader } from './reader.ts';
import type { Obstacle, RowPlanner } from './rowPlanner.ts';
import { notRead, type RowResult } from './rowResult.ts';
import { contactOnly, writeOf } from './writeBody.ts';

/** What the records of a row are read with. */
export interface RowReading {
  readonly target: Target;
  readonly planner: RowPlanner;
  readonly reader: Reader;
  /** Receives the record of a customer as the run last knows it, see `ApplyOptions.onRecord`. */
  readonly onRecord: ((id: string, record: string) => void) | undefined;
}

/** A write that the record of its customer allows. */
export interface ReadyWrite {
  readonly values: FieldValues;
  readonly before: FieldValues;
  readonly record?: ReadRecord;
}

/** Reads the record of a row again, and compares it with the plan. Resolves to what to send, or why not. */
export async function prepareWrite(
  row: PlanRow,
  reading: RowReading,
  signal: AbortSignal,
): Promise<ReadyWrite | RowResult> {
  return row.kind === 'add' ? prepareAdd(row, reading, signal) : prepareUpdate(row, reading, signal);
}

async function prepareAdd(row: PlanRow, { planner }: RowReading, signal: AbortSignal): Promise<ReadyWrite | RowResult> {
  const values = planner.addFields(row);
  const obstacle = await planner.ownerOf(values, undefined, signal);
  if (!obstacle) return { values, before: new Map() };
  return obstacleResult(obstacle);
}

async function prepareUpdate(
  { changes, fields, customerId = '' }: PlanRow,
  { planner, reader, target, onRecord }: RowReading,
  signal: AbortSignal,
): Promise<ReadyWrite | RowResult> {
  const found = await reader.find('id', customerId, signal);
  if (found.kind === 'failed') return notRead(found.failure);
  if (found.kind !== 'one') return { end: 'conflict', reason: problem('The customer no longer exists.') };
  const { record } = found;
  onRecord?.(record.id, record.text);
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

function obstacleResult({ reason, failure }: Obstacle): RowResult {
  return failure ? notRead(failure) : { end: 'conflict', reason };
}

/** The fields of a record when the plan was made, as far as the row changes them. */
function baseOf(changes: PlanRow['changes']): RecordFields {
  const shown = changes.flatMap(({ field, from }) => (from === undefined ? [] : [[field, from] as const]));
  return { shown: new Map(shown), masked: new Map(), others: new Map() };
}
