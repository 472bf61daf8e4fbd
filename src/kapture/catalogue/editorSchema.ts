import { defaultDialect, type Dialect } from './dialect.ts';
import { fieldMarkdown, schemaAtPath, type FieldSchema, type ObjectSchema, type Requirement } from './vocabulary.ts';
import type { OperationForm } from './form.ts';
import { formOf, objectOf, pathOfField, dialectsOf, formsOf } from './forms.ts';
import { operations, type OperationId } from './registry.ts';

type JsonSchema = Record<string, unknown>;

const idField = 'kapture_customer_id';

/** Completions list required fields first. */
const completions: Readonly<Record<Requirement, JsonSchema>> = {
  enforced: { suggestSortText: '1', completionDetail: 'enforced' },
  documented: { suggestSortText: '2', completionDetail: 'documented as required' },
  optional: { suggestSortText: '3', completionDetail: 'optional' },
  // An Add with the ID of a customer is an Update.
  generated: { doNotSuggest: true },
};

/**
 * The schema that VS Code's JSON language service uses to complete, explain and check a request in a dialect. It allows
 * the object with or without brackets, comments, trailing commas and unknown fields. `isForRequestFiles` omits the
 * rules that the editor checks itself (`requestDiagnostics.ts`), because it has quick fixes for them.
 */
export function editorSchema(
  id: OperationId,
  dialect: Dialect = defaultDialect,
  { isForRequestFiles = false } = {},
): JsonSchema {
  const { title, writes } = operations[id];
  const form = formOf(id, dialect);
  const documented = form.request();
  const request = isForRequestFiles ? withoutEditorRules(documented, form, writes) : documented;
  const array = { type: 'array', minItems: 1, maxItems: 1, items: { $ref: '#/definitions/body' } };
  const object = { $ref: '#/definitions/body' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${title} request`,
    description: `Body of ${title}. ${request.description}`,
    allowComments: true,
    allowTrailingCommas: true,
    definitions: { body: editorObject(request) },
    // The shape that the operation expects is first: completions and messages follow the first of the best matches.
    anyOf: form.shape === 'object' ? [object, array] : [array, object],
    defaultSnippets: bodies(title, form, documented),
  };
}

/**
 * The schema of a request without what the editor checks: required fields, the id of a write, and the formats. VS Code
 * has one schema for all files of a pattern, so the required fields of one file would be missing in another one whose
 * connection has another dialect.
 */
function withoutEditorRules(documented: ObjectSchema, form: OperationForm, writes: boolean): ObjectSchema {
  const { required: _required, ...checked } = documented;
  const request = Object.keys(form.formats).reduce<ObjectSchema>(
    (schema, field) => changedField(schema, pathOfField(form, field), withoutRules),
    checked,
  );
  if (!writes) return request;
  // The editor only checks whether there is an id, so the schema still checks its format.
  return changedField(request, pathOfField(form, idField), (field) => ({
    ...withoutRules(field),
    pattern: '^\\s*[0-9]*\\s*$',
    patternErrorMessage: 'A Kapture customer ID is a number.',
  }));
}

/** A schema with one field changed. Unchanged if it does not have the field. */
function changedField<Schema extends FieldSchema | ObjectSchema>(
  schema: Schema,
  path: readonly (string | number)[] | undefined,
  change: (field: FieldSchema) => FieldSchema,
): Schema {
  const [key, ...rest] = path ?? [];
  if (typeof key === 'number')
    return 'items' in schema && schema.items ? { ...schema, items: changedField(schema.items, rest, change) } : schema;
  const field = key === undefined ? undefined : schema.properties?.[key];
  if (key === undefined || !field) return schema;
  const changed = rest.length ? changedField(field, rest, change) : change(field);
  return { ...schema, properties: { ...schema.properties, [key]: changed } };
}

function withoutRules(field: FieldSchema): FieldSchema {
  const { pattern: _pattern, patternErrorMessage: _patternError, not: _not, errorMessage: _error, ...rest } = field;
  return rest;
}

/** The value of a variable is unknown until the request is sent, so a field with a variable breaks no rule. */
const orVariable = String.raw`\{\{[^{}]*\}\}`;

function editorObject(schema: ObjectSchema): JsonSchema {
  return { ...schema, properties: editorFields(schema.properties) };
}

function editorFields(fields: Readonly<Record<string, FieldSchema>>): JsonSchema {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, editorField(field)]));
}

function editorField(field: FieldSchema): JsonSchema {
  const { requirement, documentedType, enum: values, enumDescriptions, properties, items, ...keywords } = field;
  return {
    ...keywords,
    ...(properties && { properties: editorFields(properties) }),
    // A completion of an array field inserts the array with its first object.
    ...(items && {
      items: editorObject(items),
      defaultSnippets: [{ label: '[{ }]', body: '^[\n\t{\n\t\t$1\n\t}\n]' }],
    }),
    ...(field.pattern && { pattern: `(?:${field.pattern})|${orVariable}` }),
    // VS Code inserts a single example, and offers several as a list.
    ...(values && {
      examples: values,
      anyOf: [
        { enum: values, enumDescriptions },
        { type: 'string', pattern: orVariable, doNotSuggest: true },
      ],
    }),
    markdownDescription: fieldMarkdown(field),
    ...(requirement && completions[requirement]),
  };
}

interface BodySnippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

/**
 * Complete bodies to start from: the minimum that the documentation requires, every field, and the published sample.
 * The first two leave values blank, so that personal data of the sample is not sent by mistake.
 */
function bodies(title: string, form: OperationForm, request: ObjectSchema): BodySnippet[] {
  const wrap = (body: object): unknown => (form.shape === 'array-of-one' ? [body] : body);
  const minimalStops = new TabStops();
  const minimal = form.minimal.map((name) => {
    const path = pathOfField(form, name);
    return [name, minimalStops.of(path && schemaAtPath(request, path))] as const;
  });
  return [
    {
      label: `${title}: minimal`,
      description: 'The minimum that the documentation requires.',
      body: wrap(objectOf(form, Object.fromEntries(minimal))),
    },
    {
      // VS Code sorts the bodies by their labels, and selects the first.
      label: `${title}: with all fields`,
      description: 'Every documented field.',
      body: wrap(new TabStops().ofAll(request.properties)),
    },
    {
      label: `${title}: published sample`,
      description: "The sample from Kapture's documentation.",
      body: wrap(form.sample),
    },
  ];
}

/** Makes the values of a snippet, with tab stops numbered in the order of the calls. */
class TabStops {
  #last = 0;

  /** Every field that the server does not generate. */
  ofAll(fields: Readonly<Record<string, FieldSchema>>): JsonSchema {
    const entries = Object.entries(fields).filter(([, { requirement }]) => requirement !== 'generated');
    return Object.fromEntries(entries.map(([name, field]) => [name, this.of(field)]));
  }

  of(field: FieldSchema | undefined): unknown {
    const { type, enum: values, examples, properties, items } = field ?? {};
    if (items) return [this.ofAll(items.properties)];
    if (properties) return this.ofAll(properties);
    if (type === 'object') return {};
    // A choice cannot be empty, so tabbing over it would send its first value.
    if (values && !values.includes('')) return `\${${++this.#last}|${values.join(',')}|}`;
    const example = examples?.length === 1 && !values ? examples[0] : '';
    const value = type === 'boolean' ? false : example;
    // VS Code inserts what follows a caret without quotes.
    if (typeof value === 'number' || typeof value === 'boolean') return `^\${${++this.#last}:${value}}`;
    return `\${${++this.#last}${typeof value === 'string' && value ? `:${value}` : ''}}`;
  }
}

interface Parts extends JsonSchema {
  readonly definitions: { readonly body: JsonSchema };
  readonly anyOf: readonly JsonSchema[];
}

/**
 * The schema of the request files of an operation, in the dialect of the focused one. VS Code has one schema for all
 * files of a pattern, so a body that clearly is in another dialect has the schema of that dialect: it may be for
 * another connection. `extend` may add properties to the body in each dialect.
 */
export function requestSchema(
  id: OperationId,
  dialect: Dialect,
  extend: (body: JsonSchema, dialect: Dialect) => JsonSchema = (body) => body,
): JsonSchema {
  const { definitions: _definitions, anyOf: _anyOf, ...own } = partsOf(id, dialect);
  const { fieldMap } = formOf(id, dialect);
  const others = dialectsOf(id).filter((other) => formOf(id, other).fieldMap !== fieldMap);
  const shapes = [...others, dialect].map((each) => [each, shapesOf(id, each)] as const);
  return {
    ...own,
    definitions: Object.fromEntries(shapes.map(([each]) => [each, extend(partsOf(id, each).definitions.body, each)])),
    // Completions in an empty document follow these types, because they do not follow branches.
    type: formOf(id, dialect).shape === 'object' ? ['object', 'array'] : ['array', 'object'],
    ...shapes.reduceRight<JsonSchema>(
      (otherwise, [each, then]) =>
        each === dialect ? then : { if: objectOrArray(isWrittenIn(id, each, dialect)), then, else: otherwise },
      {},
    ),
  };
}

function partsOf(id: OperationId, dialect: Dialect): Parts {
  return editorSchema(id, dialect, { isForRequestFiles: true }) as Parts;
}

/** The body of a dialect with or without brackets. */
function shapesOf(id: OperationId, dialect: Dialect): JsonSchema {
  const $ref = `#/definitions/${dialect}`;
  return {
    anyOf: partsOf(id, dialect).anyOf.map((shape) =>
      shape['type'] === 'array' ? { ...shape, items: { $ref } } : { $ref },
    ),
  };
}

/** Accepts objects with a field that marks the dialect, and none that marks the other one. */
function isWrittenIn(id: OperationId, dialect: Dialect, other: Dialect): JsonSchema {
  const hasMarkOf = (each: Dialect): JsonSchema => ({ anyOf: marksOf(id, each).map((name) => ({ required: [name] })) });
  return { type: 'object', ...hasMarkOf(dialect), not: hasMarkOf(other) };
}

function objectOrArray(object: JsonSchema): JsonSchema {
  return { anyOf: [object, { type: 'array', minItems: 1, items: object }] };
}

/** The required or minimal fields of a dialect, at the top of the body, that no other form documents. */
function marksOf(id: OperationId, dialect: Dialect): string[] {
  const form = formOf(id, dialect);
  const others = formsOf(id).filter(({ fieldMap }) => fieldMap !== form.fieldMap);
  const known = others.flatMap((other) => Object.keys(other.request().properties));
  // Add and Update share a path, so a file of one can have a body of the other.
  const acts = operations[id].act ? (['add', 'update'] as const) : [id];
  const minimal = acts.flatMap((act) => formOf(act, dialect).minimal).map((field) => pathOfField(form, field)?.[0]);
  const names = [...minimal, ...(form.request().required ?? [])].filter((name) => name !== undefined);
  return [...new Set(names)].filter((name) => !known.includes(name));
}
