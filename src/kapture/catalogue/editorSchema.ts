import { operations, type OperationId } from './registry.ts';
import { fieldMarkdown } from './fieldMarkdown.ts';
import type { FieldSchema, ObjectSchema, Requirement } from './vocabulary.ts';

type JsonSchema = Record<string, unknown>;

const idField = 'kapture_customer_id';

/** Completions list required fields first. */
const order: Readonly<Record<Requirement, string>> = { enforced: '1', documented: '2', optional: '3', generated: '4' };
const details: Readonly<Record<Requirement, string>> = {
  enforced: 'enforced',
  documented: 'documented',
  optional: 'optional',
  generated: 'generated, omit',
};

/**
 * The schema by which VS Code's JSON language service completes, explains and checks a request. It allows the object
 * with or without brackets, comments, trailing commas and unknown fields. `isForRequestFiles` omits the rules that the
 * editor checks itself (`requestDiagnostics.ts`), because it has quick fixes for them.
 */
export function editorSchema(id: OperationId, { isForRequestFiles = false } = {}): JsonSchema {
  const { title, shape } = operations[id];
  const request = isForRequestFiles ? withoutEditorRules(id) : operations[id].request();
  const body = {
    ...request,
    properties: Object.fromEntries(
      Object.entries(request.properties).map(([name, field]) => [name, editorField(field)]),
    ),
  };
  const snippets = bodies(id);
  const array = { type: 'array', minItems: 1, maxItems: 1, items: { $ref: '#/definitions/body' } };
  const object = { $ref: '#/definitions/body' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${title} request`,
    description: `Body of ${title}. ${request.description}`,
    allowComments: true,
    allowTrailingCommas: true,
    definitions: { body },
    // The shape that the operation expects is first: completions and messages follow the first of the best matches.
    anyOf: shape === 'object' ? [object, array] : [array, object],
    defaultSnippets: snippets.map(({ label, description, body: snippet }) => ({ label, description, body: snippet })),
  };
}

/** The schema of a request without what the editor checks: the id of a write, and the formats. */
function withoutEditorRules(id: OperationId): ObjectSchema {
  const { writes, formats } = operations[id];
  const request = operations[id].request();
  const fieldWithoutRules = (name: string, field: FieldSchema): FieldSchema => {
    if (writes && name === idField)
      // The editor only checks whether there is an id, so the schema still checks its format.
      return {
        ...withoutRules(field),
        pattern: '^\\s*[0-9]*\\s*$',
        patternErrorMessage: 'A Kapture customer ID is a number.',
      };
    return name in formats ? withoutRules(field) : field;
  };
  return {
    ...request,
    required: (request.required ?? []).filter((name) => !writes || name !== idField),
    properties: Object.fromEntries(
      Object.entries(request.properties).map(([name, field]) => [name, fieldWithoutRules(name, field)]),
    ),
  };
}

function withoutRules(field: FieldSchema): FieldSchema {
  const { pattern: _pattern, patternErrorMessage: _patternError, not: _not, errorMessage: _error, ...rest } = field;
  return rest;
}

/** The value of a variable is unknown until the request is sent, so a field with a variable breaks no rule. */
const orVariable = String.raw`\{\{[^{}]*\}\}`;

function editorField(field: FieldSchema): JsonSchema {
  const { requirement, documentedType, enum: values, enumDescriptions, ...keywords } = field;
  return {
    ...keywords,
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
    ...(requirement && { suggestSortText: order[requirement], completionDetail: details[requirement] }),
  };
}

interface BodySnippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

/**
 * Complete bodies to start from: the minimum that the documentation requires, every field, and the published sample. The first two
 * leave values blank, so that personal data of the sample is not sent by mistake.
 */
function bodies(id: OperationId): BodySnippet[] {
  const { shape, title, minimal, sample } = operations[id];
  const request = operations[id].request();
  const wrap = (body: object): unknown => (shape === 'array-of-one' ? [body] : body);
  const every = Object.entries(request.properties).filter(([, field]) => field.requirement !== 'generated');
  let tabstop = 0;
  // VS Code inserts what follows a caret without quotes.
  const stop = (value: unknown): string =>
    typeof value === 'number'
      ? `^\${${++tabstop}:${value}}`
      : `\${${++tabstop}${typeof value === 'string' && value ? `:${value}` : ''}}`;
  // A choice cannot be empty.
  const choice = (values: readonly unknown[]): string => `\${${++tabstop}|${values.filter(Boolean).join(',')}|}`;
  const filled = (names: readonly string[]): object => {
    tabstop = 0;
    return Object.fromEntries(
      names.map((name) => {
        const { enum: values, examples } = request.properties[name] ?? {};
        return [name, values ? choice(values) : stop(examples?.length === 1 ? examples[0] : '')];
      }),
    );
  };
  return [
    {
      label: `${title}: minimal`,
      description: 'The minimum that the documentation requires.',
      body: wrap(filled(minimal)),
    },
    {
      label: `${title}: all fields`,
      description: 'Every documented field.',
      body: wrap(filled(every.map(([name]) => name))),
    },
    {
      label: `${title}: published sample`,
      description: "The sample from Kapture's documentation.",
      body: wrap(sample),
    },
  ];
}
