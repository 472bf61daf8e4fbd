import {
  addRecords,
  jsonTypes,
  learningLimits,
  newField,
  noRecords,
  sumOf,
  type LearnedField,
  type LearnedFieldMap,
  type LearnedRecords,
} from './learnedRecords.ts';
import { isShape } from './valueShape.ts';

/** What was learned from the responses of one operation: from the latest records, and from those before them. */
export interface Learning {
  readonly current: LearnedRecords;
  readonly previous?: LearnedRecords | undefined;
  /** The changes between them that a message has reported, by `changeKey`. */
  readonly told?: readonly string[] | undefined;
}

/** When more records are examined after this number, the earlier ones are forgotten in turn. */
export const recordsOfPart = 500;

/**
 * Adds what was learned from more records. Only two parts are stored, so that counts follow changes of a tenant and
 * still are the numbers of records that were really examined.
 */
export function withRecords(learning: Learning | undefined, added: LearnedRecords): Learning {
  if (!learning) return { current: added };
  if (learning.current.examined >= recordsOfPart) return { ...learning, previous: learning.current, current: added };
  const current = sumOf([learning.current]);
  addRecords(current, added);
  return { ...learning, current };
}

/** What was learned from all records. */
export function allOf({ previous, current }: Learning): LearnedRecords {
  return sumOf(previous ? [previous, current] : [current]);
}

type WrittenField = readonly [
  name: string,
  seen: number,
  filled: number,
  types: LearnedField['types'],
  shapes: readonly (readonly [string, number])[],
  fields: readonly WrittenField[],
  items: WrittenField | null,
];

interface WrittenRecords {
  readonly examined: number;
  readonly from: number;
  readonly until: number;
  readonly newest?: string | undefined;
  readonly isCut: boolean;
  readonly fields: readonly WrittenField[];
}

interface WrittenLearning {
  readonly parts: readonly WrittenRecords[];
  readonly told: readonly string[];
}

export function learningText({ current, previous, told = [] }: Learning): string {
  return JSON.stringify({ parts: [current, ...(previous ? [previous] : [])].map(writtenRecords), told });
}

/** Undefined for a text that {@link learningText} did not write, such as one of another version. */
export function readLearning(text: string): Learning | undefined {
  try {
    const { parts, told } = JSON.parse(text) as WrittenLearning;
    const [current, previous] = parts.map(readRecords);
    return current && { current, previous, told: told.map(String) };
  } catch {
    return undefined;
  }
}

function writtenRecords({ examined, from, until, newest, isCut, fields }: LearnedRecords): WrittenRecords {
  return { examined, from, until, newest, isCut, fields: writtenFields(fields) };
}

function writtenFields(fields: LearnedFieldMap): WrittenField[] {
  return Array.from(fields, ([name, field]) => writtenField(name, field));
}

function writtenField(name: string, { seen, filled, types, shapes, fields, items }: LearnedField): WrittenField {
  return [name, seen, filled, types, [...shapes], writtenFields(fields), items ? writtenField('', items) : null];
}

function readRecords({ examined, from, until, newest, isCut, fields }: WrittenRecords): LearnedRecords {
  const records = { ...noRecords(numberOf(from)), examined: numberOf(examined), until: numberOf(until), isCut };
  if (typeof newest === 'string') records.newest = newest;
  readFields(records, records.fields, fields);
  return records;
}

function readFields(records: LearnedRecords, fields: LearnedFieldMap, written: readonly WrittenField[]): void {
  for (const one of written) if (records.size < learningLimits.fields) fields.set(one[0], readField(records, one));
}

function readField(
  records: LearnedRecords,
  [, seen, filled, types, shapes, fields, items]: WrittenField,
): LearnedField {
  records.size++;
  const field = newField();
  field.seen = numberOf(seen);
  field.filled = numberOf(filled);
  for (const type of jsonTypes) if (types[type] !== undefined) field.types[type] = numberOf(types[type]);
  for (const [shape, count] of shapes) if (isShape(shape)) field.shapes.set(shape, numberOf(count));
  readFields(records, field.fields, fields);
  if (items) field.items = readField(records, items);
  return field;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('Not a number.');
  return value;
}
