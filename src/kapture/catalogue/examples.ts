import { failures, type FailureReason } from './failures.ts';
import type { FailureExample } from './failure.ts';
import type { Operation } from './operation.ts';
import { operationIds, operations, type OperationId } from './registry.ts';

/** A request to learn from. */
export interface Example {
  readonly title: string;
  readonly operation: OperationId;
  /** The documented failure that it shows; undefined for a published sample, which succeeds. */
  readonly failure?: FailureReason;
  /** The fields of its body. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Body and comment, as a request file holds them. */
  readonly text: string;
}

/** The published sample of each operation, then a request for every documented failure that a request can show. */
export const examples: readonly Example[] = [
  ...operationIds.map(sampleExample),
  ...operationIds.flatMap(failureExamples),
];

function sampleExample(operation: OperationId): Example {
  const { title, sample: fields } = operations[operation];
  return { title, operation, fields, text: requestText(operation, ["The sample of Kapture's documentation."], fields) };
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
  const comment = [`Where ${when}, Kapture answers:`, `“${message.trim()}”`, ...(note ? [note] : [])];
  return { title, operation, failure, fields, text: requestText(operation, comment, fields) };
}

/** A request as one would write it: a comment on top, and in an array where the operation wants one. */
function requestText(operation: OperationId, comment: readonly string[], fields: object): string {
  const body = operations[operation].shape === 'array-of-one' ? [fields] : fields;
  return `${comment.map((line) => `// ${line}`).join('\n')}\n${JSON.stringify(body, undefined, 2)}\n`;
}
