import type { OperationForm } from '../../catalogue/form.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { readBack, type RecordFields } from '../../update/editableFields.ts';
import { changedContact, isContactField } from '../../update/contacts.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { writtenValue } from '../../update/updateBody.ts';

const maxLength = 80;

/** The record of a row when the plan was made, and now. */
export interface ChangedRow {
  readonly base: RecordFields;
  readonly record: RecordFields;
  readonly form: OperationForm;
  readonly isRevert: boolean;
}

/** Why a row with fields that have changed is not sent: the other contact, the missing fields, or the values now. */
export function changedValues(fields: readonly string[], { base, record, form, isRevert }: ChangedRow): Problem {
  const contact = fields.some(isContactField) ? changedContact(base, record) : undefined;
  if (contact) return notSent(contact, isRevert);
  const missing = fields.filter((field) => readBack(record, field) === undefined && !record.masked.has(field));
  if (missing.length)
    return notSent(problem('The record no longer shows these fields: {0}.', missing.join(', ')), isRevert);
  const values = storedValues(fields, record, form);
  return isRevert
    ? problem('Stored now: {0}. This has changed since the run, so the row was not reverted.', values)
    : problem('Stored now: {0}. This has changed since the plan was made, so the row was not sent.', values);
}

function notSent(change: Problem, isRevert: boolean): Problem {
  return isRevert
    ? problem('{0} This has changed since the run, so the row was not reverted.', change)
    : problem('{0} This has changed since the plan was made, so the row was not sent.', change);
}

/** Why a row is not sent whose record has changed in another way. */
export function changedRecord(isRevert: boolean): Problem {
  return isRevert
    ? problem('The record has changed since the run, so the row cannot be reverted.')
    : problem('The record has changed since the plan was made, so the row cannot be sent.');
}

/** The values that a record has for fields, as the form writes them. */
export function storedValues(fields: Iterable<string>, record: RecordFields, form: OperationForm): string {
  return [...fields]
    .map((field) => {
      const value = readBack(record, field) ?? record.masked.get(field) ?? '""';
      return `${field}: ${shortened(writtenValue(form, field, plainValue(value))) || '“”'}`;
    })
    .join(', ');
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : text;
}
