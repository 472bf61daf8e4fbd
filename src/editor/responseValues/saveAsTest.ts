import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { isLong, type Exchange } from '../../kapture/exchange/exchange.ts';
import type { JsonChange } from '../../kapture/json/changedJson.ts';
import { isWithinJsonLimits } from '../../kapture/json/jsonLimits.ts';
import { type LeafValue, leafValues } from '../../kapture/json/jsonPointer.ts';
import { exactText, readExact, writtenValue } from '../../kapture/payloadTests/exactJson.ts';
import {
  addCase,
  expectationOf,
  expectationOfChanging,
  generalExpectations,
  newTestFile,
  requestOfCase,
  withVariables,
  type ChangingValue,
  type WrittenCase,
} from '../../kapture/payloadTests/newCase.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { redactionMark } from '../../kapture/redaction/redact.ts';
import { authKeyOffset } from '../../kapture/redaction/secretNames.ts';
import { findFiles } from '../shared/documents/files.ts';
import { newDraftUri } from '../shared/documents/requestText.ts';
import { testLanguage } from '../shared/ids.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';

/** The maximum number of values that are offered, so that the list stays usable. */
const maxValues = 500;

/**
 * Saves an exchange as a case: its request, and expectations that the user chooses. `text` is what it was sent from,
 * with its variables; undefined if it is unknown.
 */
export async function saveAsTest(exchange: Exchange, text: string | undefined): Promise<void> {
  const title = vscode.l10n.t('Save Exchange as Payload Test');
  const sent = requestOfCase(exchange.operation, exchange.requestBody);
  if (warnOfAuthKey(JSON.stringify(sent))) return;
  const { request, changing, templates } = withVariables(sent, text);
  const expected = await askExpectations(title, exchange, changing);
  if (!expected) return;
  const file = await askTestFile(title);
  const name = file && (await askCaseName(title, exchange.operation));
  if (!file || name === undefined) return;
  await writeNewCase(file, { name, ...request, expect: expected }, templates);
}

interface ExpectationItem extends vscode.QuickPickItem {
  /** The value to expect; undefined for a snapshot of the whole response. */
  readonly leaf?: LeafValue;
}

async function askExpectations(
  title: string,
  exchange: Exchange,
  changing: readonly ChangingValue[],
): Promise<Record<string, unknown> | undefined> {
  const general = generalExpectations(exchange);
  const { response, operation } = exchange;
  const { value } = isLong(exchange) ? { value: undefined } : readExact(String(response.text));
  const leaves = leafValues(value, maxValues).filter(({ pointer }) => pointer !== '');
  if (!leaves.length) return general;
  const snapshot: ExpectationItem = {
    label: vscode.l10n.t('Snapshot of the whole response'),
    description: vscode.l10n.t('stored beside the test when it is run'),
  };
  const values = leaves.map((leaf): ExpectationItem => ({
    label: oneLabel(leaf.pointer, 200),
    description: oneDetail(exactText(leaf.value), 80),
    leaf,
  }));
  const picked = await vscode.window.showQuickPick([...(isWithinJsonLimits(value) ? [snapshot] : []), ...values], {
    title,
    canPickMany: true,
    matchOnDescription: true,
    placeHolder: vscode.l10n.t('Select what to expect, in addition to status and outcome'),
  });
  if (!picked) return undefined;
  const { customerId, contactId } = response.reading;
  // A write generates other IDs each time.
  const isGenerated = (leaf: LeafValue): boolean =>
    operations[operation].writes &&
    leaf.value !== null &&
    ([customerId, contactId].includes(String(writtenValue(leaf.value))) ||
      operations[operation].response.generated?.some((key) => leaf.pointer.endsWith(`/${key}`)) === true);
  /** The expectation of a value that can change; undefined for a value that is the same in each run. */
  const expectationOfNew = (leaf: LeafValue): unknown =>
    isGenerated(leaf) ? { exists: true } : expectationOfChanging(writtenValue(leaf.value), changing);
  const expected: Record<string, unknown> = {};
  if (picked.includes(snapshot)) {
    const ignore = leaves.filter((leaf) => expectationOfNew(leaf) !== undefined).map(({ pointer }) => pointer);
    Object.assign(expected, { matchesSnapshot: true }, ignore.length ? { ignore } : {});
  }
  for (const { leaf } of picked)
    if (leaf) expected[leaf.pointer] = expectationOfNew(leaf) ?? expectationOf(writtenValue(leaf.value));
  return Object.keys(expected).length ? { ...general, response: expected } : general;
}

async function askCaseName(title: string, operation: OperationId): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The name of the new case'),
    value: operations[operation].title.toLowerCase(),
    validateInput: (text) => (text.trim() ? undefined : vscode.l10n.t('Enter a name.')),
  });
  return name?.trim();
}

/** The maximum number of files that are offered, so that the list opens quickly. */
const maxFiles = 500;

/** Asks for a test file of the workspace or an open draft. If there is neither, the answer is a new file. */
async function askTestFile(title: string): Promise<vscode.Uri | 'new' | undefined> {
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

/** Changes a test file in its editor, without saving it, and shows what was written. */
async function changeTestFile(uri: vscode.Uri, change: (text: string) => JsonChange): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { edits, place } = change(document.getText());
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits)
    edit.replace(uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), content);
  await vscode.workspace.applyEdit(edit);
  await show(document, place);
}

/**
 * Adds a case to a test file, or writes it into a new, unsaved one. Only `templates` and secrets in the case have
 * variables.
 */
async function writeNewCase(
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

/**
 * Whether a request has an auth key, or a redacted one. If so, the user is told, because a test never stores an auth
 * key.
 */
function warnOfAuthKey(text: string): boolean {
  const hasKey = text.includes(redactionMark) || authKeyOffset(text) !== undefined;
  if (hasKey)
    void showWarning(vscode.l10n.t('This request contains an auth key. Remove it and send the request again.'));
  return hasKey;
}
