import { operations } from '../catalogue/registry.ts';
import type { Exchange, Response } from '../exchange/exchange.ts';
import { readLoose } from '../json/looseJson.ts';
import { elementSpans } from '../json/spans.ts';
import type { Span } from '../json/tokens.ts';

export const jsonTypes = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** What was learned about one field of an object. Contains no values. */
export interface LearnedField {
  seen: number;
  /** How often it had a value that is neither null nor blank nor empty. */
  filled: number;
  readonly types: Partial<Record<JsonType, number>>;
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
  /** When the last of them was examined, in epoch milliseconds. */
  until: number;
  /** Number of fields at all levels. */
  size: number;
  /** Whether further fields were ignored because of {@link learningLimits}. */
  isCut: boolean;
  readonly fields: LearnedFieldMap;
}

export const learningLimits = {
  /** Number of fields at all levels. */
  fields: 300,
  /** Characters of a name. */
  name: 80,
  /** Levels of objects and arrays in a record. */
  depth: 6,
  /** Elements of an array. */
  items: 20,
  /** Values of a record. */
  values: 3000,
  /** Characters of a record. */
  text: 200_000,
} as const;

export function noRecords(now: number): LearnedRecords {
  return { examined: 0, until: now, size: 0, isCut: false, fields: new Map() };
}

export function newField(): LearnedField {
  return { seen: 0, filled: 0, types: {}, fields: new Map(), items: undefined };
}

/** The field with a name. Undefined if there is none and the limit is reached. */
function fieldNamed(records: LearnedRecords, fields: LearnedFieldMap, name: string): LearnedField | undefined {
  const known = fields.get(name);
  if (known) return known;
  const field = addedField(records);
  if (field) fields.set(name, field);
  return field;
}

/** The field for the elements of an array. Undefined if there is none and the limit is reached. */
function itemsOf(records: LearnedRecords, field: LearnedField): LearnedField | undefined {
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

export function addRecords(records: LearnedRecords, added: LearnedRecords): void {
  records.until = Math.max(records.until, added.until);
  records.examined += added.examined;
  records.isCut ||= added.isCut;
  addFields(records, records.fields, added.fields);
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

/** What was learned as text, with maps as lists of their entries. */
export function learnedText(records: LearnedRecords): string {
  return JSON.stringify(records, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** What {@link learnedText} wrote. */
export function readLearned(text: string): LearnedRecords {
  return JSON.parse(text, (key, value: unknown) =>
    key === 'fields' ? new Map(value as [string, never][]) : value,
  ) as LearnedRecords;
}

/** Learns from the text of a record. False if it is not an object, or too long. */
export function learnText(records: LearnedRecords, text: string, now: number): boolean {
  if (text.length > learningLimits.text) return false;
  return learnRecord(records, readLoose(text).value, now);
}

/** Learns from a record. False if it is not an object. */
export function learnRecord(records: LearnedRecords, record: unknown, now: number): boolean {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return false;
  records.examined++;
  records.until = now;
  new Learner(records).learnObject(record, records.fields, 1);
  return true;
}

class Learner {
  readonly #records: LearnedRecords;
  #values = 0;

  constructor(records: LearnedRecords) {
    this.#records = records;
  }

  learnObject(object: object, fields: LearnedFieldMap, depth: number): void {
    for (const [name, value] of Object.entries(object)) {
      if (++this.#values > learningLimits.values) return this.#cut();
      const isStored = name.length <= learningLimits.name && !isValueName(name);
      const field = isStored ? fieldNamed(this.#records, fields, name) : undefined;
      if (field) this.#learnValue(value, field, depth);
      else this.#cut();
    }
  }

  #learnValue(value: unknown, field: LearnedField, depth: number): void {
    const type = typeOf(value);
    field.seen++;
    field.types[type] = (field.types[type] ?? 0) + 1;
    if (isFilled(value)) field.filled++;
    else return;
    if (typeof value !== 'object') return;
    if (depth >= learningLimits.depth) return this.#cut();
    if (Array.isArray(value)) this.#learnItems(value, field, depth + 1);
    else this.learnObject(value!, field.fields, depth + 1);
  }

  #learnItems(values: readonly unknown[], field: LearnedField, depth: number): void {
    for (const value of values.slice(0, learningLimits.items)) {
      const items = ++this.#values > learningLimits.values ? undefined : itemsOf(this.#records, field);
      if (!items) return this.#cut();
      this.#learnValue(value, items, depth);
    }
  }

  #cut(): void {
    this.#records.isCut = true;
  }
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'string' | 'boolean' | 'object';
}

function isFilled(value: unknown): boolean {
  if (value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Maximum number of records of a response that are examined, spread over all of them. */
const maxRecords = 200;
/** The maximum for a long response is lower, because each record is decompressed from another part of its text. */
const maxOfLong = 20;
/** Maximum length of a response that is a bare array. */
const maxArray = 1_000_000;

/** The texts of the records of a response to examine. */
export function recordTexts({ operation, response }: Pick<Exchange, 'operation' | 'response'>): string[] {
  const spans = operations[operation].response.records ? response.reading.records : spansOfArray(response);
  const most = typeof response.text === 'string' ? maxRecords : maxOfLong;
  const interval = Math.max(1, Math.ceil(spans.length / most));
  return spans
    .filter(({ start, end }, index) => index % interval === 0 && end - start <= learningLimits.text)
    .map(({ start, end }) => response.text.slice(start, end));
}

/** The records of a response that is a bare array. */
function spansOfArray({ text }: Response): readonly Span[] {
  return typeof text === 'string' && text.length <= maxArray ? elementSpans(text, 0) : [];
}

/** Names that lead to a field of a record; `[]` stands for the elements of an array. */
export type RecordPath = readonly string[];

/** A path as text: `contacts[].phone`. */
export function pathText(path: RecordPath): string {
  return path.map((step, index) => (step === '[]' || index === 0 ? step : `.${step}`)).join('');
}

/**
 * Whether the name of a property is probably a value, as in an object of customers by their phone numbers. Names of
 * fields are stored and shared, and values must not be.
 */
export function isValueName(name: string): boolean {
  // The separators of a number, such as those of a phone, are ignored.
  const compact = name.replace(/[\s().+-]/g, '');
  return /\d{5}|^\d{3,}$/.test(compact) || /@|\d{4}-\d{2}-\d{2}|^\s*$/.test(name);
}
