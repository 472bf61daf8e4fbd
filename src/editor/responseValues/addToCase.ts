import * as vscode from 'vscode';
import {
  expectationOf,
  requestOfCase,
  addExpectation,
  expectationText,
  type StepPlace,
  expectationOfChanging,
  withVariables,
} from '../../kapture/payloadTests/newCase.ts';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { oneDetail } from '../shared/texts/plainText.ts';
import { changeTestFile } from './testFileDocument.ts';

/** The value of a response at a JSON pointer, and the request that it answers. */
interface ReceivedValue {
  readonly operation: OperationId;
  readonly body: string;
  readonly pointer: string;
  readonly value: unknown;
}

/**
 * Adds a value as an expectation to a step, as the variable of the step's body that it comes from. Asks before it
 * replaces another one.
 */
export async function addToCase(uri: vscode.Uri, place: StepPlace, received: ReceivedValue): Promise<void> {
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const { pointer } = received;
  const expected = expectationIn(text, place, received);
  const change = (current: string) => addExpectation(current, place, pointer, expected);
  const [before, after] = [text, change(text).text].map((json) => expectationText(json, place, pointer));
  if (before !== undefined && before !== after && !(await confirmReplacing(pointer, before, String(after)))) return;
  await changeTestFile(uri, change);
}

function expectationIn(
  text: string,
  { caseIndex, stepIndex }: StepPlace,
  { operation, body, value }: ReceivedValue,
): unknown {
  const step = readTestFile(text).cases[caseIndex]?.steps.find(({ index }) => index === (stepIndex ?? 0));
  const template = step?.source.kind === 'body' ? step.source.content.text : undefined;
  const { changing } = withVariables(requestOfCase(operation, body), template);
  return expectationOfChanging(value, changing) ?? expectationOf(value);
}

function confirmReplacing(pointer: string, before: string, after: string): Promise<boolean> {
  return confirmAction(
    vscode.l10n.t('Replace the expectation of {0}?', oneDetail(pointer, 200)),
    vscode.l10n.t('The case expects {0}. It would expect {1} instead.', oneDetail(before, 200), oneDetail(after, 200)),
    vscode.l10n.t('Replace'),
    vscode.l10n.t("Don't Replace"),
  );
}
