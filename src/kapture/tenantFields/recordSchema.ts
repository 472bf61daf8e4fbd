import type { FieldSchema, ObjectSchema } from '../catalogue/vocabulary.ts';
import { inEnglish } from '../problem/problem.ts';
import type { FieldLabels } from './fieldLabels.ts';
import { jsonTypes, type LearntField, type LearntFields, type LearntRecords } from './learntRecords.ts';
import { pathText, type RecordPath } from './tenantFields.ts';
import { shapeTitle } from './valueShape.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

const none: LearntFields = new Map();

/**
 * The JSON Schema (2020-12) of a tenant's records: what Kapture documents, and what was seen. Nothing is required,
 * because a record without a field is valid; `x-seen` says how many records had it.
 */
export function recordSchema(documented: ObjectSchema, records: LearntRecords, labels: FieldLabels): JsonSchema {
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
  learnt: LearntFields,
  of: number,
  labels: FieldLabels,
  path: RecordPath,
): JsonSchema {
  const names = new Set([...Object.keys(documented), ...learnt.keys()]);
  return Object.fromEntries(
    Array.from(names, (name) => {
      const known = Object.hasOwn(documented, name) ? documented[name] : undefined;
      return [name, fieldSchema(known, learnt.get(name), of, labels, [...path, name])] as const;
    }),
  );
}

function fieldSchema(
  documented: FieldSchema | undefined,
  learnt: LearntField | undefined,
  of: number,
  labels: FieldLabels,
  path: RecordPath,
): JsonSchema {
  const title = labels.get(pathText(path));
  const types = typesOf(documented, learnt);
  const properties = propertiesOf(documented?.properties, learnt?.fields ?? none, objectsOf(learnt), labels, path);
  const items = itemsSchema(documented, learnt, labels, path);
  return {
    ...(title !== undefined && { title }),
    ...(documented && { description: documented.description }),
    ...(types.length && { type: types.length === 1 ? types[0] : types }),
    ...(Object.keys(properties).length && { properties }),
    ...(items && { items }),
    'x-documented': documented !== undefined,
    ...(learnt && seenFacts(learnt, of)),
  };
}

function itemsSchema(
  documented: FieldSchema | undefined,
  learnt: LearntField | undefined,
  labels: FieldLabels,
  path: RecordPath,
): JsonSchema | undefined {
  if (!documented?.items && !learnt?.items) return undefined;
  const asField: FieldSchema | undefined = documented?.items;
  return fieldSchema(asField, learnt?.items, learnt?.items?.seen ?? 0, labels, [...path, '[]']);
}

function objectsOf(learnt: LearntField | undefined): number {
  return learnt?.types.object ?? 0;
}

/** The documented types and those that were seen. Empty if any type is possible. */
function typesOf(documented: FieldSchema | undefined, learnt: LearntField | undefined): string[] {
  if (documented && documented.type === undefined) return [];
  const all = [documented?.type ?? [], jsonTypes.filter((type) => learnt?.types[type])].flat();
  const types = [...new Set<string>(all)];
  // In JSON Schema, every integer is a number.
  return types.includes('number') ? types.filter((type) => type !== 'integer') : types;
}

/** What was seen of a field, as annotations. */
function seenFacts(learnt: LearntField, of: number): JsonSchema {
  const shapes = [...learnt.shapes]
    .sort(([, one], [, other]) => other - one)
    .map(([shape]) => inEnglish(shapeTitle(shape)));
  return {
    'x-seen': { in: learnt.seen, of, filled: learnt.filled },
    ...(shapes.length && { 'x-shapes': shapes }),
  };
}
