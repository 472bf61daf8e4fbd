import { commonFailures } from './commonFailures.ts';
import type { Failure } from './failure.ts';
import { operationIds, operations, type Definition, type OperationId } from './registry.ts';

type OwnReason<One> = One extends { readonly failures: infer Own } ? keyof Own : never;
export type FailureReason = Extract<keyof typeof commonFailures | OwnReason<Definition>, string>;

const { 'invalid-auth-key': invalidAuthKey, ...others } = commonFailures;

/** Every documented failure, by the reason we know it under. */
export const failures = Object.assign(
  { 'invalid-auth-key': invalidAuthKey },
  ...operationIds.map((id) => operations[id].failures),
  others,
) as Readonly<Record<FailureReason, Failure>>;

export const failureReasons = Object.keys(failures) as FailureReason[];

/** The documented failure that a server's message stands for, whatever its blanks and case; undefined for a message nobody documents. */
export function failureOf(operation: OperationId, message: string): FailureReason | undefined {
  const wanted = plain(message);
  return failureReasons.find(
    (reason) => plain(failures[reason].message) === wanted && operationsOf(reason).includes(operation),
  );
}

/** The operations that can fail so, documented or inferred. */
export function operationsOf(reason: FailureReason): readonly OperationId[] {
  return [...documentedFor(reason), ...inferredFor(reason)];
}

/** The operations for which a failure is documented. */
export function documentedFor(reason: FailureReason): readonly OperationId[] {
  return operationIds.filter((id) => reason in commonFailures || reason in operations[id].failures);
}

/** The operations that probably fail so, because they share a path with one for which it is documented. */
export function inferredFor(reason: FailureReason): readonly OperationId[] {
  return operationIds.filter((id) => operations[id].inferredFailures?.includes(reason));
}

function plain(message: string): string {
  return message
    .replace(/[\s,.]+/g, ' ')
    .trim()
    .toLowerCase();
}
