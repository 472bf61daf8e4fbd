import { readLoose } from '../json/looseJson.ts';
import { operations, type OperationId } from './registry.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { fieldText, type Fields } from './fieldText.ts';

/** What a write does on the server, regardless of the operation it is sent as. */
export type WriteAct =
  | { readonly operation: 'add'; readonly customerId?: undefined }
  | { readonly operation: 'update'; readonly customerId: string };

/**
 * What the body of a write will do. One path serves Add and Update: a body with a `kapture_customer_id` that is not blank
 * updates that customer, any other adds one.
 */
export function writeActOf(fields: Fields): WriteAct {
  const customerId = fieldText(fields, 'kapture_customer_id');
  return customerId === '' ? { operation: 'add' } : { operation: 'update', customerId };
}

/** The fields of a body: an object, or an array of one object. Empty for anything else. */
export function fieldsOfWrite(body: string): Fields {
  const { value } = readLoose(body);
  const object: unknown = Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? (object as Fields) : {};
}

/** The problem of a write that does something other than its operation says; undefined otherwise. */
export function problemOfAct(operation: OperationId, fields: Fields): Problem | undefined {
  const wanted = operations[operation].act;
  const act = writeActOf(fields);
  if (wanted === 'add' && act.operation === 'update')
    return problem('This body has an ID, so it is an update of customer {0}, not an Add request.', act.customerId);
  return wanted === 'update' && act.operation === 'add'
    ? problem('This body has no ID, so it is an Add request, not an update.')
    : undefined;
}
