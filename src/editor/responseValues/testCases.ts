import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { JsonChange } from '../../kapture/json/changedJson.ts';
import {
  addCase,
  addExpectation,
  expectationOf,
  expectationOfChanging,
  expectationText,
  newTestFile,
  repeatsIdentity,
  requestOfCase,
  sendsBody,
  withVariables,
  type StepPlace,
  type WrittenCase,
} from '../../kapture/payloadTests/newCase.ts';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { redactionMark } from '../../kapture/redaction/redact.ts';
import { authKeyOffset } from '../../kapture/redaction/secretNames.ts';
import { findFiles } from '../shared/documents/files.ts';
import { newDraftUri } from '../shared/documents/requestText.ts';
import { testLanguage } from '../shared/ids.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';

/** Further files are not offered, so that the list opens quickly. */
const maxFiles = 500;

/** Asks for a test file of the workspace or an open draft. Without any, the answer is a new file. */
export async function askTestFile(title: string): Promise<vscode.Uri | 'new' | undefined> {
  const files = await findFiles(`**/*${testSuffix}`, maxFiles);
  const drafts = vscode.workspace.textDocuments
    .filter(({ languageId, isUntitled }) => languageId === testLanguage && isUntitled)
    .map(({ uri }) => uri);
  const all = [...drafts, ...files.toSorted((one, other) => (one.path < other.path ? -1 : 1))];
  if (!all.length) return 'new';
  const items = all.map((uri) => {
    const path = vscode.workspace.asRelativePath(uri);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = path.slice(0, -name.length - 1);
    const description = uri.scheme === 'untitled' ? vscode.l10n.t('unsaved') : oneDetail(folder);
    return { label: oneLabel(name), description, uri };
  });
  const created = { label: `$(add) ${vscode.l10n.t('New File')}`, description: '', uri: 'new' as const };
  const picked = await vscode.window.showQuickPick([...items, created], {
    title,
    placeHolder: vscode.l10n.t('Select a payload test file'),
  });
  return picked?.uri;
}

interface StepItem extends vscode.QuickPickItem {
  readonly step: StepPlace | 'new';
  readonly rank: number;
}

/** The key of the step that was chosen last. */
let lastKey: string | undefined;

/**
 * Asks for a step that sends an operation, or for a new case. Without such a step, the answer is a new case. The first
 * item is the step that sends the same body, else the one that was chosen last.
 */
export async function askCase(
  title: string,
  uri: vscode.Uri,
  { operation, body }: { readonly operation: OperationId; readonly body: string },
): Promise<StepPlace | 'new' | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { cases } = readTestFile(document.getText());
  const items = cases.flatMap(({ name, steps, hasSteps }, caseIndex) =>
    steps.flatMap((step): StepItem[] => {
      if (step.operation !== operation) return [];
      const description = hasSteps ? vscode.l10n.t('step {0}', step.index + 1) : '';
      const place = { caseIndex, stepIndex: hasSteps ? step.index : undefined };
      const rank = (sendsBody(step, body) ? 2 : 0) + (keyOf(uri, place) === lastKey ? 1 : 0);
      return [{ label: oneLabel(name, 100), description, step: place, rank }];
    }),
  );
  if (!items.length) return 'new';
  const created: StepItem = { label: `$(add) ${vscode.l10n.t('New Case…')}`, step: 'new', rank: 0 };
  const sorted = items.toSorted((one, other) => other.rank - one.rank);
  const picked = await vscode.window.showQuickPick([...sorted, created], {
    title,
    placeHolder: vscode.l10n.t('Select the case that expects this value'),
  });
  if (picked && picked.step !== 'new') lastKey = keyOf(uri, picked.step);
  return picked?.step;
}

function keyOf(uri: vscode.Uri, { caseIndex, stepIndex }: StepPlace): string {
  return JSON.stringify([uri.toString(), caseIndex, stepIndex]);
}

/** Changes a test file in its editor, without saving it, and shows what was written. */
export async function changeTestFile(uri: vscode.Uri, change: (text: string) => JsonChange): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { edits, place } = change(document.getText());
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits)
    edit.replace(uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), content);
  await vscode.workspace.applyEdit(edit);
  await show(document, place);
}

/**
 * Adds a case to a test file, or writes it into a new, unsaved one. Only `templates` and secrets in it have variables.
 */
export async function writeNewCase(
  file: vscode.Uri | 'new',
  added: WrittenCase,
  templates: ReadonlySet<string>,
): Promise<void> {
  if (file !== 'new') return changeTestFile(file, (text) => addCase(text, added, templates));
  const document = await vscode.workspace.openTextDocument(await newDraftUri('payload-tests', testSuffix));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), newTestFile(added, templates));
  await vscode.workspace.applyEdit(edit);
  await show(document, { offset: 0, length: 0 });
}

async function show(
  document: vscode.TextDocument,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<void> {
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await vscode.window.showTextDocument(document, { preview: false, selection });
}

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

/** Whether a request has an auth key, also a redacted one. If so, the user is told, because a test never stores one. */
export function warnOfAuthKey(text: string): boolean {
  const hasKey = text.includes(redactionMark) || authKeyOffset(text) !== undefined;
  if (hasKey)
    void showWarning(
      vscode.l10n.t(
        'This request contains an auth key, which payload tests do not store. Remove it and send the request again.',
      ),
    );
  return hasKey;
}

const example = '{{$phone}}';

/** Tells the user that a new case adds a customer with the same identity in each run, so that it may pass only once. */
export function tellOfSameValues(request: Omit<WrittenCase, 'name'>, outcome: string): void {
  if (operations[request.operation].act !== 'add' || outcome !== 'success' || !repeatsIdentity(request)) return;
  void showInformation(
    vscode.l10n.t(
      'Each run adds a customer with the same phone number, email address or customer code, which Kapture may reject. Use variables in the body, such as {0}.',
      example,
    ),
  );
}
