import type { OperationForm } from '../catalogue/form.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import type { FieldSchema } from '../catalogue/vocabulary.ts';
import { dialectOf, formFor, urlOf, type Connection } from '../connection/connection.ts';
import { plainSchema, recordSchemas, seenFacts, type JsonSchema } from './recordSchema.ts';
import { placesOfOwnFields } from './schemaWithFields.ts';
import { ownCustomerFields, recordTitle, type TenantLearning } from './tenantFields.ts';

type Described = Pick<Connection, 'name' | 'baseUrl' | 'dialect' | 'dialects' | 'paths' | 'headers'>;

/**
 * An OpenAPI 3.1 document of all operations, in the dialects and at the paths of a connection, with what was learned of
 * its tenant's records. `version` is the version of the document. Contains no secrets.
 */
export function openApi(connection: Described, learning: TenantLearning, version: string): JsonSchema {
  const requests = operationIds.map((id) => [requestName(id), requestSchema(connection, id, learning)] as const);
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: `Kapture CRM: ${connection.name}`,
      version,
      description:
        "Generated from Kapture's published documentation and from records of this tenant. Not an official Kapture document.",
    },
    servers: [{ url: connection.baseUrl }],
    security: [{ authKey: [] }],
    paths: pathsOf(connection),
    components: {
      securitySchemes: {
        authKey: {
          type: 'http',
          scheme: 'basic',
          description: 'The header `Authorization: Basic <auth key>`. Most auth keys are sent unchanged, not encoded.',
        },
      },
      schemas: { ...recordSchemas(learning), ...Object.fromEntries(requests) },
    },
  };
}

function pathsOf(connection: Described): JsonSchema {
  const byPath = new Map<string, OperationId[]>();
  for (const id of operationIds) {
    // A path in OpenAPI cannot have a query.
    const path = urlOf(connection as Connection, id)
      .slice(connection.baseUrl.length)
      .replace(/\?.*$/, '');
    byPath.set(path, [...(byPath.get(path) ?? []), id]);
  }
  return Object.fromEntries(Array.from(byPath, ([path, ids]) => [path, { post: operationAt(connection, ids) }]));
}

/** The operations that share a path are one operation in OpenAPI. */
function operationAt(connection: Described, ids: readonly OperationId[]): JsonSchema {
  const names = ids.map((id) => operations[id].title);
  const modules = [...new Set(ids.map((id) => operations[id].module))];
  return {
    operationId: ids.join('-or-'),
    summary: names.join(' or '),
    tags: modules,
    ...parametersOf(connection, ids),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: anyOf(ids.map((id) => bodySchema(formFor(connection, id), id))) } },
    },
    responses: {
      200: {
        description: 'The result, or a failure: HTTP 200 alone does not mean success.',
        content: { 'application/json': { schema: anyOf([...responsesOf(ids), failure]) } },
      },
      default: {
        description: 'A failure, such as `Invalid Auth Key` with HTTP 401.',
        content: { 'application/json': { schema: failure } },
      },
    },
  };
}

const failure: JsonSchema = {
  type: 'object',
  description: 'A failure with its message. The case of the keys varies.',
  properties: { message: { type: 'string' }, status: { type: 'string' } },
};

/** The headers that the connection sends, without their values. */
function parametersOf({ headers }: Described, ids: readonly OperationId[]): JsonSchema {
  const sent = headers.filter(({ operations: only }) => !only || ids.some((id) => only.includes(id)));
  if (!sent.length) return {};
  return {
    parameters: sent.map(({ name }) => ({ name, in: 'header', required: true, schema: { type: 'string' } })),
  };
}

function bodySchema({ shape }: OperationForm, id: OperationId): JsonSchema {
  const body = referenceTo(requestName(id));
  return shape === 'object' ? body : { type: 'array', minItems: 1, maxItems: 1, items: body };
}

/** The schema of a request in the dialect of the connection, with the tenant's own fields. */
function requestSchema(connection: Described, id: OperationId, learning: TenantLearning): JsonSchema {
  const request = formFor(connection, id).request();
  // Their types are omitted, because the type in records can differ from that in requests.
  const own = ownCustomerFields(learning).map(
    ({ path, of, learned }) => [path[0]!, { 'x-documented': false, ...seenFacts(learned!, of) }] as const,
  );
  return placesOfOwnFields(id, dialectOf(connection, id)).reduce(
    (schema, place) => withProperties(schema, place, own),
    plainSchema(request),
  );
}

function withProperties(
  schema: JsonSchema,
  [step, ...rest]: readonly string[],
  added: readonly (readonly [string, JsonSchema])[],
): JsonSchema {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const changed =
    step === undefined ? Object.fromEntries(added) : { [step]: withProperties(properties[step] ?? {}, rest, added) };
  return { ...schema, properties: step === undefined ? { ...changed, ...properties } : { ...properties, ...changed } };
}

/** The responses of operations; those of Add and Update are the same. */
function responsesOf(ids: readonly OperationId[]): JsonSchema[] {
  const isFirstWrite = (id: OperationId): boolean => ids.find((other) => operations[other].act) === id;
  return ids.filter((id) => !operations[id].act || isFirstWrite(id)).map(responseSchema);
}

function responseSchema(id: OperationId): JsonSchema {
  const { response } = operations[id];
  const { resultKey, records } = response;
  const record = referenceTo(recordTitle(operations[id].module));
  if (resultKey === undefined) return { type: 'array', items: record };
  const schema = plainSchema(response.schema());
  if (!records) return schema;
  const { description } = response.schema().properties[resultKey] as FieldSchema;
  const result = { description, anyOf: [record, { type: 'array', items: record }, { type: 'string' }] };
  return { ...schema, properties: { ...(schema['properties'] as JsonSchema), [resultKey]: result } };
}

function requestName(id: OperationId): string {
  return `${operations[id].title.replaceAll(' ', '')}Request`;
}

function referenceTo(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}
