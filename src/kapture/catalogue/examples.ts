import { defaultDialect, type Dialect } from './dialect.ts';
import type { OperationForm, FailureExample } from './form.ts';
import { dialectsOf, formOf } from './forms.ts';
import { failures, type FailureReason } from './failures.ts';
import type { Operation } from './operation.ts';
import { operationIds, operations, type OperationId } from './registry.ts';

export interface Example {
  readonly title: string;
  readonly operation: OperationId;
  readonly dialect: Dialect;
  /** The documented failure that it causes; undefined for a published sample, which succeeds. */
  readonly failure?: FailureReason;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The text of the request file: a comment and the body. */
  readonly text: string;
}

/**
 * In the flat dialect: the published sample of each operation, then a request for every documented failure that a body
 * can cause.
 */
export const examples: readonly Example[] = [
  ...operationIds.map((operation) => sampleExample(operation, defaultDialect)),
  ...operationIds.flatMap(failureExamples),
];

/** The published samples in other dialects. */
export const dialectExamples: readonly Example[] = operationIds.flatMap((operation) =>
  dialectsOf(operation)
    .filter((dialect) => dialect !== defaultDialect && formOf(operation, dialect).pathCertainty !== 'inferred')
    .map((dialect) => sampleExample(operation, dialect)),
);

function sampleExample(operation: OperationId, dialect: Dialect): Example {
  const form = formOf(operation, dialect);
  const { sample: fields } = form;
  return {
    title: operations[operation].title,
    operation,
    dialect,
    fields,
    text: requestText(form, ["The sample from Kapture's documentation."], fields),
  };
}

function failureExamples(operation: OperationId): Example[] {
  const { failures: own, commonExamples = {} }: Operation = operations[operation];
  const all = [
    ...Object.entries(own).map(([reason, { example }]) => [reason, example] as const),
    ...Object.entries(commonExamples),
  ] as (readonly [FailureReason, FailureExample | undefined])[];
  return all.flatMap(([failure, example]) => (example ? [failureExample(operation, failure, example)] : []));
}

function failureExample(
  operation: OperationId,
  failure: FailureReason,
  { title, fields, note }: FailureExample,
): Example {
  const { when, message } = failures[failure];
  const comment = [`If ${when}, Kapture responds:`, `“${message.trim()}”`, ...(note ? [note] : [])];
  return {
    title,
    operation,
    dialect: defaultDialect,
    failure,
    fields,
    text: requestText(operations[operation], comment, fields),
  };
}

function requestText({ shape }: Pick<OperationForm, 'shape'>, comment: readonly string[], fields: object): string {
  const body = shape === 'array-of-one' ? [fields] : fields;
  return `${comment.map((line) => `// ${line}`).join('\n')}\n${JSON.stringify(body, undefined, 2)}\n`;
}
