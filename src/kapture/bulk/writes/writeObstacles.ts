import { formFor, type Connection } from '../../connection/connection.ts';
import type { Problem } from '../../problem/problem.ts';
import { problemOfCode, type CodeOwner } from '../../update/codeOwner.ts';
import { isBlank, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import { identifiesByCode } from '../../update/updateBody.ts';
import { findAsWritten } from '../lookups/findAsWritten.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
import { codeOfRecord, type Reader, type ReadFailure, type Reading } from '../lookups/reader.ts';
import { fieldOfIdentifier, identities } from '../plans/identifiers.ts';
import type { PlanRow, RowKind } from '../plans/planRow.ts';
import type { Identifier } from '../plans/rowInput.ts';
import { taken, takenBySeveral } from './rowReasons.ts';

/** Why a write of values must not be sent, or cannot be judged. */
export interface Obstacle {
  readonly kind: Extract<RowKind, 'taken' | 'invalid' | 'not-looked-up'>;
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
    if (found.kind === 'failed') return { kind: 'not-looked-up', reason: found.failure.reason, failure: found.failure };
    const reason = problemOfCode(ownerOf(found, record.id), code);
    return reason && { kind: 'invalid', reason };
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
        return { kind: 'not-looked-up', reason: found.failure.reason, failure: found.failure };
      if (found.kind === 'several') return { kind: 'taken', reason: takenBySeveral(identity, text) };
      if (found.kind === 'one' && found.record.id !== ownId)
        return { kind: 'taken', reason: taken(identity, text, found.record) };
    }
    return undefined;
  }
}

/** The customer that a code identifies, by the result of its lookup; `id` is the expected one. */
function ownerOf(found: Exclude<Reading, { readonly kind: 'failed' }>, id: string): CodeOwner {
  if (found.kind !== 'one') return found;
  return found.record.id === id ? { kind: 'this' } : { kind: 'other', id: found.record.id };
}
