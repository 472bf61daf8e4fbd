import { malformed, type MalformedField } from './fieldFormats.ts';
import type { Fields } from './fieldText.ts';
import type { FailureReason } from './failures.ts';
import type { BrokenRule } from './operation.ts';
import { operations, type OperationId } from './registry.ts';

/** The fields of a request that the server rejects because of their format, each with the failure that it causes. */
export function malformedFields(operation: OperationId, fields: Fields): readonly MalformedField<FailureReason>[] {
  return malformed(operations[operation].formats, fields) as readonly MalformedField<FailureReason>[];
}

/**
 * The documented failure that a request causes regardless of the stored customers; undefined if it passes. The sandbox
 * applies this rule, and the editor shows it as a warning.
 */
export function brokenRule(operation: OperationId, fields: Fields): BrokenRule<FailureReason> | undefined {
  return operations[operation].brokenRule(fields) as BrokenRule<FailureReason> | undefined;
}
