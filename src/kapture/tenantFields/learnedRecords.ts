import type { Shape } from './valueShape.ts';

export const jsonTypes = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** What was learned about one field of an object. Contains no values. */
export interface LearnedField {
  /** How often it was present. */
  seen: number;
  /** How often it had a value: not null, blank or empty. */
  filled: number;
  readonly types: Partial<Record<JsonType, number>>;
  readonly shapes: Map<Shape, number>;
  /** The fields of its objects. */
  readonly fields: LearnedFieldMap;
  /** The elements of its arrays. */
  items: LearnedField | undefined;
}

export type LearnedFieldMap = Map<string, LearnedField>;

/** What was learned from a number of records. Bounded, whatever a server sends. */
export interface LearnedRecords {
  /** Number of records that were examined. */
  examined: number;
  /** When the first and the last of them were examined, in epoch milliseconds. */
  from: number;
  until: number;
  /** The latest creation date of a record, as `YYYY-MM-DD hh:mm:ss`; undefined if none is known. */
  newest: string | undefined;
  /** Number of fields at all levels. */
  size: number;
  /** Further fields were ignored because of {@link learningLimits}. */
  isCut: boolean;
  readonly fields: LearnedFieldMap;
}

/** Limits of what is learned from records. */
export const learningLimits = {
  /** Number of fields at all levels. */
  fields: 300,
  /** Characters of a name. */
  name: 80,
  /** Levels of objects and arrays in a record. */
  depth: 6,
  /** Shapes of a field. */
  shapes: 6,
  /** Elements of an array. */
  items: 20,
  /** Values of a record. */
  values: 3000,
  /** Characters of a record. */
  text: 200_000,
} as const;

export function noRecords(now: number): LearnedRecords {
  return { examined: 0, from: now, until: now, newest: undefined, size: 0, isCut: false, fields: new Map() };
}

export function newField(): LearnedField {
  return { seen: 0, filled: 0, types: {}, shapes: new Map(), fields: new Map(), items: undefined };
}

/** Counts a shape, unless the field already has too many others. */
export function countShape({ shapes }: LearnedField, shape: Shape, count = 1): void {
  const known = shapes.get(shape);
  if (known !== undefined || shapes.size < learningLimits.shapes) shapes.set(shape, (known ?? 0) + count);
}

/** The field with a name. Undefined if there is none and the limit is reached. */
export function fieldNamed(records: LearnedRecords, fields: LearnedFieldMap, name: string): LearnedField | undefined {
  const known = fields.get(name);
  if (known) return known;
  const field = addedField(records);
  if (field) fields.set(name, field);
  return field;
}

/** The field for the elements of an array. Undefined if there is none and the limit is reached. */
export function itemsOf(records: LearnedRecords, field: LearnedField): LearnedField | undefined {
  return (field.items ??= addedField(records));
}

function addedField(records: LearnedRecords): LearnedField | undefined {
  if (records.size >= learningLimits.fields) {
    records.isCut = true;
    return undefined;
  }
  records.size++;
  return newField();
}

/** Adds what was learned from other records. */
export function addRecords(records: LearnedRecords, added: LearnedRecords): void {
  records.from = records.examined ? Math.min(records.from, added.from) : added.from;
  records.until = Math.max(records.until, added.until);
  records.examined += added.examined;
  addDate(records, added.newest);
  records.isCut ||= added.isCut;
  addFields(records, records.fields, added.fields);
}

/** Notes the creation date of a record. */
export function addDate(records: LearnedRecords, date: string | undefined): void {
  if (date !== undefined && date > (records.newest ?? '')) records.newest = date;
}

function addFields(records: LearnedRecords, fields: LearnedFieldMap, added: LearnedFieldMap): void {
  for (const [name, from] of added) {
    const field = fieldNamed(records, fields, name);
    if (field) addField(records, field, from);
  }
}

function addField(records: LearnedRecords, field: LearnedField, added: LearnedField): void {
  field.seen += added.seen;
  field.filled += added.filled;
  for (const type of jsonTypes) {
    const count = added.types[type];
    if (count) field.types[type] = (field.types[type] ?? 0) + count;
  }
  for (const [shape, count] of added.shapes) countShape(field, shape, count);
  addFields(records, field.fields, added.fields);
  const items = added.items && itemsOf(records, field);
  if (items) addField(records, items, added.items!);
}

/** What was learned from all of these records together. */
export function sumOf(all: readonly LearnedRecords[]): LearnedRecords {
  const sum = noRecords(0);
  for (const records of all) addRecords(sum, records);
  return sum;
}
