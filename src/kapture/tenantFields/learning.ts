import { addDays, dayOf } from '../dates/calendar.ts';
import {
  addRecords,
  jsonTypes,
  learningLimits,
  pathText,
  sumOf,
  type JsonType,
  type LearnedField,
  type LearnedFieldMap,
  type LearnedRecords,
  type RecordPath,
} from './learnedRecords.ts';

/** What was learned from the responses of one operation: from the latest records, and from those before them. */
export interface Learning {
  readonly current: LearnedRecords;
  readonly previous?: LearnedRecords | undefined;
}

/** When more records are examined after this number, the earlier ones are forgotten in turn. */
const recordsOfPart = 500;

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

/** Maps are written as lists of their entries. */
export function learningText(learning: Learning): string {
  return JSON.stringify(learning, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** What {@link learningText} wrote. */
export function readLearning(text: string): Learning {
  const areMaps: readonly string[] = ['fields', 'shapes'] satisfies readonly (keyof LearnedField)[];
  return JSON.parse(text, (key, value: unknown) =>
    areMaps.includes(key) ? new Map(value as [string, never][]) : value,
  ) as Learning;
}

/** A change in the records of a tenant that an integration may notice. */
export type FieldChange =
  /** The field is no longer present. */
  | { readonly kind: 'missing'; readonly path: RecordPath }
  | { readonly kind: 'type'; readonly path: RecordPath; readonly from: JsonType; readonly to: JsonType };

/** Fewer objects, earlier or later, show no change. */
const leastObjects = 100;
/** A field that was present in a smaller share of them can be absent by chance. */
const leastShare = 0.5;
/** The share of values that have the type of a field. */
const mainShare = 0.9;

/** The changes between the latest records and those before them. */
export function fieldChanges({ previous, current }: Learning): FieldChange[] {
  // Beyond the limit, a field that is present may not have been learned.
  if (!previous || current.size >= learningLimits.fields || isOlder(current, previous)) return [];
  return changesIn(previous.fields, previous.examined, current.fields, current.examined, []);
}

/**
 * Whether records are older than others, such as after a pull of an earlier range: they can lack what came later. A day
 * is ignored, because not all records of a pull are examined.
 */
function isOlder({ newest }: LearnedRecords, than: LearnedRecords): boolean {
  return than.newest !== undefined && newest !== undefined && addDays(dayOf(newest), 1) < dayOf(than.newest);
}

/** Identifies a change, so that it is reported once. */
export function changeKey(change: FieldChange): string {
  return `${pathText(change.path)} ${change.kind === 'type' ? change.to : 'missing'}`;
}

function changesIn(
  before: LearnedFieldMap,
  ofBefore: number,
  now: LearnedFieldMap,
  ofNow: number,
  path: RecordPath,
): FieldChange[] {
  if (ofBefore < leastObjects || ofNow < leastObjects) return [];
  return Array.from(before).flatMap(([name, field]) => changesOf(field, ofBefore, now.get(name), [...path, name]));
}

function changesOf(before: LearnedField, of: number, now: LearnedField | undefined, path: RecordPath): FieldChange[] {
  if (!now?.seen) return before.seen / of >= leastShare ? [{ kind: 'missing', path }] : [];
  const [from, to] = [mainType(before), mainType(now)];
  if (from && to && from !== to) return [{ kind: 'type', path, from, to }];
  return [...changesOfParts(before, now, path), ...changesOfParts(before.items, now.items, [...path, '[]'])];
}

/** The changes of the fields in objects. */
function changesOfParts(
  before: LearnedField | undefined,
  now: LearnedField | undefined,
  path: RecordPath,
): FieldChange[] {
  if (!before || !now) return [];
  return changesIn(before.fields, before.types.object ?? 0, now.fields, now.types.object ?? 0, path);
}

/** The type of almost all values except null; undefined if there are several, or too few values. */
function mainType({ types }: LearnedField): JsonType | undefined {
  const { null: _null, integer = 0, number = 0, ...others } = types;
  // Every integer is a number: 2 and 2.5 are the same type.
  const counts: LearnedField['types'] = { ...others, number: integer + number };
  const total = jsonTypes.reduce((sum, type) => sum + (counts[type] ?? 0), 0);
  return total < leastObjects ? undefined : jsonTypes.find((type) => (counts[type] ?? 0) / total >= mainShare);
}
