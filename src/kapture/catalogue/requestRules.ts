import { malformed, type MalformedField } from './fieldForms.ts';
import type { Fields } from './fieldText.ts';
import type { FailureReason } from './failures.ts';
import type { BrokenRule } from './operation.ts';
import { operations, type OperationId } from './registry.ts';

/** The fields of a request that do not have the form that the server wants, with the failure that each causes. */
export function malformedFields(operation: OperationId, fields: Fields): readonly MalformedField<FailureReason>[] {
  return malformed(operations[operation].forms, fields) as readonly MalformedField<FailureReason>[];
}

/**
 * The documented failure that a request gets whatever is stored; undefined if it passes. The sandbox answers by this rule,
 * and the editor warns by it.
 */
export function brokenRule(operation: OperationId, fields: Fields): BrokenRule<FailureReason> | undefined {
  return operations[operation].brokenRule(fields) as BrokenRule<FailureReason> | undefined;
}
