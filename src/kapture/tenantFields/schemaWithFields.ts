import type { Dialect } from '../catalogue/dialect.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { jsonTypes, type JsonType } from './learnedRecords.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export interface OfferedField {
  readonly name: string;
  /** The JSON type to insert. */
  readonly type: JsonType;
  /** What a completion says beside the name. */
  readonly detail: string;
  /** The text of its hover. */
  readonly markdown: string;
}

/**
 * Where a body takes fields that Kapture does not document, as paths of objects. Kapture's documentation allows further
 * fields in a body, and the nested dialect has objects for them.
 */
export function placesOfOwnFields(operation: OperationId, dialect: Dialect): readonly (readonly string[])[] {
  if (!operations[operation].act) return [];
  if (dialect !== 'nested') return [[]];
  return [
    ['customer_info', 'additional_fields'],
    ['customer_info', 'associate_fields'],
  ];
}

/** The schema of a body that also offers fields of a tenant, where the operation takes any. */
export function schemaWithFields(
  body: JsonSchema,
  operation: OperationId,
  dialect: Dialect,
  fields: readonly OfferedField[],
): JsonSchema {
  if (!fields.length) return body;
  return placesOfOwnFields(operation, dialect).reduce((schema, path) => withFieldsAt(schema, path, fields), body);
}

function withFieldsAt(schema: JsonSchema, path: readonly string[], fields: readonly OfferedField[]): JsonSchema {
  const [step, ...rest] = path;
  const properties = propertiesOf(schema);
  if (step !== undefined)
    return { ...schema, properties: { ...properties, [step]: withFieldsAt(properties[step] ?? {}, rest, fields) } };
  const added = fields
    .filter(({ name }) => !Object.hasOwn(properties, name))
    .map(({ name, type, detail, markdown }) => [
      name,
      {
        // Any type is accepted, because the type in records can differ from that in requests. The first one is
        // inserted.
        type: [type, ...jsonTypes.filter((other) => other !== type)],
        completionDetail: detail,
        markdownDescription: markdown,
        // The tenant's own fields follow all documented fields.
        suggestSortText: `9${name}`,
      },
    ]);
  return { ...schema, properties: { ...properties, ...(Object.fromEntries(added) as Record<string, JsonSchema>) } };
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>;
}
