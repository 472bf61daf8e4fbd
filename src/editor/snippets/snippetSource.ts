import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/looseJson.ts';
import { operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { isJson } from '../shared/documents/isJson.ts';
import { exampleAt } from './exampleDocuments.ts';
import { nameOfFile } from './requestName.ts';
import type { SnippetArgument } from './snippetArgument.ts';

/** A request to keep. */
export interface SnippetSource {
  readonly operation: OperationId;
  readonly text: string;
  /** A name to start from. */
  readonly name: string;
}

export type ExchangeOf = (uri: vscode.Uri) => Exchange | undefined;

/**
 * The request that a command means; without an argument that of the active editor. `unknown` if there is none, undefined
 * if the user did not want to say which operation it is.
 */
export async function snippetSource(
  argument: SnippetArgument | undefined,
  exchangeOf: ExchangeOf,
): Promise<SnippetSource | 'unknown' | undefined> {
  if (argument && 'body' in argument) return sent(argument.operation, argument.body);
  if (argument && 'kind' in argument)
    return argument.kind === 'file' || argument.kind === 'example' ? document(argument.uri, exchangeOf) : 'unknown';
  const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
  return uri ? document(uri, exchangeOf) : 'unknown';
}

async function document(uri: vscode.Uri, exchangeOf: ExchangeOf): Promise<SnippetSource | 'unknown' | undefined> {
  const exchange = exchangeOf(uri);
  if (exchange) return sent(exchange.operation, exchange.requestBody);
  const example = exampleAt(uri);
  if (example) return { operation: example.operation, text: example.text, name: example.title };
  const opened = await vscode.workspace.openTextDocument(uri);
  const known = operationOfFile(uri.path);
  if (known) return { operation: known, text: opened.getText(), name: nameOfFile(uri.path) };
  if (!isJson(opened)) return 'unknown';
  const operation = await askOperation(vscode.l10n.t('Save Request as Snippet'));
  return operation && { operation, text: opened.getText(selectionIn(uri)), name: defaultName(operation) };
}

/** What was sent is one line without comments; laid out it is a file that people read and compare. */
function sent(operation: OperationId, body: string): SnippetSource {
  return { operation, text: `${formatLoose(body)}\n`, name: defaultName(operation) };
}

function defaultName(operation: OperationId): string {
  return operations[operation].title.toLowerCase();
}

/** What the commands that send take too: the selection, if there is one. */
function selectionIn(uri: vscode.Uri): vscode.Range | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() && !editor.selection.isEmpty ? editor.selection : undefined;
}
