import type { FieldSchema, ObjectSchema } from '../catalogue/vocabulary.ts';
import { jsonTypes, type LearnedField, type LearnedFieldMap, type LearnedRecords } from './learnedRecords.ts';
import { documentedRecord, recordsOf, recordTitle, taughtBy, type TenantLearning } from './tenantFields.ts';
import { operations } from '../catalogue/registry.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

const none: LearnedFieldMap = new Map();

/**
 * The JSON Schema (2020-12) of a tenant's records: what Kapture documents, and what was seen. Nothing is required,
 * because a record without a field is valid; `x-seen` says how many records had it.
 */
export function recordSchema(documented: ObjectSchema, records: LearnedRecords): JsonSchema {
  return {
    title: documented.title,
    description: `${documented.description} ${examinedText(records.examined)}`,
    type: 'object',
    properties: propertiesOf(documented.properties, records.fields, records.examined),
  };
}

function examinedText(examined: number): string {
  if (!examined) return 'No records of this tenant were examined.';
  return examined === 1 ? '1 record of this tenant was examined.' : `${examined} records of this tenant were examined.`;
}

function propertiesOf(documented: FieldSchema['properties'] = {}, learned: LearnedFieldMap, of: number): JsonSchema {
  const names = new Set([...Object.keys(documented), ...learned.keys()]);
  return Object.fromEntries(
    Array.from(names, (name) => {
      const known = Object.hasOwn(documented, name) ? documented[name] : undefined;
      return [name, fieldSchema(known, learned.get(name), of)] as const;
    }),
  );
}

function fieldSchema(documented: FieldSchema | undefined, learned: LearnedField | undefined, of: number): JsonSchema {
  const types = typesOf(documented, learned);
  const properties = propertiesOf(documented?.properties, learned?.fields ?? none, objectsOf(learned));
  const items = itemsSchema(documented, learned);
  return {
    ...(documented && { description: documented.description }),
    ...(types.length && { type: types.length === 1 ? types[0] : types }),
    ...(Object.keys(properties).length && { properties }),
    ...(items && { items }),
    'x-documented': documented !== undefined,
    ...(learned && seenFacts(learned, of)),
  };
}

function itemsSchema(documented: FieldSchema | undefined, learned: LearnedField | undefined): JsonSchema | undefined {
  if (!documented?.items && !learned?.items) return undefined;
  const asField: FieldSchema | undefined = documented?.items;
  return fieldSchema(asField, learned?.items, learned?.items?.seen ?? 0);
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

export function seenFacts(learned: LearnedField, of: number): JsonSchema {
  return { 'x-seen': { in: learned.seen, of, filled: learned.filled } };
}

/** The schemas of the records of a tenant, by title. */
export function recordSchemas(learning: TenantLearning): Readonly<Record<string, JsonSchema>> {
  const byModule = taughtBy.map((id) => {
    const { module } = operations[id];
    return [recordTitle(module), recordSchema(documentedRecord(id), recordsOf(learning, module))] as const;
  });
  return Object.fromEntries(byModule);
}

/** The JSON Schema (2020-12) of a customer of a tenant, with other records as definitions. */
export function tenantJsonSchema(learning: TenantLearning): JsonSchema {
  const { Customer: customer, ...others } = recordSchemas(learning);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...customer, $defs: others };
}

/** The schema of a documented request or response as plain JSON Schema, without the keywords of VS Code. */
export function plainSchema({ title, description, properties, required }: ObjectSchema): JsonSchema {
  return {
    title,
    description,
    type: 'object',
    properties: plainProperties(properties),
    ...(required && { required }),
  };
}

function plainProperties(properties: Readonly<Record<string, FieldSchema>>): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, plainField(field)]));
}

function plainField(field: FieldSchema): JsonSchema {
  const { type, description, documentedType, requirement, examples, pattern, not, items, properties } = field;
  return {
    ...(type !== undefined && { type }),
    description,
    ...(examples && { examples }),
    ...(field.enum && { enum: field.enum }),
    ...(pattern !== undefined && { pattern }),
    ...(not && { not }),
    ...(properties && { properties: plainProperties(properties) }),
    ...(items && { items: plainSchema(items) }),
    ...(requirement && { 'x-requirement': requirement }),
    ...(documentedType !== undefined && { 'x-documented-type': documentedType }),
  };
}
