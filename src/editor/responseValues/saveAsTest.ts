import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { isLong, type Exchange } from '../../kapture/exchange/exchange.ts';
import { isWithinJsonLimits } from '../../kapture/json/jsonLimits.ts';
import { type LeafValue, leafValues, pointerOf } from '../../kapture/json/jsonPointer.ts';
import { exactText, readExact, writtenValue } from '../../kapture/payloadTests/exactJson.ts';
import {
  expectationOf,
  expectationOfChanging,
  generalExpectations,
  requestOfCase,
  withVariables,
  type ChangingValue,
} from '../../kapture/payloadTests/newCase.ts';
import { readRecordUri } from '../shared/documents/recordUri.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { addToCase, askCase, askTestFile, tellOfSameValues, warnOfAuthKey, writeNewCase } from './testCases.ts';
import type { ResponseValuePorts, ValueAtCursor } from './valueAtCursor.ts';

/** Further values are not offered, so that the list stays usable. */
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
  tellOfSameValues(request, exchange.response.reading.outcome);
}

interface ExpectationItem extends vscode.QuickPickItem {
  /** Undefined for a snapshot of the whole response. */
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
  // A write generates other ids the next time.
  const isGenerated = (leaf: LeafValue): boolean =>
    operations[operation].writes &&
    leaf.value !== null &&
    [customerId, contactId].includes(String(writtenValue(leaf.value)));
  /** Undefined for a value that is the same in each run. */
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

/** What a new case would send, and where the document is in the response to it. */
interface Source {
  readonly operation: OperationId;
  readonly body: string;
  /** The text that it was sent from, with its variables; undefined if it is unknown. */
  readonly text?: string | undefined;
  readonly prefix: readonly string[];
  /** The outcome that a new case expects. */
  readonly outcome: string;
}

/**
 * Adds the value at the cursor as an expectation to a case that the user chooses, or to a new one. Returns whether the
 * response is still available.
 */
export async function addExpectationAt(found: ValueAtCursor, ports: ResponseValuePorts): Promise<boolean> {
  const path = found.pathInDocument();
  if (!path) return true;
  const source = await sourceOf(found.uri, ports);
  if (source) await ask(source, path, found.value);
  return source !== undefined;
}

async function ask(source: Source, path: readonly (string | number)[], value: unknown): Promise<void> {
  const pointer = pointerOf([...source.prefix, ...path]);
  const title = vscode.l10n.t('Add Expectation');
  const file = await askTestFile(title);
  if (!file) return;
  const step = file === 'new' ? 'new' : await askCase(title, file, source);
  if (!step) return;
  if (file !== 'new' && step !== 'new') {
    await addToCase(file, step, { ...source, pointer, value });
    return;
  }
  const sent = requestOfCase(source.operation, source.body);
  if (warnOfAuthKey(JSON.stringify(sent))) return;
  const { request, changing, templates } = withVariables(sent, source.text);
  const name = await askCaseName(title, source.operation);
  if (name === undefined) return;
  const expect = {
    outcome: source.outcome,
    response: { [pointer]: expectationOfChanging(value, changing) ?? expectationOf(value) },
  };
  await writeNewCase(file, { name, ...request, expect }, templates);
  tellOfSameValues(request, source.outcome);
}

/** Asks for the name of a new case. */
export async function askCaseName(title: string, operation: OperationId): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The name of the new case'),
    value: operations[operation].title.toLowerCase(),
    validateInput: (text) => (text.trim() ? undefined : vscode.l10n.t('Enter a name.')),
  });
  return name?.trim();
}

async function sourceOf(uri: vscode.Uri, { exchangeOf, responses }: ResponseValuePorts): Promise<Source | undefined> {
  const record = readRecordUri(uri);
  if (record) {
    const body = JSON.stringify({ kapture_customer_id: record.id });
    return { operation: 'get', body, prefix: [operations.get.response.resultKey ?? ''], outcome: 'success' };
  }
  const exchange = await exchangeOf(uri);
  return (
    exchange && {
      operation: exchange.operation,
      body: exchange.requestBody,
      text: responses.requestTextOf(exchange),
      prefix: [],
      outcome: exchange.response.reading.outcome,
    }
  );
}
