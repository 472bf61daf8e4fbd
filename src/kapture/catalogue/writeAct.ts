import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { fieldText, type Fields } from './fieldText.ts';
import type { FieldPath, OperationForm } from './form.ts';
import { formsOf, pathOfField, valueAtPath } from './forms.ts';
import { operationIds, operations, type OperationId } from './registry.ts';

/** What a write does on the server, regardless of the operation it is sent as. */
export type WriteAct =
  | { readonly operation: 'add'; readonly customerId?: undefined; readonly code?: undefined }
  | {
      readonly operation: 'update';
      readonly customerId: string;
      readonly code?: undefined;
      /** The dialect is not known to have an ID there, so nothing says what the server does; see `uncertainId.ts`. */
      readonly isUncertain?: true;
    }
  /** Updates the customer with the code, or adds one. Only the server knows which. */
  | { readonly operation: 'add-or-update'; readonly customerId?: undefined; readonly code: string };

/**
 * What the body of a write will do, sent in a form of Add or Update. One path serves both: a body with what identifies
 * a customer in this form, Kapture's ID or the tenant's code, updates that customer. Any other body adds a customer.
 *
 * A body that is written in another form may reach a tenant that reads it, so what identifies a customer there counts
 * as well.
 */
export function writeActOf(fields: Fields, form: OperationForm): WriteAct {
  const code = codeIn(form, fields);
  if (code !== '') return { operation: 'add-or-update', code };
  const customerId = textAtAny(fields, idPaths(form));
  if (customerId !== '') return { operation: 'update', customerId };
  const foreignId = textAtAny(fields, foreignIdPaths(form));
  if (foreignId !== '') return { operation: 'update', customerId: foreignId, isUncertain: true };
  const foreignCode = codeIn(formOfWrite(fields, form), fields);
  return foreignCode === '' ? { operation: 'add' } : { operation: 'add-or-update', code: foreignCode };
}

/** The code that identifies the customer of a body; empty if its form identifies by Kapture's ID. */
export function codeIn({ codePaths = [] }: OperationForm, fields: Fields): string {
  return textAtAny(fields, codePaths);
}

/** Where a write in a form has Kapture's ID, if that identifies a customer. */
export function idPaths(form: OperationForm): readonly FieldPath[] {
  const path = form.codePaths ? undefined : pathOfField(form, 'kapture_customer_id');
  return path ? [path] : [];
}

/** Kept, because each write needs them twice (bench `payload.ratio`). */
const foreignPaths = new WeakMap<OperationForm, readonly FieldPath[]>();

/** Where other forms have Kapture's ID, but this one does not. */
export function foreignIdPaths(form: OperationForm): readonly FieldPath[] {
  const known = foreignPaths.get(form);
  if (known) return known;
  const own = idPaths(form).map(String);
  const paths = formsOf('update')
    .flatMap(idPaths)
    .filter((path) => !own.includes(String(path)));
  foreignPaths.set(form, paths);
  return paths;
}

function textAtAny(fields: Fields, paths: readonly FieldPath[]): string {
  return paths.map((path) => fieldText({ value: valueAtPath(fields, path) }, 'value')).find(Boolean) ?? '';
}

/** The operation that a write is sent as, given the one that the user chose. */
export function operationOfAct(chosen: OperationId, act: WriteAct): OperationId {
  return act.operation === 'add-or-update' || (act.operation === 'update' && act.isUncertain) ? chosen : act.operation;
}

/** The fields of a body: an object, or the first one of an array. Empty for anything else. */
export function fieldsOfWrite(body: string): Fields {
  return firstObject(readLoose(body).value) ?? {};
}

/** The form that a write is written in: the one in which it is sent, unless its fields fit others only. */
export function formOfWrite(fields: Fields, sent: OperationForm): OperationForm {
  const forms = operationIds.filter((id) => operations[id].act).flatMap(formsOf);
  const fitting = forms.filter(({ recognition }) => recognition.fits(fields, false));
  const written = fitting.length ? fitting : forms.filter(({ recognition }) => recognition.resembles?.(fields));
  return written.some(({ fieldMap }) => fieldMap === sent.fieldMap) ? sent : (written[0] ?? sent);
}

/** The problem of a write that does something other than its operation says; undefined otherwise. */
export function problemOfAct(operation: OperationId, fields: Fields, form: OperationForm): Problem | undefined {
  const wanted = operations[operation].act;
  const act = writeActOf(fields, form);
  if (wanted === 'add' && act.operation === 'update')
    return problem('This body has an ID, so it is an update of customer {0}, not an Add request.', act.customerId);
  if (wanted !== 'update' || act.operation !== 'add') return undefined;
  return form.codePaths
    ? problem('This body has no customer code, so it is an Add request, not an update.')
    : problem('This body has no ID, so it is an Add request, not an update.');
}
