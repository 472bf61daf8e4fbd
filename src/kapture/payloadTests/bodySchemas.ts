import { defaultDialect, type Dialect } from '../catalogue/dialect.ts';
import { editorSchema } from '../catalogue/editorSchema.ts';
import { dialectsOf } from '../catalogue/forms.ts';
import { operationIds, type OperationId } from '../catalogue/registry.ts';

export type JsonSchema = Record<string, unknown>;

/** The fields that only bodies of a dialect have. Those of 2016 are the same as in the array form. */
const marks: Readonly<Partial<Record<Dialect, readonly string[]>>> = {
  nested: ['customer_info', 'contact_info', 'createStartDate', 'createEndDate'],
  array: ['name'],
};

/**
 * The schema of a step's body in its dialect. A dialect that the case, the file or the connection states is unknown
 * here, so the fields of the body tell which one it is.
 */
export function bodySchema(id: OperationId, kind: 'body' | 'bad-body'): JsonSchema {
  const refer = (dialect: Dialect): JsonSchema => ({
    properties: { body: { $ref: `#/definitions/${formName(id, dialect)}-${kind}` } },
  });
  return dialectsOf(id)
    .filter((dialect) => dialect !== defaultDialect)
    .reduce<JsonSchema>(
      (otherwise, dialect) => ({ if: isIn(dialect), then: refer(dialect), else: otherwise }),
      refer(defaultDialect),
    );
}

/** Whether a step states a dialect, or its body has the fields of one. */
function isIn(dialect: Dialect): JsonSchema {
  const stated = { required: ['dialect'], properties: { dialect: { const: dialect } } };
  const object = { anyOf: (marks[dialect] ?? []).map((field) => ({ required: [field] })) };
  const body = {
    anyOf: [
      { type: 'object', ...object },
      { type: 'array', minItems: 1, items: object },
    ],
  };
  const written = { not: { required: ['dialect'] }, required: ['body'], properties: { body } };
  return { anyOf: [stated, ...(marks[dialect] ? [written] : [])] };
}

/** The beginning of the names of a form's definitions. */
function formName(id: OperationId, dialect: Dialect): string {
  return dialect === defaultDialect ? id : `${id}-${dialect}`;
}

/** The definitions that {@link bodySchema} refers to, of every form of every operation. */
export function bodyDefinitions(): JsonSchema {
  const forms = operationIds.flatMap((id) => dialectsOf(id).map((dialect) => definitionsOf(id, dialect)));
  return Object.assign({}, ...forms) as JsonSchema;
}

/** The schema of an operation's body, and a variant without warnings for a body that Kapture is expected to refuse. */
function definitionsOf(id: OperationId, dialect: Dialect): JsonSchema {
  const name = formName(id, dialect);
  const { definitions, anyOf, defaultSnippets } = editorSchema(id, dialect) as {
    definitions: { body: JsonSchema };
    anyOf: JsonSchema[];
    defaultSnippets: unknown;
  };
  const shapes = (fields: string): JsonSchema => {
    const $ref = `#/definitions/${fields}`;
    return {
      anyOf: anyOf.map((shape) => (shape['type'] === 'array' ? { ...shape, items: { $ref } } : { $ref })),
      defaultSnippets,
    };
  };
  return {
    [`${name}-fields`]: definitions.body,
    [`${name}-body`]: shapes(`${name}-fields`),
    [`${name}-bad-fields`]: explainOnly(definitions.body),
    [`${name}-bad-body`]: shapes(`${name}-bad-fields`),
  };
}

/** What explains and completes a field. */
const explanations = [
  'description',
  'markdownDescription',
  'examples',
  'suggestSortText',
  'completionDetail',
  'doNotSuggest',
];

/** Removes the rules, and keeps descriptions and completions. */
function explainOnly(body: JsonSchema): JsonSchema {
  const fields = body['properties'] as Record<string, JsonSchema>;
  const plain = Object.entries(fields).map(([name, field]) => [
    name,
    Object.fromEntries(explanations.filter((key) => Object.hasOwn(field, key)).map((key) => [key, field[key]])),
  ]);
  return {
    type: 'object',
    title: body['title'],
    description: body['description'],
    properties: Object.fromEntries(plain),
  };
}
