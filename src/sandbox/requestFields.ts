import { type Fields, fieldText } from '../kapture/catalogue/fieldText.ts';
import type { FieldPath, OperationForm } from '../kapture/catalogue/form.ts';
import { sharedFields } from '../kapture/catalogue/forms.ts';
import { contactBlock, contactFieldNames } from './withWrite.ts';

/**
 * The fields of a body by their shared names, and those without a shared name: a field at the top, of the customer, or
 * of the tenant's own by its name, and any other by its path (`enquiry_info.remarks`). `withContacts` reads contacts.
 * Blank fields without a shared name are omitted.
 */
export function requestFields(form: OperationForm, body: Fields): Fields {
  if (!form.fieldMap) return body;
  const shared = sharedFields(form, body);
  const mapped = new Set(Object.values(form.fieldMap.paths).map(pathText));
  const others = leaves(body).filter(
    ([path, value]) => !mapped.has(pathText(path)) && !isOfContact(path) && isStated(value),
  );
  return { ...Object.fromEntries(others.map(([path, value]) => [nameOf(path), value])), ...shared };
}

function isOfContact([block, , name]: readonly (string | number)[]): boolean {
  return block === contactBlock && contactFieldNames.includes(String(name));
}

/** Whether a field is `true`, or the text `true`. */
export function isTrue(fields: Fields, name: string): boolean {
  return fields[name] === true || fieldText(fields, name).toLowerCase() === 'true';
}

type Leaf = readonly [path: readonly (string | number)[], value: unknown];

function leaves(value: unknown, path: readonly (string | number)[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Array.isArray(value)
    ? value.flatMap((item, index) => leaves(item, [...path, index]))
    : Object.entries(value).flatMap(([name, entry]) => leaves(entry, [...path, name]));
}

function isStated(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== null && value !== false;
}

const ownFields = ['additional_fields', 'associate_fields'];

function nameOf(path: readonly (string | number)[]): string {
  const [block, group, ...rest] = path;
  if (block !== 'customer_info' || typeof group !== 'string') return pathText(path);
  return pathText(ownFields.includes(group) ? rest : [group, ...rest]);
}

function pathText(path: FieldPath | readonly (string | number)[]): string {
  return path.join('.');
}
