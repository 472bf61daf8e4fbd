import type { OperationId } from '../../catalogue/registry.ts';
import { formFor, type Connection } from '../../connection/connection.ts';
import type { Problem } from '../../problem/problem.ts';
import { redactionMark } from '../../redaction/redact.ts';
import { problemOfCode, type CodeOwner } from '../../update/codeOwner.ts';
import { isBlank, isDamaged, isSame, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import { addBody, identifiesByCode, updateBody, type UpdateReading } from '../../update/updateBody.ts';
import { fieldOfIdentifier, identities, type Identifier } from '../plans/identifiers.ts';
import type { PlanRow, RowState } from '../plans/planRow.ts';
import { codeOfRecord, findAsWritten, type Reader, type ReadFailure, type Reading, type ReadRecord } from './reader.ts';
import { taken, takenBySeveral } from './rowReasons.ts';

/** The operation and body of a row's write; `problem` if the form cannot express it. */
export type RowWrite = UpdateReading & { readonly operation: OperationId };

/** The write that adds a customer with these fields, or changes those of a record. */
export function rowWrite(connection: Connection, values: FieldValues, record?: ReadRecord): RowWrite {
  const operation = record ? 'update' : 'add';
  const form = formFor(connection, operation);
  const reading: UpdateReading = record
    ? updateBody(form, { id: record.id, changes: values, fresh: record.own })
    : { body: addBody(form, values), required: new Map(), ofContact: new Map() };
  return { ...reading, operation };
}

/**
 * The fields that a write requires and that the record has only in a contact, except those that the row states with the
 * same value. They must not become the customer's own without consent.
 */
export function contactOnly({ ofContact }: RowWrite, stated: FieldValues): readonly string[] {
  return [...(ofContact ?? [])].filter(([field, value]) => !isSame(stated.get(field), value)).map(([field]) => field);
}

/**
 * What a write of these values changes: also the fields that it requires and that the record has only in a contact,
 * because they become the customer's own.
 */
export function writtenValues(values: FieldValues, { ofContact }: RowWrite): FieldValues {
  return new Map([...values, ...(ofContact ?? [])]);
}

/**
 * Whether a previous value can be written back. One is unknown, or was read without the secret that it contains or the
 * bytes that could not be decoded.
 */
export function isRevertible(value: string | undefined): value is string {
  return value !== undefined && !value.includes(redactionMark) && !isDamaged(value);
}

/** Why a write of values must not be sent, or cannot be judged. */
export interface Obstacle {
  readonly state: Extract<RowState, 'taken' | 'invalid' | 'not-looked-up'>;
  readonly reason: Problem;
  readonly failure?: ReadFailure;
}

/** The values of a write, and the repairs of the cells that they are from. */
export interface WrittenValues extends Pick<PlanRow, 'repairs'> {
  readonly values: FieldValues;
}

/** Looks up why a write must not be sent: for the plan, and again right before the write. */
export class WriteObstacles {
  readonly #connection: Connection;
  readonly #identifier: Identifier;
  readonly #reader: Reader;

  constructor(connection: Connection, identifier: Identifier, reader: Reader) {
    this.#connection = connection;
    this.#identifier = identifier;
    this.#reader = reader;
  }

  /** Why a customer cannot be updated by its code, in dialects that do; undefined if it can, or need not be. */
  async ofCode(record: ReadRecord, signal: AbortSignal | undefined, known?: Identifier): Promise<Obstacle | undefined> {
    if (!identifiesByCode(formFor(this.#connection, 'update')) || known === 'code') return undefined;
    const code = codeOfRecord(record);
    const found = await this.#reader.find('code', code, signal);
    if (found.kind === 'failed')
      return { state: 'not-looked-up', reason: found.failure.reason, failure: found.failure };
    const reason = problemOfCode(ownerOf(found, record.id), code);
    return reason && { state: 'invalid', reason };
  }

  /**
   * Why values cannot be written: another customer has their phone, email or code, or the lookup failed. Undefined if
   * they can. `key` was looked up by the identifier already.
   */
  async ofValues(
    { values, repairs }: WrittenValues,
    ownId: string | undefined,
    signal: AbortSignal | undefined,
    key?: string,
  ): Promise<Obstacle | undefined> {
    for (const identity of identities) {
      const value = values.get(fieldOfIdentifier[identity]);
      if (value === undefined || isBlank(value)) continue;
      const text = plainValue(value);
      if (identity === this.#identifier && text === key) continue;
      const found = await findAsWritten(this.#reader, identity, text, repairs, signal, ownId);
      if (found.kind === 'failed')
        return { state: 'not-looked-up', reason: found.failure.reason, failure: found.failure };
      if (found.kind === 'several') return { state: 'taken', reason: takenBySeveral(identity, text) };
      if (found.kind === 'one' && found.record.id !== ownId)
        return { state: 'taken', reason: taken(identity, text, found.record) };
    }
    return undefined;
  }
}

/** The customer that a code identifies, by the result of its lookup; `id` is the expected one. */
function ownerOf(found: Exclude<Reading, { readonly kind: 'failed' }>, id: string): CodeOwner {
  if (found.kind !== 'one') return found;
  return found.record.id === id ? { kind: 'this' } : { kind: 'other', id: found.record.id };
}
