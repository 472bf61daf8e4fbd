import { generatedIds } from '../../catalogue/customer/customerFields.ts';
import type { FailureReason } from '../../catalogue/failures.ts';
import { malformed, type OperationForm } from '../../catalogue/form.ts';
import { pathOfField } from '../../catalogue/forms.ts';
import { dialectOf, formFor, type Connection } from '../../connection/connection.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { decideSave } from '../../update/decideSave.ts';
import { isContactField, readBack } from '../../update/editableFields.ts';
import { isBlank, isMask, isSame, looksMasked, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import { canUpdate, recordValue } from '../../update/updateBody.ts';
import { findAsWritten, type Reader, type ReadFailure, type ReadRecord } from '../lookups/reader.ts';
import {
  malformedValue,
  noPlace,
  notFound,
  rejected,
  updateProblem,
  contactOnly,
  rowWrite,
  WriteObstacles,
  writtenValues,
  type Obstacle,
  type RowWrite,
} from '../lookups/writeObstacles.ts';
import { fieldOfIdentifier, plainPhone, type Identifier } from '../plans/identifiers.ts';
import { addFields, unsentCells, type FieldChange, type PlanRow, type RowDecision } from '../plans/planRow.ts';

type Decision = RowDecision & { readonly failure?: ReadFailure };

/** Decides what a plan does with a row, by looking up its customer. */
export class RowPlanner {
  readonly #connection: Connection;
  readonly #identifier: Identifier;
  readonly #reader: Reader;
  readonly #obstacles: WriteObstacles;

  constructor(connection: Connection, identifier: Identifier, reader: Reader) {
    this.#connection = connection;
    this.#identifier = identifier;
    this.#reader = reader;
    this.#obstacles = new WriteObstacles(connection, identifier, reader);
  }

  /** Throws a `KaptureError` only if the signal is aborted. */
  async decide(row: PlanRow, signal?: AbortSignal): Promise<Decision> {
    if (!row.key.trim()) return this.#decideAdd(row, signal);
    const found = await findAsWritten(this.#reader, this.#identifier, row.key, row.repairs, signal);
    switch (found.kind) {
      case 'one':
        return this.#decideUpdate(row, found.record, signal);
      case 'several':
        return refused(row.row, 'ambiguous', problem('Several customers have this value.'));
      case 'failed':
        return ofObstacle(row.row, { state: 'not-looked-up', reason: found.failure.reason, failure: found.failure });
      case 'none':
        return this.#identifier === 'id'
          ? refused(row.row, 'invalid', problem('No customer has this ID.'))
          : this.#decideAdd(row, signal);
    }
  }

  async #decideAdd(row: PlanRow, signal?: AbortSignal): Promise<Decision> {
    if (row.invalidCells.length) return { row: row.row, state: 'invalid', reasons: row.invalidCells };
    const fields = addFields(this.#identifier, row);
    const reason = this.#problemOfAdd(row, fields);
    if (reason) return refused(row.row, 'invalid', reason);
    // The key of the row was just looked up, so it is not looked up again.
    const values = { values: fields, repairs: row.repairs };
    const obstacle = await this.#obstacles.ofValues(values, undefined, signal, row.key.trim());
    if (obstacle) return ofObstacle(row.row, obstacle);
    return { row: row.row, state: 'add', ...writtenIdentities(fields) };
  }

  #problemOfAdd(row: PlanRow, fields: FieldValues): Problem | undefined {
    const form = formFor(this.#connection, 'add');
    const dialect = dialectOf(this.#connection, 'add');
    if (fields.has('customer_code') && !hasCode(form))
      return row.key.trim() && this.#identifier === 'code'
        ? problem('No customer has this code, and the {0} dialect cannot add a customer with a code.', dialect)
        : problem('The {0} dialect cannot add a customer with a code.', dialect);
    const unplaced = [...fields.keys()].filter((field) => generatedIds.has(field) || !pathOfField(form, field));
    if (unplaced.length) return noPlace(dialect, unplaced);
    const masked = [
      ...[...fields].filter(([field, value]) => isMaskedText(field, value)).map(([field]) => field),
      ...unsentFields(row),
    ];
    if (masked.length)
      return problem('These values are masked or redacted, so the full values are unknown: {0}.', masked.join(', '));
    const shared = Object.fromEntries([...fields].map(([field, value]) => [field, plainValue(value)]));
    const broken = form.brokenRule(shared);
    if (!broken) return malformedValue(form, fields);
    const wrong = malformed(form.formats, shared).find(({ reason }) => reason === broken.reason);
    const rejection = rejected(broken.reason as FailureReason, wrong && shared[wrong.field]);
    // A row that only has the field to change lacks what an Add requires, so the unknown key is the more helpful
    // reason.
    return row.key.trim() && !fields.has('customer_name') ? notFound(rejection) : rejection;
  }

  async #decideUpdate(
    { row, fields, key, repairs, invalidCells }: PlanRow,
    record: ReadRecord,
    signal?: AbortSignal,
  ): Promise<Decision> {
    const found = { row, customerId: record.id, customerName: record.name };
    const form = formFor(this.#connection, 'update');
    const own = fieldOfIdentifier[this.#identifier];
    // Exports contain stored values that an import would repair, such as a phone with a prefix. They are not changed.
    const isStored = (field: string): boolean =>
      repairs.some(
        (repair) => repair.field === field && isSame(JSON.stringify(repair.from), readBack(record.fields, field)),
      );
    // Exports can also contain stored values that could not be written now. They are not changed either.
    const invalid = invalidCells.filter(
      ({ field = '', text = '' }) => !isStored(field) && !isSame(JSON.stringify(text), readBack(record.fields, field)),
    );
    if (invalid.length) return { ...found, row, state: 'invalid', reasons: invalid };
    // The field that identifies the customer is never changed.
    const wanted = new Map(
      [...fields]
        .filter(([field]) => field !== own && !isStored(field))
        .map(([field, value]) => [field, recordValue(form, field, value)]),
    );
    const { send } = decideSave(record.fields, wanted, record.fields, isSame);
    const unsent = [...send]
      .filter(([field, value]) => record.fields.masked.has(field) || isMaskedText(field, value))
      .map(([field]) => field);
    for (const field of unsent) (send as Map<string, string>).delete(field);
    const cells = unsentFields({ repairs });
    const maskedReason = problem('Kapture masks these fields, so they are not sent: {0}.', unsent.join(', '));
    if (!send.size && unsent.length) return { ...found, ...refused(row, 'masked', maskedReason) };
    if (!send.size && cells.length)
      return {
        ...found,
        ...refused(row, 'masked', problem('It is unknown whether the customer has the masked or redacted value.')),
      };
    if (!send.size) return { ...found, state: 'unchanged' };
    const write = rowWrite(this.#connection, send, record);
    const reason = this.#problemOfUpdate(send, write, fields);
    if (reason) return { ...found, ...refused(row, 'invalid', reason) };
    const written = writtenValues(send, write);
    const known = key.trim() ? this.#identifier : undefined;
    const obstacle =
      (await this.#obstacles.ofCode(record, signal, known)) ??
      (await this.#obstacles.ofValues({ values: written, repairs }, record.id, signal));
    if (obstacle) return { ...found, ...ofObstacle(row, obstacle) };
    return {
      ...found,
      state: 'update',
      changes: [...written].map(([field, to]) => changeOf(record, field, to)),
      reasons: [
        ...(unsent.length ? [{ problem: maskedReason }] : []),
        ...(cells.length
          ? [
              {
                problem: problem(
                  'The cells of these fields are masked or redacted, so they are not sent: {0}.',
                  cells.join(', '),
                ),
              },
            ]
          : []),
      ],
      ...writtenIdentities(written),
    };
  }

  #problemOfUpdate(changes: FieldValues, write: RowWrite, stated: FieldValues): Problem | undefined {
    const form = formFor(this.#connection, 'update');
    const dialect = dialectOf(this.#connection, 'update');
    const fixed = [...changes.keys()].filter((field) => generatedIds.has(field) || !canUpdate(form, field));
    if (fixed.length) return noPlace(dialect, fixed);
    const shared = Object.fromEntries([...changes].map(([field, value]) => [field, plainValue(value)]));
    const broken = malformed(form.formats, shared)[0];
    if (broken) return rejected(broken.reason as FailureReason, shared[broken.field]);
    const wrong = malformedValue(form, changes);
    if (wrong) return wrong;
    if (write.problem) return updateProblem(write.problem, dialect);
    const contacts = contactOnly(write, stated);
    const missing = contacts.filter((field) => isBlank(write.ofContact.get(field)!));
    if (missing.length) return updateProblem({ reason: 'missing', fields: missing }, dialect);
    return contacts.length
      ? problem(
          "The {0} dialect requires these fields, and this customer has them only in a contact: {1}. Add them to the row to make them the customer's own.",
          dialect,
          contacts.join(', '),
        )
      : undefined;
  }
}

/** Whether an Add in a form stores the tenant's own code of the customer. */
function hasCode(form: OperationForm): boolean {
  return form.fieldMap !== undefined && pathOfField(form, 'customer_code') !== undefined;
}

function isMaskedText(field: string, value: string): boolean {
  return /phone|email/.test(field) ? looksMasked(value) : isMask(value);
}

function unsentFields({ repairs }: Pick<PlanRow, 'repairs'>): string[] {
  return unsentCells(repairs).map(({ field }) => field);
}

/** The values of a write that can make other rows duplicates. */
function writtenIdentities(values: FieldValues): Pick<RowDecision, 'phone' | 'email' | 'code'> {
  const text = (field: string): string => plainValue(values.get(field) ?? '""').toLowerCase();
  return { phone: plainPhone(text('phone')), email: text('email_id'), code: text('customer_code') };
}

function refused(row: number, state: RowDecision['state'], reason: Problem): Decision {
  return { row, state, reasons: [{ problem: reason }] };
}

function ofObstacle(row: number, { state, reason, failure }: Obstacle): Decision {
  const serverMessage = failure?.serverMessage;
  return {
    ...refused(row, state, reason),
    ...(serverMessage !== undefined && { serverMessage }),
    ...(failure && { failure }),
  };
}

/** A change of a field. Only the customer's own value counts as the previous one, not that of a contact. */
function changeOf({ own, fields }: ReadRecord, field: string, to: string): FieldChange {
  const from = readBack(own, field);
  const contact = from === undefined ? readBack(fields, field) : undefined;
  return {
    field,
    from,
    to,
    ...(contact !== undefined && !isBlank(contact) && { contact }),
    ...(isContactField(field) && own.contactId !== undefined && { contactId: own.contactId }),
  };
}
