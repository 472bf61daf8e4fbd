import type { FailureReason } from './failures.ts';

/** The failures of a write with a value that must be unique and that a customer already has. */
export const takenFailures: readonly FailureReason[] = ['phone-taken', 'email-taken', 'both-taken'];
