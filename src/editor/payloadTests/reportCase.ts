import * as vscode from 'vscode';
import type { Finding } from '../../kapture/payloadTests/assertions.ts';
import { differingLines } from '../../kapture/payloadTests/finding.ts';
import type { CaseResult } from '../../kapture/payloadTests/runCase.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import { outcomeText } from '../shared/texts/exchangeTexts.ts';
import { explainError } from '../shared/texts/explain.ts';
import { durationText, numberText } from '../shared/texts/localTexts.ts';
import { otherRecordText } from '../shared/texts/customerTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { TestFileContent } from './testItems.ts';
import * as path from 'node:path';
import { snapshotFileOf, type StoredSnapshot } from '../../kapture/payloadTests/snapshots.ts';

export interface SelectedCase {
  readonly file: TestFileContent;
  readonly item: vscode.TestItem;
  readonly testCase: TestCase;
}

/** Identifies messages about snapshots, for their menu. */
const snapshotMessage = 'kaptureSnapshot';

/** Shows the result of a case in the Test Explorer and in the output of the run. */
export function reportCase(
  run: vscode.TestRun,
  { file, item, testCase }: SelectedCase,
  { outcome, findings, exchanges, milliseconds }: CaseResult,
  snapshots: readonly SnapshotOfRun[] = [],
): void {
  const messages = findings.map((finding) => messageOf(file, finding));
  const mark = { passed: '✓', failed: '✗', errored: '!', canceled: '-' }[outcome];
  run.appendOutput(`${mark} ${oneLine(testCase.name)}\r\n`, undefined, item);
  for (const exchange of exchanges) {
    const { operation, response } = exchange;
    const { outcome: actual, otherId } = response.reading;
    const words =
      outcome === 'passed' && actual !== 'success'
        ? vscode.l10n.t('{0}, as expected', outcomeText(actual))
        : outcomeText(actual);
    run.appendOutput(
      `    ${operation} → HTTP ${response.status} ${words}, ${durationText(response.milliseconds)}\r\n`,
      undefined,
      item,
    );
    if (otherId !== undefined) run.appendOutput(`      ${otherRecordText(exchange, otherId)}\r\n`, undefined, item);
  }
  if (snapshots.length) run.appendOutput(`    ${storedSnapshotsText(snapshots)}\r\n`, undefined, item);
  for (const finding of findings) run.appendOutput(`    ${oneLine(sentenceOf(finding), 500)}\r\n`, undefined, item);
  switch (outcome) {
    case 'passed':
      return run.passed(item, milliseconds);
    case 'failed':
      return run.failed(item, messages, milliseconds);
    case 'errored':
      return run.errored(item, messages, milliseconds);
    case 'canceled':
      return run.skipped(item);
  }
}

function sentenceOf({ message, error }: Finding): string {
  return error ? explainError(error) : message;
}

/**
 * The message at the line of an expectation. VS Code shows two values side by side from their first line, so both texts
 * start with the first difference.
 */
function messageOf(file: TestFileContent, finding: Finding): vscode.TestMessage {
  const { expected, actual } = finding;
  const message = messageAt(file, finding.place, sentenceOf(finding));
  if (finding.isSnapshot) message.contextValue = snapshotMessage;
  if (expected === undefined || actual === undefined) return message;
  const { one: expectedOutput, other: actualOutput } = differingLines(expected, actual);
  return Object.assign(message, { expectedOutput, actualOutput });
}

/** A message at a place in a test file. */
export function messageAt(file: TestFileContent, place: Finding['place'], sentence: string): vscode.TestMessage {
  const message = new vscode.TestMessage(oneLine(sentence, 1000));
  message.location = new vscode.Location(file.uri, file.rangeOf(place));
  return message;
}

/** A snapshot that a run stored, and the test file that it is for. */
export interface SnapshotOfRun {
  readonly snapshot: StoredSnapshot;
  readonly tests: vscode.Uri;
}

/** A text about the snapshots that a run or a case stored, and about their files. */
export function storedSnapshotsText(stored: readonly SnapshotOfRun[]): string {
  const [first] = stored;
  if (!first) return vscode.l10n.t('No snapshot has changed.');
  const names = new Set(stored.map(({ tests }) => path.posix.basename(snapshotFileOf(tests.path))));
  const files = oneLine([...names].join(', '), 200);
  const isUpdate = first.snapshot === 'changed';
  if (stored.length === 1)
    return isUpdate
      ? vscode.l10n.t('The snapshot was updated in {0}.', files)
      : vscode.l10n.t('The snapshot was stored in {0}.', files);
  const count = numberText(stored.length);
  if (stored.some(({ snapshot }) => snapshot !== first.snapshot))
    return vscode.l10n.t('{0} snapshots were stored or updated in {1}.', count, files);
  return isUpdate
    ? vscode.l10n.t('{0} snapshots were updated in {1}.', count, files)
    : vscode.l10n.t('{0} snapshots were stored in {1}.', count, files);
}
