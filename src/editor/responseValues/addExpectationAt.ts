import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import {
  expectationOf,
  requestOfCase,
  expectationOfChanging,
  withVariables,
} from '../../kapture/payloadTests/newCase.ts';
import { pointerOf } from '../../kapture/json/jsonPointer.ts';
import { readRecordUri } from '../shared/documents/recordUri.ts';
import { addToCase } from './addToCase.ts';
import { askCase } from './askCase.ts';
import { askTestFile } from './askTestFile.ts';
import type { ResponseValuePorts } from './ports.ts';
import { tellOfSameValues } from './tellOfSameValues.ts';
import { writeNewCase } from './testFileDocument.ts';
import type { ValueAtCursor } from './valueAtCursor.ts';
import { warnOfAuthKey } from './warnOfAuthKey.ts';

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
