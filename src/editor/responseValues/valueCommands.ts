import * as vscode from 'vscode';
import { pointerOf } from '../../kapture/json/jsonPointer.ts';
import { showResponseNotInMemory } from '../shared/questions/messages.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { addExpectationAt, saveAsTest } from './saveAsTest.ts';
import { useInRequest } from './useInRequest.ts';
import { valueAtCursor, type ResponseValuePorts } from './valueAtCursor.ts';

export async function copyPointer(): Promise<void> {
  const path = valueAtCursor()?.pathInDocument();
  if (path) await copy(pointerOf(path));
}

/** A string is copied as its text, and everything else as it is written. */
export async function copyValue(): Promise<void> {
  const found = valueAtCursor();
  if (found) await copy(typeof found.value === 'string' && found.text.startsWith('"') ? found.value : found.text);
}

export async function useInNextRequest(ports: ResponseValuePorts): Promise<void> {
  const found = valueAtCursor();
  const exchange = found && (await ports.exchangeOf(found.uri));
  if (found && exchange) await useInRequest(found, exchange, ports);
  else if (found) showResponseNotInMemory();
}

export async function addExpectationAtCursor(ports: ResponseValuePorts): Promise<void> {
  const found = valueAtCursor();
  if (found && !(await addExpectationAt(found, ports))) showResponseNotInMemory();
}

export async function saveExchangeAsTest(ports: ResponseValuePorts): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const exchange = uri && (await ports.exchangeOf(uri));
  if (exchange) await saveAsTest(exchange, ports.responses.requestTextOf(exchange));
  else showResponseNotInMemory();
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', oneLabel(text, 100)), 3000);
}
