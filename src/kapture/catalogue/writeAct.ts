import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { fieldText, type Fields } from './fieldText.ts';
import type { FieldPath, OperationForm } from './form.ts';
import { formsOf, pathOfField, sharedFields, valueAtPath } from './forms.ts';
import { operationIds, operations, type OperationId } from './registry.ts';
import { propertySpans, valueSpan } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';

/** What a write does on the server, regardless of the operation it is sent as. */
export type WriteAct =
  | { readonly operation: 'add'; readonly customerId?: undefined; readonly code?: undefined }
  | {
      readonly operation: 'update';
      readonly customerId: string;
      readonly code?: undefined;
      /** The ID is where only another dialect has one, so it is unknown what the server does. */
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

/** What the body of an operation will do to a customer. Undefined for an operation that does not write customers. */
export function actOfRequest(operation: OperationId, fields: Fields, form: OperationForm): WriteAct | undefined {
  return operations[operation].act && writeActOf(fields, form);
}

/** The code that identifies the customer of a body; empty if its form identifies by Kapture's ID. */
export function codeIn({ codePaths = [] }: OperationForm, fields: Fields): string {
  return textAtAny(fields, codePaths);
}

/** Where a write in a form has Kapture's ID, if that identifies a customer. */
function idPaths(form: OperationForm): readonly FieldPath[] {
  const path = form.codePaths ? undefined : pathOfField(form, 'kapture_customer_id');
  return path ? [path] : [];
}

/** Cached, because each write needs them twice (bench `payload.ratio`). */
const foreignPaths = new WeakMap<OperationForm, readonly FieldPath[]>();

/** Where other forms have Kapture's ID, but this one does not. */
function foreignIdPaths(form: OperationForm): readonly FieldPath[] {
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

/** The fields of the object in a body, or of the first one in an array. Empty for anything else. */
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
  if (!wanted) return problemOfOtherWrite(operation, fields, form);
  const act = writeActOf(fields, form);
  if (wanted === 'add' && act.operation === 'update')
    return problem('This body has an ID, so it is an update of customer {0}, not an Add request.', act.customerId);
  if (wanted !== 'update' || act.operation !== 'add') return undefined;
  return form.codePaths
    ? problem('This body has no customer code, so it is an Add request, not an update.')
    : problem('This body has no ID, so it is an Add request, not an update.');
}

/** The problem of a body that is one of another write of the same module at the same path. */
function problemOfOtherWrite(operation: OperationId, fields: Fields, form: OperationForm): Problem | undefined {
  const { module, title } = operations[operation];
  if (form.recognition.fits(fields, false)) return undefined;
  const other = operationIds.find(
    (id) =>
      id !== operation &&
      operations[id].module === module &&
      operations[id].writes &&
      operations[id].path === form.path &&
      operations[id].recognition.fits(fields, false),
  );
  return other && problem('This body is one of {0}, not of {1}.', operations[other].title, title);
}

/** The ID of the record that a write of another module than customers names; empty if it names none. */
export function recordIdOf(operation: OperationId, fields: Fields, form: OperationForm): string {
  const { subject, act } = operations[operation];
  if (act || !('fields' in subject)) return '';
  const shared = sharedFields(form, fields);
  const ids = subject.fields.filter((name) => /^(?:ticket|order|erp_order|enquiry)_id$/.test(name));
  return ids.map((name) => fieldText(shared, name)).find(Boolean) ?? '';
}

/**
 * The problem of a write in a form whose body leaves open which customer it changes; undefined otherwise. Either
 * - it has several different IDs or codes, and a server may use the first or the last one,
 * - one of them is neither text nor a number,
 * - Kapture's ID is 0, which means no customer in responses, or
 * - it only has an ID where another form has one.
 */
export function problemOfId(operation: OperationId, body: string, form: OperationForm): Problem | undefined {
  if (!operations[operation].act) return undefined;
  const valuesIn = (paths: readonly FieldPath[]): unknown[][] =>
    paths.map((path) => valuesAt(body, bodyStart(body), path));
  const own = valuesIn(form.codePaths ?? idPaths(form));
  const foreign = valuesIn(foreignIdPaths(form))
    .flat()
    .filter((value) => value !== '');
  if ([...own.flat(), ...foreign].some((value) => typeof value === 'object' || typeof value === 'boolean'))
    return form.codePaths
      ? problem(
          'The code or ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.',
        )
      : problem(
          'The ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.',
        );
  const isRepeated = own.some((values) => textsOf(values).size > 1);
  const ownTexts = textsOf(own.flat());
  ownTexts.delete('');
  const foreignTexts = textsOf(foreign);
  foreignTexts.delete('');
  if (isRepeated || new Set([...ownTexts, ...foreignTexts]).size > 1)
    return problem('This body has several IDs of a customer. It is unknown which one Kapture uses.');
  if ([...(form.codePaths ? [] : ownTexts), ...foreignTexts].some((text) => /^0+(\.0+)?$/.test(text)))
    return problem(
      'The ID of the customer in this body is 0, which means no customer in responses. It is unknown whether Kapture updates or adds a customer.',
    );
  return foreignTexts.size && !ownTexts.size
    ? problem(
        'This body has a customer ID in a field that its dialect does not use for it. It is unknown what Kapture does with it.',
      )
    : undefined;
}

function textsOf(values: readonly unknown[]): Set<string> {
  return new Set(values.map((value) => fieldText({ value }, 'value')));
}

function bodyStart(body: string): number {
  const open = tokenAt(body, 0);
  return open?.kind === '[' ? open.end : 0;
}

/**
 * Every value at a path, because a name can be repeated. A null is a blank, and so is a name that one of the repeated
 * objects lacks. If there is an array where the form has an object, the array itself is returned.
 */
function valuesAt(body: string, start: number, [key, ...rest]: readonly (string | number)[]): unknown[] {
  const found = propertySpans(body, start).filter((property) => property.key === key);
  return found.flatMap(({ valueStart }) => {
    if (!rest.length || tokenAt(body, valueStart)?.kind === '[') return [valueFrom(body, valueStart)];
    const values = valuesAt(body, valueStart, rest);
    return values.length ? values : [''];
  });
}

function valueFrom(body: string, start: number): unknown {
  const span = valueSpan(body, start);
  return (span && readLoose(body.slice(span.start, span.end)).value) ?? '';
}
