import { type FailureReason, failures } from '../../catalogue/failures.ts';
import type { OperationForm } from '../../catalogue/form.ts';
import type { OperationId } from '../../catalogue/registry.ts';
import { type Connection, formFor } from '../../connection/connection.ts';
import { asSentence, type Problem, problem } from '../../problem/problem.ts';
import { redactionMark } from '../../redaction/redact.ts';
import { type CodeOwner, problemOfCode } from '../../update/codeOwner.ts';
import { type FieldValues, isBlank, isDamaged, isSame, plainValue } from '../../update/fieldValue.ts';
import {
  addBody,
  identifiesByCode,
  updateBody,
  type UpdateProblem,
  type UpdateReading,
} from '../../update/updateBody.ts';
import { problemOfValue, valueRules } from '../mappings/mapping.ts';
import { fieldOfIdentifier, type Identifier, identities, type Identity } from '../plans/identifiers.ts';
import type { PlanRow, RowState } from '../plans/planRow.ts';
import { shownCell } from '../tables/repairCell.ts';
import { codeOfRecord, findAsWritten, type Reader, type ReadFailure, type Reading, type ReadRecord } from './reader.ts';

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
 * Whether a previous value can be written back: it is known, contains no redacted secret, and its bytes could be
 * decoded.
 */
export function isRevertible(value: string | undefined): value is string {
  return value !== undefined && !value.includes(redactionMark) && !isDamaged(value);
}

/** Why a write of values must not be sent, or cannot be judged. */
export interface Obstacle {
  readonly state: Extract<RowState, 'in-use' | 'invalid' | 'not-looked-up'>;
  readonly reason: Problem;
  readonly failure?: ReadFailure;
}

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

  /**
   * Why a customer cannot be updated by its code, in dialects that identify customers by it; undefined if it can, or if
   * the dialect uses another identifier.
   */
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
      if (found.kind === 'several') return { state: 'in-use', reason: takenBySeveral(identity, text) };
      if (found.kind === 'one' && found.record.id !== ownId)
        return { state: 'in-use', reason: taken(identity, text, found.record) };
    }
    return undefined;
  }
}

/** The customer that a code identifies, by the result of its lookup; `id` is the expected one. */
function ownerOf(found: Exclude<Reading, { readonly kind: 'failed' }>, id: string): CodeOwner {
  if (found.kind !== 'one') return found;
  return found.record.id === id ? { kind: 'this' } : { kind: 'other', id: found.record.id };
}

function list(fields: readonly string[]): string {
  return fields.join(', ');
}

export function noPlace(dialect: string, fields: readonly string[]): Problem {
  return problem('The {0} dialect cannot write these fields: {1}.', dialect, list(fields));
}

/** Why a row does not add a customer although no customer has its key. */
export function notFound(reason: Problem): Problem {
  return problem('No customer has this value, so the row would add a customer. {0}', reason);
}

/** `value` is the one that causes the failure, if it is a single one. */
export function rejected(reason: FailureReason, value?: string): Problem {
  const message = asSentence(failures[reason].message);
  return value === undefined
    ? problem('Kapture rejects this row: {0}', message)
    : problem('Kapture rejects the value “{0}”: {1}', shownCell(value), message);
}

/** Why a value of a write breaks the rules that are published for its form. */
export function malformedValue(form: OperationForm, values: FieldValues): Problem | undefined {
  for (const [field, value] of values) {
    const found = problemOfValue(valueRules(field, [form]), value);
    if (found) return problem('{0}: {1}', field, found);
  }
  return undefined;
}

export function taken(identity: Identity, value: string, { name, id }: ReadRecord): Problem {
  switch (identity) {
    case 'phone':
      return problem('The phone number {0} belongs to {1} (customer {2}).', value, name, id);
    case 'email':
      return problem('The email address {0} belongs to {1} (customer {2}).', value, name, id);
    case 'code':
      return problem('The customer code {0} belongs to {1} (customer {2}).', value, name, id);
  }
}

export function takenBySeveral(identity: Identity, value: string): Problem {
  switch (identity) {
    case 'phone':
      return problem('The phone number {0} belongs to several customers.', value);
    case 'email':
      return problem('The email address {0} belongs to several customers.', value);
    case 'code':
      return problem('The customer code {0} belongs to several customers.', value);
  }
}

/** Why a row is not sent: its customer no longer has the value that the row names it by. */
export function lostKey(identity: Identity, key: string): Problem {
  switch (identity) {
    case 'phone':
      return problem('The customer no longer has the phone number {0}, so the row was not sent.', key);
    case 'email':
      return problem('The customer no longer has the email address {0}, so the row was not sent.', key);
    case 'code':
      return problem('The customer no longer has the customer code {0}, so the row was not sent.', key);
  }
}

export function updateProblem({ reason, fields }: UpdateProblem, dialect: string): Problem {
  const names = list(fields);
  switch (reason) {
    case 'no-place':
      return noPlace(dialect, fields);
    case 'changes-code':
      return problem('The {0} dialect identifies a customer by its code, so the code cannot be changed.', dialect);
    case 'no-code':
      return problem(
        'The {0} dialect identifies a customer by its code, and this customer has none. Kapture would add a customer.',
        dialect,
      );
    case 'masked':
      return problem('The {0} dialect requires these fields, which Kapture masks: {1}.', dialect, names);
    case 'damaged':
      return problem(
        'The {0} dialect requires these fields, in which characters were lost and replaced with U+FFFD: {1}. Add them to the row.',
        dialect,
        names,
      );
    case 'missing':
      return problem('The {0} dialect requires these fields, which this customer does not have: {1}.', dialect, names);
  }
}
