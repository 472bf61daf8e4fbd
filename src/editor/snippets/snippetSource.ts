import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { hasNamedRequests, operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { escapeOtherBraces } from '../../kapture/variables/escapeBraces.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { isJson } from '../shared/documents/isJson.ts';
import { indentOf } from '../shared/documents/requestText.ts';
import type { OperationRequest } from '../shared/ports.ts';
import { exampleAt } from './exampleDocuments.ts';
import { nameOfFile, safeName } from './requestName.ts';
import type { SnippetArgument } from './snippetArgument.ts';

/** A request to save as a snippet. */
export interface SnippetSource {
  readonly operation: OperationId;
  readonly text: string;
  /** The suggested name. */
  readonly name: string;
}

export type ExchangeOf = (uri: vscode.Uri) => Exchange | undefined;
type NamedRequestOf = (document: vscode.TextDocument) => Promise<OperationRequest | undefined>;

/**
 * The request of a command's argument, or of the active editor. Returns `unknown` if there is no request, and undefined
 * if the user cancels the question for the operation.
 */
export async function snippetSource(
  argument: SnippetArgument | undefined,
  exchangeOf: ExchangeOf,
  namedRequest: NamedRequestOf,
): Promise<SnippetSource | 'unknown' | undefined> {
  if (argument && 'body' in argument) return sourceOfBody(argument.operation, argument.body);
  if (argument && 'kind' in argument)
    return argument.kind === 'file' || argument.kind === 'example'
      ? sourceOfDocument(argument.uri, exchangeOf, namedRequest)
      : 'unknown';
  const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
  return uri ? sourceOfDocument(uri, exchangeOf, namedRequest) : 'unknown';
}

async function sourceOfDocument(
  uri: vscode.Uri,
  exchangeOf: ExchangeOf,
  namedRequest: NamedRequestOf,
): Promise<SnippetSource | 'unknown' | undefined> {
  const exchange = exchangeOf(uri);
  if (exchange) return sourceOfBody(exchange.operation, exchange.requestBody);
  const example = exampleAt(uri);
  if (example) return { operation: example.operation, text: example.text, name: example.title };
  const opened = await vscode.workspace.openTextDocument(uri);
  const known = operationOfFile(uri.path);
  if (known) return { operation: known, text: opened.getText(), name: nameOfFile(uri.path) };
  if (hasNamedRequests(uri.path)) {
    const named = await namedRequest(opened);
    return named && sourceOfNamed(named);
  }
  if (!isJson(opened)) return 'unknown';
  const operation = await askOperation(vscode.l10n.t('Save Request as Snippet'));
  return operation && { operation, text: opened.getText(selectionIn(uri)), name: defaultName(operation) };
}

/** One of several requests in a file, without the indentation that it has there. */
function sourceOfNamed({ operation, request, name }: OperationRequest): SnippetSource {
  const text = request.text.replaceAll(`\n${indentOf(request)}`, '\n');
  return {
    operation,
    text: `${text}\n`,
    name: name === undefined ? defaultName(operation) : safeName(name, defaultName(operation)),
  };
}

/** The body is formatted, because it was sent as one line and a file should be easy to read and compare. */
function sourceOfBody(operation: OperationId, body: string): SnippetSource {
  return { operation, text: `${formatLoose(escapeOtherBraces(body))}\n`, name: defaultName(operation) };
}

function defaultName(operation: OperationId): string {
  return operations[operation].title.toLowerCase();
}

/** The selection in a document, as the commands that send a request use it. */
function selectionIn(uri: vscode.Uri): vscode.Range | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() && !editor.selection.isEmpty ? editor.selection : undefined;
}
