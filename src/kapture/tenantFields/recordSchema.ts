import type { FieldSchema, ObjectSchema } from '../catalogue/vocabulary.ts';
import { inEnglish } from '../problem/problem.ts';
import type { FieldLabels } from './fieldLabels.ts';
import { jsonTypes, type LearnedField, type LearnedFieldMap, type LearnedRecords } from './learnedRecords.ts';
import { pathText, type RecordPath } from './tenantFields.ts';
import { shapeTitle } from './valueShape.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

const none: LearnedFieldMap = new Map();

/**
 * The JSON Schema (2020-12) of a tenant's records: what Kapture documents, and what was seen. Nothing is required,
 * because a record without a field is valid; `x-seen` says how many records had it.
 */
export function recordSchema(documented: ObjectSchema, records: LearnedRecords, labels: FieldLabels): JsonSchema {
  return {
    title: documented.title,
    description: `${documented.description} ${examinedText(records.examined)}`,
    type: 'object',
    properties: propertiesOf(documented.properties, records.fields, records.examined, labels, []),
  };
}

function examinedText(examined: number): string {
  if (!examined) return 'No records of this tenant were examined.';
  return examined === 1 ? '1 record of this tenant was examined.' : `${examined} records of this tenant were examined.`;
}

function propertiesOf(
  documented: FieldSchema['properties'] = {},
  learned: LearnedFieldMap,
  of: number,
  labels: FieldLabels,
  path: RecordPath,
): JsonSchema {
  const names = new Set([...Object.keys(documented), ...learned.keys()]);
  return Object.fromEntries(
    Array.from(names, (name) => {
      const known = Object.hasOwn(documented, name) ? documented[name] : undefined;
      return [name, fieldSchema(known, learned.get(name), of, labels, [...path, name])] as const;
    }),
  );
}

function fieldSchema(
  documented: FieldSchema | undefined,
  learned: LearnedField | undefined,
  of: number,
  labels: FieldLabels,
  path: RecordPath,
): JsonSchema {
  const title = labels.get(pathText(path));
  const types = typesOf(documented, learned);
  const properties = propertiesOf(documented?.properties, learned?.fields ?? none, objectsOf(learned), labels, path);
  const items = itemsSchema(documented, learned, labels, path);
  return {
    ...(title !== undefined && { title }),
    ...(documented && { description: documented.description }),
    ...(types.length && { type: types.length === 1 ? types[0] : types }),
    ...(Object.keys(properties).length && { properties }),
    ...(items && { items }),
    'x-documented': documented !== undefined,
    ...(learned && seenFacts(learned, of)),
  };
}

function itemsSchema(
  documented: FieldSchema | undefined,
  learned: LearnedField | undefined,
  labels: FieldLabels,
  path: RecordPath,
): JsonSchema | undefined {
  if (!documented?.items && !learned?.items) return undefined;
  const asField: FieldSchema | undefined = documented?.items;
  return fieldSchema(asField, learned?.items, learned?.items?.seen ?? 0, labels, [...path, '[]']);
}

function objectsOf(learned: LearnedField | undefined): number {
  return learned?.types.object ?? 0;
}

/** The documented types and those that were seen. Empty if any type is possible. */
function typesOf(documented: FieldSchema | undefined, learned: LearnedField | undefined): string[] {
  if (documented && documented.type === undefined) return [];
  const all = [documented?.type ?? [], jsonTypes.filter((type) => learned?.types[type])].flat();
  const types = [...new Set<string>(all)];
  // In JSON Schema, every integer is a number.
  return types.includes('number') ? types.filter((type) => type !== 'integer') : types;
}

/** What was seen of a field, as annotations. */
function seenFacts(learned: LearnedField, of: number): JsonSchema {
  const shapes = [...learned.shapes]
    .sort(([, one], [, other]) => other - one)
    .map(([shape]) => inEnglish(shapeTitle(shape)));
  return {
    'x-seen': { in: learned.seen, of, filled: learned.filled },
    ...(shapes.length && { 'x-shapes': shapes }),
  };
}
