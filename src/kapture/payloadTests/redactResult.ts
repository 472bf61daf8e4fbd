import type { Redact } from '../redaction/redact.ts';
import type { CaseResult } from './runCase.ts';

/** What is told of a case, without secrets: values of a response were decoded since they were redacted in its text. */
export function redactResult(result: CaseResult, redact: Redact): CaseResult {
  const findings = result.findings.map(({ message, expected, actual, ...finding }) => ({
    ...finding,
    message: redact(message),
    ...(expected !== undefined && { expected: redact(expected) }),
    ...(actual !== undefined && { actual: redact(actual) }),
  }));
  return { ...result, findings };
}
