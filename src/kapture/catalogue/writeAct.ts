import { readLoose } from '../json/looseJson.ts';
import { codeOf, hasOnlyArrayFields } from './customer/array/arrayFields.ts';
import { defaultDialect, type Dialect } from './dialect.ts';
import { dialectOfBody, formOf, pathOfField, sharedFields } from './forms.ts';
import type { OperationForm } from './form.ts';
import { operations, type OperationId } from './registry.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { fieldText, type Fields } from './fieldText.ts';

/** What a write does on the server, regardless of the operation it is sent as. */
export type WriteAct =
  | { readonly operation: 'add'; readonly customerId?: undefined; readonly code?: undefined }
  | { readonly operation: 'update'; readonly customerId: string; readonly code?: undefined }
  /** Updates the customer with the code, or adds one. Only the server knows which. */
  | { readonly operation: 'add-or-update'; readonly customerId?: undefined; readonly code: string };

/**
 * What the body of a write will do. One path serves Add and Update: a body with Kapture's ID of a customer updates that
 * customer. In the array form, which has no such ID, the customer code decides. Any other body adds a customer.
 */
export function writeActOf(fields: Fields): WriteAct {
  const form = formOfWrite(fields);
  const shared = sharedFields(form, fields);
  const customerId = fieldText(shared, 'kapture_customer_id');
  if (customerId !== '') return { operation: 'update', customerId };
  const code = pathOfField(form, 'kapture_customer_id') ? '' : codeOf(fields);
  if (code !== '') return { operation: 'add-or-update', code };
  // A tenant of the flat dialect would update this customer, whichever form the other fields look like.
  const flatId = fieldText(fields, 'kapture_customer_id');
  return flatId === '' ? { operation: 'add' } : { operation: 'update', customerId: flatId };
}

/** The dialect that a body of a write is written in; the flat one if its fields do not tell. */
function dialectOfWrite(fields: Fields): Dialect {
  return (
    dialectOfBody('add', fields) ??
    dialectOfBody('update', fields) ??
    (hasOnlyArrayFields(fields) ? 'array' : defaultDialect)
  );
}

/** The operation by which a write is sent, given the one that the user chose. */
export function operationOfAct(chosen: OperationId, { operation }: WriteAct): OperationId {
  return operation === 'add-or-update' ? chosen : operation;
}

/** The fields of a body: an object, or an array of one object. Empty for anything else. */
export function fieldsOfWrite(body: string): Fields {
  const { value } = readLoose(body);
  const object: unknown = Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? (object as Fields) : {};
}

/** The fields of a write by their shared names, in whichever dialect it is written. */
export function sharedFieldsOfWrite(fields: Fields): Fields {
  return sharedFields(formOfWrite(fields), fields);
}

/** The form of Add that has the fields of a write: that of Update has the same ones. */
export function formOfWrite(fields: Fields): OperationForm {
  return formOf('add', dialectOfWrite(fields));
}

/** The problem of a write that does something other than its operation says; undefined otherwise. */
export function problemOfAct(operation: OperationId, fields: Fields): Problem | undefined {
  const wanted = operations[operation].act;
  const act = writeActOf(fields);
  if (wanted === 'add' && act.operation === 'update')
    return problem('This body has an ID, so it is an update of customer {0}, not an Add request.', act.customerId);
  if (wanted !== 'update' || act.operation !== 'add') return undefined;
  return pathOfField(formOfWrite(fields), 'kapture_customer_id')
    ? problem('This body has no ID, so it is an Add request, not an update.')
    : problem('This body has no customer code, so it is an Add request, not an update.');
}
