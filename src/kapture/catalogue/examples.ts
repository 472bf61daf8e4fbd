import { failures, type FailureReason } from './failures.ts';
import type { FailureExample } from './failure.ts';
import type { Operation } from './operation.ts';
import { operationIds, operations, type OperationId } from './registry.ts';

export interface Example {
  readonly title: string;
  readonly operation: OperationId;
  /** The documented failure that it causes; undefined for a published sample, which succeeds. */
  readonly failure?: FailureReason;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The text of the request file: a comment and the body. */
  readonly text: string;
}

/** The published sample of each operation, then a request for every documented failure that a body can cause. */
export const examples: readonly Example[] = [
  ...operationIds.map(sampleExample),
  ...operationIds.flatMap(failureExamples),
];

function sampleExample(operation: OperationId): Example {
  const { title, sample: fields } = operations[operation];
  return {
    title,
    operation,
    fields,
    text: requestText(operation, ["The sample from Kapture's documentation."], fields),
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
  return { title, operation, failure, fields, text: requestText(operation, comment, fields) };
}

function requestText(operation: OperationId, comment: readonly string[], fields: object): string {
  const body = operations[operation].shape === 'array-of-one' ? [fields] : fields;
  return `${comment.map((line) => `// ${line}`).join('\n')}\n${JSON.stringify(body, undefined, 2)}\n`;
}
