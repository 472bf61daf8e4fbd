import { problem, type Problem } from '../../problem/problem.ts';
import { isBlank } from '../../update/fieldValue.ts';
import {
  unclosedVariablesIn,
  isSecret,
  substitute,
  variablesIn,
  type VariableLookup,
} from '../../variables/variables.ts';

/**
 * Why a value cannot be sent for every row: it uses a secret, which a plan would store, or a variable that has no value
 * or is not closed, or it is blank only because of a variable: a blank value can clear the field of every customer.
 * `lookup` is undefined if the values are still unknown.
 */
export function constantProblem(value: string, lookup: VariableLookup | undefined): Problem | undefined {
  const literal = JSON.stringify(value);
  const uses = variablesIn(literal);
  const secret = uses.find(({ name }) => isSecret(name));
  if (secret) return problem('A value for every row cannot contain a secret: {0}.', `{{${secret.name}}}`);
  const unknown = lookup && uses.find(({ name }) => lookup(name) === undefined);
  if (unknown) return problem('The variable {0} has no value.', `{{${unknown.name}}}`);
  if (lookup && uses.length && isBlank(substitute(literal, lookup)))
    return problem('The value {0} is blank. To send a blank value, write it without a variable.', value);
  const [unclosed] = unclosedVariablesIn(literal);
  return unclosed && problem('The variable {0} is not closed with {1}.', `{{${unclosed.name}`, '}}');
}
