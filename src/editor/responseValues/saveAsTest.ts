import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import {
  expectationOf,
  generalExpectations,
  requestOfCase,
  expectationOfChanging,
  withVariables,
  type ChangingValue,
} from '../../kapture/payloadTests/newCase.ts';
import { isWithinJsonLimits } from '../../kapture/json/jsonLimits.ts';
import { leafValues, type LeafValue } from '../../kapture/json/leafValues.ts';
import { exactText, readExact, writtenValue } from '../../kapture/payloadTests/exactJson.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { askCaseName } from './addExpectationAt.ts';
import { askTestFile } from './askTestFile.ts';
import { tellOfSameValues } from './tellOfSameValues.ts';
import { writeNewCase } from './testFileDocument.ts';
import { warnOfAuthKey } from './warnOfAuthKey.ts';

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
