import type { Redact } from '../redaction/redact.ts';
import type { Difference } from './differenceText.ts';
import type { CaseResult } from './runCase.ts';

/**
 * Redacts secrets in the findings of a case. They contain values that were decoded after the response text was
 * redacted.
 */
export function redactResult(result: CaseResult, redact: Redact): CaseResult {
  const findings = result.findings.map(({ message, expected, actual, differences, ...finding }) => ({
    ...finding,
    message: redact(message),
    ...(expected !== undefined && { expected: redact(expected) }),
    ...(actual !== undefined && { actual: redact(actual) }),
    ...(differences && { differences: { ...differences, first: redactDifference(differences.first, redact) } }),
  }));
  return { ...result, findings };
}

function redactDifference({ pointer, was, expected }: Difference, redact: Redact): Difference {
  return {
    pointer: redact(pointer),
    was: was === undefined ? undefined : redact(was),
    expected: expected === undefined ? undefined : redact(expected),
  };
}
