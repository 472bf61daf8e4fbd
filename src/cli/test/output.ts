import { styleText } from 'node:util';
import { countOutcomes, type ReportedCase, lineAndColumn, notesOf } from '../../kapture/payloadTests/junit.ts';
import type { CaseResult } from '../../kapture/payloadTests/runCase.ts';
import { plain } from '../shared/cliOutput.ts';

/** The lines that are printed for a case. `text` is the text of its file. */
export function linesOf(name: string, result: CaseResult, text: string): string[] {
  const { outcome, findings, milliseconds } = result;
  const [color, mark] = (
    { passed: ['green', '✓'], failed: ['red', '✗'], errored: ['red', '!'], canceled: ['yellow', '-'] } as const
  )[outcome];
  const details = findings.flatMap(({ message, place: { offset }, expected, actual, isSnapshot }) => [
    `      ${lineAndColumn(text, offset)}  ${plain(message)}`,
    // Two complete responses on a line each would not show the difference, which is in the message.
    ...(expected !== undefined && actual !== undefined && !isSnapshot
      ? [`        expected ${plain(expected)}`, `        actual   ${plain(actual)}`]
      : []),
  ]);
  const notes = notesOf(result).map((note) => `      ${plain(note)}`);
  return [`  ${styleText(color, mark)} ${plain(name)} (${Math.round(milliseconds)} ms)`, ...notes, ...details];
}

/** The last line of the output. */
export function summaryOf(cases: readonly ReportedCase[]): string {
  const { passed, failed, errored, skipped } = countOutcomes(cases);
  return `${passed} passed, ${failed} failed, ${errored} could not be run${skipped ? `, ${skipped} skipped` : ''}`;
}
