import { readServerDate } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import { isValueName } from '../records/isValueName.ts';
import {
  addDate,
  countShape,
  fieldNamed,
  itemsOf,
  learningLimits,
  type JsonType,
  type LearnedField,
  type LearnedFieldMap,
  type LearnedRecords,
} from './learnedRecords.ts';
import { shapeOf } from './valueShape.ts';

/** Learns from the text of a record. False if it is not an object, or too long. */
export function learnText(records: LearnedRecords, text: string, now: number): boolean {
  if (text.length > learningLimits.text) return false;
  return learnRecord(records, readLoose(text).value, now);
}

/** Learns from a record. False if it is not an object. */
export function learnRecord(records: LearnedRecords, record: unknown, now: number): boolean {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return false;
  if (!records.examined) records.from = now;
  records.examined++;
  records.until = now;
  // In one zone for all, because only their order matters.
  if ('generationDate' in record) addDate(records, readServerDate(record.generationDate, 'UTC'));
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
    if (typeof value === 'string' || (typeof value === 'number' && type === 'integer'))
      countShape(field, shapeOf(value));
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
