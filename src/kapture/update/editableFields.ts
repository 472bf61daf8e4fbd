import { elementSpans, propertySpans, readLoose, strictText, tokenAt, valueSpan } from '../json/looseJson.ts';
import { customerFields } from '../catalogue/customer/customerFields.ts';
import { updatePlaces, type UpdatePlace } from '../catalogue/customer/updatePlaces.ts';
import { isBlank, isMask, looksMasked, type FieldValues } from './fieldValue.ts';

/** What a record shows of the fields that Update writes. */
export interface RecordFields {
  /** Those of Kapture's fields that have a place in the record, in the order of a document. */
  readonly shown: FieldValues;
  /** Those that the server hides in part, of Kapture's fields and of the others. They are never written back. */
  readonly masked: FieldValues;
  /** The record's other plain values by their own names: fields of the tenant's own are read back here. */
  readonly others: FieldValues;
}

/** Reads a record as Get or Pull sends it. */
export function fieldsOfRecord(text: string): RecordFields {
  const record = valuesOf(text, 0);
  const contact = primaryContact(text);
  const shown = new Map<string, string>();
  const masked = new Map<string, string>();
  for (const [field, { source, property, mask }] of Object.entries<UpdatePlace>(updatePlaces)) {
    const value = (source === 'record' ? record : contact).get(property);
    if (value === undefined) continue;
    // A blank hides nothing, and a server that hides something may not say so.
    const isMasked =
      mask !== undefined &&
      !isBlank(value) &&
      (isTrue(record.get(mask)) || isTrue(contact.get(mask)) || looksMasked(value));
    (isMasked ? masked : shown).set(field, isBlank(value) ? '""' : value);
  }
  const others = new Map<string, string>();
  for (const [property, value] of record) {
    if (Object.hasOwn(customerFields, property) || generated.has(property)) continue;
    if (!isMask(value)) others.set(property, value);
    // Hidden already, by the name of its field.
    else if (!placed.has(property)) masked.set(property, value);
  }
  return { shown, masked, others };
}

/** What a record shows of a field by now; undefined where it has no place for it, or hides it. */
export function readBack(record: RecordFields, field: string): string | undefined {
  return record.shown.get(field) ?? record.others.get(field);
}

/** The fields of a request's body, which is strict JSON; of a name that stands there twice the last counts. */
export function fieldsOfBody(body: string): FieldValues {
  return valuesOf(body, 0, true);
}

const placed: ReadonlySet<string> = new Set(Object.values<UpdatePlace>(updatePlaces).map(({ property }) => property));
const generated = new Set(['kapture_customer_id', 'contact_id']);

function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '"true"';
}

/** The properties of the object at an offset; lists and objects among them only if they are wanted. */
function valuesOf(text: string, from: number, nested = false): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, valueStart } of propertySpans(text, from)) {
    const span = valueSpan(text, valueStart);
    const kind = tokenAt(text, valueStart)?.kind;
    if (span && (nested || kind === 'string' || kind === 'literal'))
      values.set(key, strictText(text.slice(span.start, span.end)));
  }
  return values;
}

/** The contact that says so, else the first. */
function primaryContact(text: string): Map<string, string> {
  const list = propertySpans(text, 0).findLast(({ key }) => key === 'contacts');
  const contacts = list ? elementSpans(text, list.valueStart).map(({ start }) => valuesOf(text, start)) : [];
  return (
    contacts.find((contact) => isTrue(contact.get('isPrimaryContact'))) ?? contacts[0] ?? new Map<string, string>()
  );
}

/** For keeping: the same as plain JSON, and back. Undefined for what is none of ours. */
export function recordFieldsToJson({ shown, masked, others }: RecordFields): string {
  return JSON.stringify({ shown: [...shown], masked: [...masked], others: [...others] });
}

export function recordFieldsFromJson(json: string): RecordFields | undefined {
  const value = readLoose(json).value as Partial<Record<keyof RecordFields, [string, string][]>> | undefined;
  if (!value?.shown || !value.masked || !value.others) return undefined;
  return { shown: new Map(value.shown), masked: new Map(value.masked), others: new Map(value.others) };
}
