import type { FieldSchema, ObjectSchema } from '../catalogue/vocabulary.ts';
import type { JsonSchema } from './recordSchema.ts';

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
