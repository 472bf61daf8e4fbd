import type { Redact } from '../redaction/redact.ts';
import type { CaseResult } from './runCase.ts';

/**
 * Redacts secrets in the findings of a case. They contain values that were decoded after the response text was
 * redacted.
 */
export function redactResult(result: CaseResult, redact: Redact): CaseResult {
  const findings = result.findings.map(({ message, expected, actual, ...finding }) => ({
    ...finding,
    message: redact(message),
    ...(expected !== undefined && { expected: redact(expected) }),
    ...(actual !== undefined && { actual: redact(actual) }),
  }));
  return { ...result, findings };
}
