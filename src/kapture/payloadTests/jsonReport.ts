import { messageText } from '../problem/messageText.ts';
import { countOutcomes, lineAndColumn, notesOf, type ReportedCase, type ReportedRun } from './junit.ts';

/** A JSON report for scripts. docs/payload-tests.md describes its shape. */
export function jsonReport({ target, startedAt, files }: ReportedRun): string {
  const report = {
    version: 1,
    target,
    startedAt: startedAt.toISOString(),
    ...countOutcomes(files.flatMap(({ cases }) => cases)),
    files: files.map(({ path, text, cases }) => ({ path, cases: cases.map((one) => caseOf(one, text)) })),
  };
  const withoutControls = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? messageText(value) : value;
  return `${JSON.stringify(report, withoutControls, 2)}\n`;
}

function caseOf({ name, tags, result }: ReportedCase, text: string): object {
  if (!result || result.outcome === 'canceled') return { name, tags, outcome: 'skipped' };
  const { outcome, milliseconds, findings } = result;
  return {
    name,
    tags,
    outcome,
    milliseconds: Math.round(milliseconds),
    findings: findings.map(({ message, place: { offset }, expected, actual }) => {
      const [line, column] = lineAndColumn(text, offset).split(':').map(Number);
      return { message, line, column, expected, actual };
    }),
    notes: notesOf(result),
  };
}
