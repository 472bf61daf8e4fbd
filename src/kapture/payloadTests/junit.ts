import type { CaseResult } from './runCase.ts';
import { otherRecordProblem } from '../exchange/otherRecord.ts';
import { messageText } from '../problem/messageText.ts';
import { inEnglish } from '../problem/problem.ts';

/** The result of a case; undefined if the case was not run. */
export interface ReportedCase {
  readonly name: string;
  readonly tags?: readonly string[] | undefined;
  readonly result?: CaseResult;
}

/** A test file in a report. */
export interface ReportedFile {
  readonly path: string;
  /** Text of the file, in which findings have a line and column. */
  readonly text: string;
  readonly cases: readonly ReportedCase[];
}

export interface ReportedRun {
  /** What was tested, such as a host. */
  readonly target: string;
  readonly startedAt: Date;
  readonly files: readonly ReportedFile[];
}

/** A JUnit report for CI servers: a suite for each file, with times in seconds. */
export function junitReport(files: readonly ReportedFile[]): string {
  const all = files.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Kapture payload tests"${counts(all)}>`,
    ...files.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ path, text, cases }: ReportedFile): string[] {
  return [
    `  <testsuite name=${quoted(path)}${counts(cases)} skipped="${countOutcomes(cases).skipped}">`,
    ...cases.flatMap((one) => testCase(path, text, one)),
    '  </testsuite>',
  ];
}

function testCase(path: string, text: string, { name, result }: ReportedCase): string[] {
  const start = `    <testcase classname=${quoted(path)} name=${quoted(name)} time="${seconds(result)}"`;
  if (!result || result.outcome === 'canceled') return [`${start}><skipped/></testcase>`];
  const notes = notesOf(result).join('\n');
  const output = notes ? [`      <system-out>${escaped(notes)}</system-out>`] : [];
  if (result.outcome === 'passed') return output.length ? [`${start}>`, ...output, '    </testcase>'] : [`${start}/>`];
  const tag = result.outcome === 'failed' ? 'failure' : 'error';
  const findings = result.findings.map(({ message, place: { offset }, expected, actual }) =>
    [
      `${path}:${lineAndColumn(text, offset)}: ${message}`,
      ...(expected === undefined ? [] : [`expected: ${expected}`, `actual: ${actual ?? ''}`]),
    ].join('\n'),
  );
  return [
    `${start}>`,
    `      <${tag} message=${quoted(result.findings[0]?.message ?? '')}>${escaped(findings.join('\n\n'))}</${tag}>`,
    ...output,
    '    </testcase>',
  ];
}

/** The counts that `<testsuites>` can have too. junit-10.xsd of Jenkins does not allow `skipped` there. */
function counts(cases: readonly ReportedCase[]): string {
  const { failed, errored } = countOutcomes(cases);
  const time = cases.reduce((sum, { result }) => sum + (result?.milliseconds ?? 0), 0);
  return ` tests="${cases.length}" failures="${failed}" errors="${errored}" time="${(time / 1000).toFixed(3)}"`;
}

/** Number of cases by outcome. `skipped` counts cases that were canceled or not run. */
export function countOutcomes(cases: readonly ReportedCase[]): {
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
} {
  const {
    passed = [],
    failed = [],
    errored = [],
    skipped = [],
  } = Object.groupBy(cases, ({ result }) => (result && result.outcome !== 'canceled' ? result.outcome : 'skipped'));
  return { passed: passed.length, failed: failed.length, errored: errored.length, skipped: skipped.length };
}

function seconds(result: CaseResult | undefined): string {
  return ((result?.milliseconds ?? 0) / 1000).toFixed(3);
}

function quoted(text: string): string {
  return `"${escaped(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`)}"`;
}

/**
 * A text between the tags of XML or HTML. Replaces characters that XML 1.0 does not allow or that a terminal runs,
 * escaped or not, with U+FFFD.
 */
export function escaped(text: string): string {
  return messageText(text)
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/**
 * Notes for the user about the responses of a case that have another record than the requested one, whether the case
 * passed or not.
 */
export function notesOf({ exchanges }: CaseResult): readonly string[] {
  return exchanges.flatMap((exchange) => {
    const { otherId } = exchange.response.reading;
    return otherId === undefined ? [] : [inEnglish(otherRecordProblem(exchange, otherId))];
  });
}

/** An offset as `line:column`, both from 1, which editors and terminals make a link. */
export function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}
