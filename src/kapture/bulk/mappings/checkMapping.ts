import { misspelledFields } from '../../catalogue/misspelledFields.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { isBlank } from '../../update/fieldValue.ts';
import {
  unclosedVariablesIn,
  isSecret,
  substitute,
  variablesIn,
  type VariableLookup,
} from '../../variables/variables.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';
import { bulkFields, canSend, schemaOfField, type WriteForms, keyColumn, type Mapping } from './mapping.ts';

export interface MappingProblem {
  readonly problem: Problem;
  /** The column or constant concerned; both undefined if it concerns the whole mapping. */
  readonly column?: string;
  readonly constant?: string;
  /** Rows can be read nevertheless. */
  readonly isWarning?: true;
}

export interface CheckMappingOptions {
  /** The names of the columns of the table; undefined if there is no table yet. */
  readonly columns?: readonly string[];
  readonly lookup?: VariableLookup;
  readonly ownFields?: readonly string[];
}

export function checkMapping(
  mapping: Mapping,
  forms: WriteForms,
  { columns, lookup, ownFields = [] }: CheckMappingOptions = {},
): readonly MappingProblem[] {
  const found: MappingProblem[] = [];
  const seen = new Map<string, string>();
  for (const { column, field } of mapping.columns) {
    if (columns && !columns.includes(column))
      found.push({ column, problem: problem('The table does not have the column {0}.', column) });
    if (field === undefined) continue;
    const other = seen.get(field);
    if (other !== undefined)
      found.push({ column, problem: problem('The columns {0} and {1} are mapped to the same field.', other, column) });
    seen.set(field, column);
    const unusable = problemOfField(mapping, forms, field);
    if (unusable) found.push({ column, problem: unusable });
  }
  for (const { field, value } of mapping.constants) {
    const other = seen.get(field);
    const unusable = problemOfField(mapping, forms, field) ?? constantProblem(value, lookup);
    if (other !== undefined)
      found.push({
        constant: field,
        problem: problem('The field {0} is mapped to both a column and a constant.', field),
      });
    else if (field === fieldOfIdentifier[mapping.matchBy])
      found.push({ constant: field, problem: problem('A constant cannot identify customers.') });
    else if (unusable) found.push({ constant: field, problem: unusable });
  }
  if (!keyColumn(mapping))
    found.push({
      problem: problem(
        'No column is mapped to the field {0}, which identifies customers.',
        fieldOfIdentifier[mapping.matchBy],
      ),
    });
  else if (seen.size === 1 && !mapping.constants.length && !canSend(forms, [...seen.keys()][0]!))
    found.push({ problem: problem('No column is mapped to a field to send. Map a column, or add a value.') });
  return [...found, ...misspelled(mapping, forms, ownFields)];
}

function problemOfField(mapping: Mapping, forms: WriteForms, field: string): Problem | undefined {
  if (field === fieldOfIdentifier[mapping.matchBy] || canSend(forms, field)) return undefined;
  if (field === 'contact_id') return problem('Kapture generates {0}. It cannot be sent.', field);
  if (field === 'kapture_customer_id') return problem('Kapture generates {0}. It can only identify customers.', field);
  return problem('The dialect of this connection does not have the field {0}.', field);
}

/** Tenants have their own fields, so an unknown one is only a warning, and only if its name is almost a known one. */
function misspelled(mapping: Mapping, forms: WriteForms, ownFields: readonly string[]): MappingProblem[] {
  const fields = [
    ...mapping.columns.flatMap(({ column, field }) => (field === undefined ? [] : [{ column, field }])),
    ...mapping.constants.map(({ field }) => ({ constant: field, field })),
  ];
  const documented = Object.fromEntries(
    bulkFields(forms, mapping.matchBy).map((field) => [field, schemaOfField(forms, field) ?? { description: '' }]),
  );
  const names = fields.map(({ field }) => field).filter((field) => !ownFields.includes(field));
  const meant = misspelledFields(documented, names);
  return fields.flatMap(({ field, ...place }) => {
    const known = meant.get(field);
    return known === undefined
      ? []
      : [
          {
            ...place,
            problem: problem('The field {0} is unknown. Did you mean {1}?', field, known),
            isWarning: true as const,
          },
        ];
  });
}

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
  // The name of a variable has no spaces, but such braces are hardly meant as text for every row.
  const other = [...literal.matchAll(/\{\{[^{}]*\}\}/g)].find(
    ({ index }) => !uses.some(({ offset }) => offset === index),
  );
  if (other) return problem('The variable {0} has no value.', other[0]);
  const [unclosed] = unclosedVariablesIn(literal);
  return unclosed && problem('The variable {0} is not closed with {1}.', `{{${unclosed.name}`, '}}');
}
