import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { pointerOf } from '../../kapture/json/jsonPointer.ts';
import { lastVariable } from '../../kapture/responses/readResponse.ts';
import { showResponseNotInMemory, showWarning } from '../shared/dialogs/messages.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { saveAsTest } from './saveAsTest.ts';
import { valueAtCursor, type ResponseValuePorts } from './valueAtCursor.ts';

export async function copyPointer(): Promise<void> {
  const path = valueAtCursor()?.pathInDocument();
  if (path) await copy(pointerOf(path));
}

/** Copies the value at the cursor: a string as its text, and any other value as it is written. */
export async function copyValue(): Promise<void> {
  const found = valueAtCursor();
  if (found) await copy(typeof found.value === 'string' && found.text.startsWith('"') ? found.value : found.text);
}

/** Copies the variable for a value of the last response to an operation. If there is none, says why. */
export async function copyVariable({ exchangeOf, variables }: ResponseValuePorts): Promise<void> {
  const found = valueAtCursor();
  const exchange = found && (await exchangeOf(found.uri));
  if (!found || !exchange) return void (found && showResponseNotInMemory());
  const path = found.pathInDocument();
  if (!path) return;
  const { operation, response } = exchange;
  if (response.reading.outcome !== 'success') {
    void showWarning(vscode.l10n.t('Only the values of a successful response can be used in the next request.'));
    return;
  }
  const name = /^[[{]/.test(found.text) ? undefined : lastVariable(operation, path);
  if (name === undefined) {
    const { resultKey } = operations[operation].response;
    void showWarning(
      resultKey === undefined
        ? vscode.l10n.t('There is no variable for this value. Select a single value.')
        : vscode.l10n.t('There is no variable for this value. Select a single value in “{0}”.', resultKey),
    );
    return;
  }
  const variable = `{{${name}}}`;
  if (variables.isLast(exchange)) return copy(variable);
  void showWarning(
    vscode.l10n.t(
      '{1} is not the selected value, because this is not the last response to {0}.',
      operationTitle(operation),
      variable,
    ),
  );
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
