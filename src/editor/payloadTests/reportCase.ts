import * as vscode from 'vscode';
import type { Finding } from '../../kapture/payloadTests/assertions.ts';
import { firstDifferenceText } from '../../kapture/payloadTests/differenceText.ts';
import type { CaseResult } from '../../kapture/payloadTests/runCase.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import { outcomeText } from '../shared/texts/exchangeTexts.ts';
import { explainError } from '../shared/texts/explain.ts';
import { durationText } from '../shared/texts/localTexts.ts';
import { otherRecordText } from '../shared/texts/otherCustomerText.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { storedSnapshotsText, type SnapshotOfRun } from './storedSnapshotsText.ts';
import type { TestFileContent } from './testItems.ts';

/** A case to run. */
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
  const messages = findings.flatMap((finding) => messagesOf(file, finding));
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
 * The messages at the line of an expectation, with both values side by side if there are two. VS Code shows the first
 * one on the line. Of long values, it would only show how they start and end.
 */
function messagesOf(file: TestFileContent, finding: Finding): vscode.TestMessage[] {
  const { differences } = finding;
  const sentences = [...(differences ? [firstDifferenceText(differences)] : []), sentenceOf(finding)];
  const messages = sentences.map((sentence) => messageAt(file, finding.place, sentence));
  if (finding.isSnapshot) for (const message of messages) message.contextValue = snapshotMessage;
  if (finding.expected !== undefined && finding.actual !== undefined)
    Object.assign(messages.at(-1)!, { expectedOutput: finding.expected, actualOutput: finding.actual });
  return messages;
}

/** A message at a place in a test file. */
export function messageAt(file: TestFileContent, place: Finding['place'], sentence: string): vscode.TestMessage {
  const message = new vscode.TestMessage(oneLine(sentence, 1000));
  message.location = new vscode.Location(file.uri, file.rangeOf(place));
  return message;
}
