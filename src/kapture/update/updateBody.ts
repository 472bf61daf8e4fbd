import { generatedIds } from '../catalogue/customer/customerFields.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { objectOf, pathOfField } from '../catalogue/forms.ts';
import { contactFieldOf, type RecordFields } from './editableFields.ts';
import { isBlank, isDamaged, plainValue, type FieldValues } from './fieldValue.ts';

export interface UpdateProblem {
  /**
   * - `no-place`: the form does not have these fields
   * - `changes-code`: the form identifies the customer by the code that would change
   * - `no-code`: the form identifies a customer by its code, and this one has none, or a masked one
   * - `masked`, `damaged`, `missing`: the form requires these fields, which the record masks, has as text that could
   *   not be decoded, or does not have
   */
  readonly reason: 'no-place' | 'changes-code' | 'no-code' | 'masked' | 'damaged' | 'missing';
  readonly fields: readonly string[];
}

export type UpdateReading =
  | {
      readonly body: string;
      /** The unchanged fields that the body has because the form requires them. */
      readonly required: FieldValues;
      /** The required fields whose value is the contact's. They must not be sent without the user's consent. */
      readonly ofContact: FieldValues;
      readonly problem?: undefined;
    }
  | {
      readonly body?: undefined;
      readonly required?: undefined;
      readonly ofContact?: undefined;
      readonly problem: UpdateProblem;
    };

/** Whether an Update in a form identifies a customer by the tenant's own code. */
export function identifiesByCode(form: OperationForm): boolean {
  return form.codePaths !== undefined;
}

/** Whether a field is the code that an Update in a form uses to identify the customer. */
export function isIdentifyingCode(form: OperationForm, field: string): boolean {
  return field === 'customer_code' && identifiesByCode(form);
}

export function canUpdate(form: OperationForm, field: string): boolean {
  if (generatedIds.has(field)) return false;
  // The flat form cannot send the customer code, but a tenant's own field can have this name.
  if (field === 'customer_code' && (identifiesByCode(form) || !form.fieldMap)) return false;
  return pathOfField(form, field) !== undefined;
}

/**
 * The body of an Update in a form: the changed fields with unchanged values, what identifies the customer, and the
 * fields that the form requires, from the current record.
 */
export function updateBody(
  form: OperationForm,
  { id, changes, fresh }: { readonly id: string; readonly changes: FieldValues; readonly fresh: RecordFields },
): UpdateReading {
  const code = fresh.others.get('customerCode');
  const problem = problemOfChanges(form, changes, code);
  if (problem) return { problem };
  const required = requiredValues(form, changes, fresh);
  if ('reason' in required) return { problem: required };
  const isOfContact = [...changes.keys()].some((field) => isInContact(form, field));
  const values = new Map([
    ...(identifiesByCode(form)
      ? [['customer_code', code!] as const]
      : [['kapture_customer_id', JSON.stringify(id)] as const]),
    // Without the ID of the contact, Kapture may add a contact.
    ...(isOfContact && fresh.contactId !== undefined ? [['contact_id', fresh.contactId] as const] : []),
    ...required.values,
    ...changes,
  ]);
  return { body: bodyOf(form, values), required: required.values, ofContact: required.ofContact };
}

/** The body of an Add in a form. The form must have every field. */
export function addBody(form: OperationForm, fields: FieldValues): string {
  return bodyOf(form, fields);
}

function bodyOf(form: OperationForm, values: FieldValues): string {
  const object = jsonOf(form, values);
  return form.shape === 'array-of-one' ? `[${object}]` : object;
}

/** Whether a form has a field in an object of the contact, together with the contact's ID. */
function isInContact(form: OperationForm, field: string): boolean {
  const parentOf = (name: string): string => pathOfField(form, name)?.slice(0, -1).join() ?? '';
  return parentOf('contact_id') !== '' && parentOf(field) === parentOf('contact_id');
}

function problemOfChanges(
  form: OperationForm,
  changes: FieldValues,
  code: string | undefined,
): UpdateProblem | undefined {
  const fields = [...changes.keys()];
  if (identifiesByCode(form) && changes.has('customer_code'))
    return { reason: 'changes-code', fields: ['customer_code'] };
  const unknown = fields.filter((field) => !canUpdate(form, field));
  if (unknown.length && form.fieldMap) return { reason: 'no-place', fields: unknown };
  if (!identifiesByCode(form)) return undefined;
  if (code === undefined || isBlank(code)) return { reason: 'no-code', fields: ['customer_code'] };
  return isDamaged(code) ? { reason: 'damaged', fields: ['customer_code'] } : undefined;
}

/** The values of the fields that a form requires in addition to the changes. */
function requiredValues(
  form: OperationForm,
  changes: FieldValues,
  fresh: RecordFields,
): { readonly values: FieldValues; readonly ofContact: FieldValues } | UpdateProblem {
  const values = new Map<string, string>();
  const ofContact = new Map<string, string>();
  if (!identifiesByCode(form)) return { values, ofContact };
  const masked: string[] = [];
  const damaged: string[] = [];
  const missing: string[] = [];
  for (const field of form.minimal.filter((name) => name !== 'customer_code' && !changes.has(name))) {
    const source = fresh.shown.has(field) || fresh.masked.has(field) ? field : (contactFieldOf[field] ?? field);
    const value = fresh.shown.get(source);
    if (fresh.masked.has(source)) masked.push(field);
    else if (value === undefined || (field === 'customer_name' && isBlank(value))) missing.push(field);
    else if (isDamaged(value)) damaged.push(field);
    else {
      values.set(field, isBlank(value) ? '""' : value);
      if (source !== field) ofContact.set(field, values.get(field)!);
    }
  }
  if (masked.length) return { reason: 'masked', fields: masked };
  if (damaged.length) return { reason: 'damaged', fields: damaged };
  return missing.length ? { reason: 'missing', fields: missing } : { values, ofContact };
}

/** The object of a body, in which numbers keep their digits. */
function jsonOf(form: OperationForm, values: FieldValues): string {
  if (!form.fieldMap) return `{${[...values].map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(',')}}`;
  const written = [...values].map(([field, value]) => ownValue(form, field, value));
  // Each value is a mark at first, so that numbers keep their digits. No form has a field with this private character
  // in its name.
  const marked = objectOf(
    form,
    Object.fromEntries([...values.keys()].map((field, index) => [field, `\uE000${index}`])),
  );
  return JSON.stringify(marked).replace(/"\uE000(\d+)"/g, (_mark, index: string) => written[Number(index)]!);
}

/** A value as a form writes it, such as `Male` instead of `M`. */
function ownValue(form: OperationForm, field: string, value: string): string {
  const plain = plainValue(value);
  const written = writtenValue(form, field, plain);
  return written === plain ? value : JSON.stringify(written);
}

export function writtenValue({ fieldMap }: Pick<OperationForm, 'fieldMap'>, field: string, plain: string): string {
  const values = fieldMap?.values?.[field] ?? {};
  return Object.hasOwn(values, plain) ? values[plain]! : plain;
}

/** A value as records have it, if the form writes it differently. */
export function recordValue({ fieldMap }: Pick<OperationForm, 'fieldMap'>, field: string, value: string): string {
  const own = Object.entries(fieldMap?.values?.[field] ?? {}).find(([, written]) => written === plainValue(value));
  return own ? JSON.stringify(own[0]) : value;
}
