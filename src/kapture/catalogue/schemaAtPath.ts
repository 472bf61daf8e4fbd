import type { FieldSchema, ObjectSchema } from './vocabulary.ts';

/** The schema of the value at a path of a body; undefined if the form does not document it. */
export function schemaAtPath(
  request: ObjectSchema,
  path: readonly (string | number)[],
): FieldSchema | ObjectSchema | undefined {
  return path.reduce<FieldSchema | ObjectSchema | undefined>((schema, key) => {
    if (schema === undefined) return undefined;
    if (typeof key === 'number') return 'items' in schema ? schema.items : undefined;
    return Object.hasOwn(schema.properties ?? {}, key) ? schema.properties![key] : undefined;
  }, request);
}
