import * as vscode from 'vscode';
import {
  previewVariables,
  type PreviewedVariable,
  type VariableSource,
} from '../../kapture/variables/previewVariables.ts';
import { literalOf } from '../../kapture/variables/variables.ts';
import { environmentFileName } from '../../kapture/variables/environment.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { oneDetail, oneLabel, oneLine } from '../shared/texts/plainText.ts';
import type { EditorVariables } from './editorVariables.ts';

/**
 * Lists the variables of a request with the values that would be sent now, and where they come from. Selecting one goes
 * to it. Nothing is sent.
 */
export async function showPreview(variables: EditorVariables, uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (isLongDocument(document)) {
    void showInformation(vscode.l10n.t('This document is too large to list its variables.'));
    return;
  }
  await variables.read(uri);
  const connection = variables.connectionOf(document);
  const previewed = previewVariables(document.getText(), {
    lookup: variables.knownLookup(document),
    own: variables.userValues(uri, connection),
    answers: variables.answers,
    secrets: connection ? await variables.secretNames(connection) : [],
  });
  if (!previewed.length) {
    void showInformation(vscode.l10n.t('This request has no variables.'));
    return;
  }
  const name = oneLine(connection?.name ?? vscode.l10n.t('no connection'), 60);
  const picked = await vscode.window.showQuickPick(
    previewed.map((variable) => itemOf(variable, name)),
    {
      title: vscode.l10n.t('Variables of this request to {0}', name),
      placeHolder: vscode.l10n.t('Nothing is sent. Select a variable to go to it.'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (!picked) return;
  const { offset, length } = picked.variable.use;
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await vscode.window.showTextDocument(document, { selection });
}

function itemOf(
  variable: PreviewedVariable,
  connection: string,
): vscode.QuickPickItem & { readonly variable: PreviewedVariable } {
  const { use, source } = variable;
  return {
    label: `$(${icons[source]}) ${oneLabel(source === 'unclosed' ? `{{${use.name}` : `{{${use.name}}}`, 80)}`,
    description: oneDetail(valueText(variable), 120),
    detail: sourceText(source, connection),
    variable,
  };
}

const icons: Readonly<Record<VariableSource, string>> = {
  'file-connection': 'symbol-variable',
  file: 'symbol-variable',
  connection: 'symbol-variable',
  'built-in': 'symbol-variable',
  random: 'symbol-variable',
  response: 'symbol-variable',
  environment: 'symbol-variable',
  asked: 'question',
  secret: 'key',
  'secret-missing': 'key',
  none: 'warning',
  unclosed: 'warning',
};

function valueText({ value, source }: PreviewedVariable): string {
  switch (source) {
    case 'secret':
      return '••••••';
    case 'secret-missing':
    case 'none':
    case 'unclosed':
      return vscode.l10n.t('no value');
    case 'random':
      return vscode.l10n.t('for example {0}', literalOf(value ?? null));
    default:
      return value === undefined ? '' : literalOf(value);
  }
}

function sourceText(source: VariableSource, connection: string): string {
  switch (source) {
    case 'file-connection':
      return vscode.l10n.t('From {0}, for {1}', environmentFileName, connection);
    case 'file':
      return vscode.l10n.t('From {0}', environmentFileName);
    case 'connection':
      return vscode.l10n.t('From the settings of {0}', connection);
    case 'built-in':
      return vscode.l10n.t('Built in');
    case 'random':
      return vscode.l10n.t('Built in. New in each request');
    case 'response':
      return vscode.l10n.t('From the last response');
    case 'environment':
      return vscode.l10n.t('From the environment');
    case 'asked':
      return vscode.l10n.t('Asked when the request is sent');
    case 'secret':
      return vscode.l10n.t('Secret stored for {0}', connection);
    case 'secret-missing':
      return vscode.l10n.t('Secret that you are asked for when the request is sent');
    case 'unclosed':
      return vscode.l10n.t('The request is not sent until this variable is closed with {0}', '}}');
    case 'none':
      return vscode.l10n.t('The request is not sent until this variable has a value');
  }
}
