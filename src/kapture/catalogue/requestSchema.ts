import type { Dialect } from './dialect.ts';
import { editorSchema } from './editorSchema.ts';
import { dialectsOf, formOf, formsOf, pathOfField } from './forms.ts';
import { operations, type OperationId } from './registry.ts';

type JsonSchema = Record<string, unknown>;

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
  // Add and Update share a path, so a body of the one may be in a file of the other.
  const acts = operations[id].act ? (['add', 'update'] as const) : [id];
  const minimal = acts.flatMap((act) => formOf(act, dialect).minimal).map((field) => pathOfField(form, field)?.[0]);
  const names = [...minimal, ...(form.request().required ?? [])].filter((name) => name !== undefined);
  return [...new Set(names)].filter((name) => !known.includes(name));
}
