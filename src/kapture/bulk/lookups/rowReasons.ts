import { failures, type FailureReason } from '../../catalogue/failures.ts';
import type { OperationForm } from '../../catalogue/form.ts';
import { type Problem, asSentence, problem } from '../../problem/problem.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { UpdateProblem } from '../../update/updateBody.ts';
import { problemOfValue, valueRules } from '../mappings/fields.ts';
import type { Identity } from '../plans/identifiers.ts';
import { shownCell } from '../tables/repairCell.ts';
import type { ReadRecord } from './reader.ts';

function list(fields: readonly string[]): string {
  return fields.join(', ');
}

export function noPlace(dialect: string, fields: readonly string[]): Problem {
  return problem('The {0} dialect cannot write these fields: {1}.', dialect, list(fields));
}

/** Why a row whose key no customer has cannot add one. */
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

/** Why a row is not sent whose customer no longer has the value that the row names it by. */
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

/** Why a form cannot express an update. */
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
