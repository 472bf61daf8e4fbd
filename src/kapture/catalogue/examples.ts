import { failureExamples, type FailureExample } from './failureExamples.ts';
import { failures, type FailureReason } from './failures.ts';
import { operationIds, operations, type OperationId } from './registry.ts';
import { samples } from './samples.ts';

/** A request to learn from. */
export interface Example {
  readonly title: string;
  readonly operation: OperationId;
  /** The documented failure that it shows; undefined for a published sample, which succeeds. */
  readonly failure?: FailureReason;
  /** Body and comment, as a request file holds them. */
  readonly text: string;
}

/** The published sample of each operation, then a request for every documented failure that a request can show. */
export const examples: readonly Example[] = [
  ...operationIds.map((operation): Example => ({
    title: operations[operation].title,
    operation,
    text: requestText(operation, ["The sample of Kapture's documentation."], samples[operation]),
  })),
  ...(Object.entries(failureExamples) as [FailureReason, FailureExample][]).map(
    ([failure, { title, operation, fields }]): Example => ({
      title,
      operation,
      failure,
      text: requestText(
        operation,
        [
          `Where ${failures[failure].when}, Kapture answers:`,
          `“${failures[failure].message.trim()}”`,
          ...noteOn(failure),
        ],
        fields,
      ),
    }),
  ),
];

function noteOn(failure: FailureReason): string[] {
  return ['phone-taken', 'email-taken', 'both-taken'].includes(failure)
    ? ['The Sandbox has such a customer. Elsewhere, if nobody has them, this adds one.']
    : [];
}

/** A request as one would write it: a comment on top, and brackets where the operation wants them. */
function requestText(operation: OperationId, comment: readonly string[], fields: object): string {
  const body = operations[operation].shape === 'array-of-one' ? [fields] : fields;
  return `${comment.map((line) => `// ${line}`).join('\n')}\n${JSON.stringify(body, undefined, 2)}\n`;
}
