import type { Shape } from './valueShape.ts';

export const jsonTypes = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** What was learned about one field of an object. Contains no values. */
export interface LearntField {
  /** How often it was present. */
  seen: number;
  /** How often it had a value: not null, blank or empty. */
  filled: number;
  readonly types: Partial<Record<JsonType, number>>;
  readonly shapes: Map<Shape, number>;
  /** The fields of its objects. */
  readonly fields: LearntFields;
  /** The elements of its arrays. */
  items: LearntField | undefined;
}

export type LearntFields = Map<string, LearntField>;

/** What was learned from a number of records. Bounded, whatever a server sends. */
export interface LearntRecords {
  /** Number of records that were examined. */
  examined: number;
  /** When the first and the last of them were examined, in epoch milliseconds. */
  from: number;
  until: number;
  /** Number of fields at all levels. */
  size: number;
  /** Further fields were ignored because of {@link learningLimits}. */
  isCut: boolean;
  readonly fields: LearntFields;
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

export function noRecords(now: number): LearntRecords {
  return { examined: 0, from: now, until: now, size: 0, isCut: false, fields: new Map() };
}

export function newField(): LearntField {
  return { seen: 0, filled: 0, types: {}, shapes: new Map(), fields: new Map(), items: undefined };
}

/** Counts a shape, unless the field already has too many others. */
export function countShape({ shapes }: LearntField, shape: Shape, count = 1): void {
  const known = shapes.get(shape);
  if (known !== undefined || shapes.size < learningLimits.shapes) shapes.set(shape, (known ?? 0) + count);
}

/** The field with a name. Undefined if there is none and the limit is reached. */
export function fieldNamed(records: LearntRecords, fields: LearntFields, name: string): LearntField | undefined {
  const known = fields.get(name);
  if (known) return known;
  const field = addedField(records);
  if (field) fields.set(name, field);
  return field;
}

/** The field for the elements of an array. Undefined if there is none and the limit is reached. */
export function itemsOf(records: LearntRecords, field: LearntField): LearntField | undefined {
  return (field.items ??= addedField(records));
}

function addedField(records: LearntRecords): LearntField | undefined {
  if (records.size >= learningLimits.fields) {
    records.isCut = true;
    return undefined;
  }
  records.size++;
  return newField();
}

/** Adds what was learned from other records. */
export function addRecords(records: LearntRecords, added: LearntRecords): void {
  records.from = records.examined ? Math.min(records.from, added.from) : added.from;
  records.until = Math.max(records.until, added.until);
  records.examined += added.examined;
  records.isCut ||= added.isCut;
  addFields(records, records.fields, added.fields);
}

function addFields(records: LearntRecords, fields: LearntFields, added: LearntFields): void {
  for (const [name, from] of added) {
    const field = fieldNamed(records, fields, name);
    if (field) addField(records, field, from);
  }
}

function addField(records: LearntRecords, field: LearntField, added: LearntField): void {
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
export function sumOf(all: readonly LearntRecords[]): LearntRecords {
  const sum = noRecords(0);
  for (const records of all) addRecords(sum, records);
  return sum;
}
