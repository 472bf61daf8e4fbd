import { styleText } from 'node:util';
import { countOutcomes, type ReportedCase } from '../../kapture/payloadTests/junit.ts';
import { lineAndColumn } from '../../kapture/payloadTests/lineAndColumn.ts';
import type { CaseResult } from '../../kapture/payloadTests/runCase.ts';

/** What is printed of a case; `text` is that of its file. */
export function linesOf(name: string, { outcome, findings, milliseconds }: CaseResult, text: string): string[] {
  const [colour, mark] = (
    { passed: ['green', '✓'], failed: ['red', '✗'], errored: ['red', '!'], cancelled: ['yellow', '-'] } as const
  )[outcome];
  const details = findings.flatMap(({ message, place: { offset }, expected, actual }) => [
    `      ${lineAndColumn(text, offset)}  ${plain(message)}`,
    ...(expected !== undefined && actual !== undefined
      ? [`        expected ${plain(expected)}`, `        actual   ${plain(actual)}`]
      : []),
  ]);
  return [`  ${styleText(colour, mark)} ${plain(name)} (${Math.round(milliseconds)} ms)`, ...details];
}

/** What is printed at the end. */
export function summaryOf(cases: readonly ReportedCase[]): string {
  const { passed, failed, errored, left } = countOutcomes(cases);
  return `${passed} passed, ${failed} failed, ${errored} could not be run${left ? `, ${left} left` : ''}`;
}

/** A server's text on a terminal: one line, and none of it steers the terminal. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}
