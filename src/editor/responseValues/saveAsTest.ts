import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { expectationOf, generalExpectations, requestOfCase } from '../../kapture/payloadTests/caseText.ts';
import { leafValues, type LeafValue } from '../../kapture/json/leafValues.ts';
import { exactText, readExact, writtenValue } from '../../kapture/payloadTests/exactJson.ts';
import { isLong } from '../../kapture/exchange/longExchange.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { askCaseName } from './addExpectationAt.ts';
import { askTestFile } from './askTestFile.ts';
import { writeNewCase } from './testFileDocument.ts';
import { warnOfAuthKey } from './warnOfAuthKey.ts';

/** Further values are not offered, so that the list stays usable. */
const maxValues = 500;

/** Saves an exchange as a case: its request, and expectations that the user chooses. */
export async function saveAsTest(exchange: Exchange): Promise<void> {
  const title = vscode.l10n.t('Save Exchange as Payload Test');
  const request = requestOfCase(exchange.operation, exchange.requestBody);
  if (warnOfAuthKey(JSON.stringify(request))) return;
  const expected = await askExpectations(title, exchange);
  if (!expected) return;
  const file = await askTestFile(title);
  const name = file && (await askCaseName(title, exchange.operation));
  if (!file || name === undefined) return;
  await writeNewCase(file, { name, ...request, expect: expected });
}

interface ExpectationItem extends vscode.QuickPickItem {
  readonly leaf: LeafValue;
}

async function askExpectations(title: string, exchange: Exchange): Promise<Record<string, unknown> | undefined> {
  const general = generalExpectations(exchange);
  const { response, operation } = exchange;
  const leaves = isLong(exchange) ? [] : leafValues(readExact(String(response.text)).value, maxValues);
  const items: ExpectationItem[] = leaves
    .filter(({ pointer }) => pointer !== '')
    .map((leaf) => ({
      label: oneLabel(leaf.pointer, 200),
      description: oneDetail(exactText(leaf.value), 80),
      leaf,
    }));
  if (!items.length) return general;
  const picked = await vscode.window.showQuickPick(items, {
    title,
    canPickMany: true,
    matchOnDescription: true,
    placeHolder: vscode.l10n.t('Select the values to expect, in addition to status and outcome'),
  });
  if (!picked) return undefined;
  const { customerId, contactId } = response.reading;
  // A write generates other ids the next time.
  const isGenerated = ({ value }: LeafValue): boolean =>
    operations[operation].writes && value !== null && [customerId, contactId].includes(String(writtenValue(value)));
  const chosen = picked.map(({ leaf }) => [
    leaf.pointer,
    isGenerated(leaf) ? { exists: true } : expectationOf(writtenValue(leaf.value)),
  ]);
  return { ...general, ...(chosen.length && { response: Object.fromEntries(chosen) as Record<string, unknown> }) };
}
