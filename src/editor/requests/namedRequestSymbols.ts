import * as vscode from 'vscode';
import { readNamedRequests } from '../../kapture/namedRequests/readNamedRequests.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { rangeIn, wholeRequest } from '../shared/documents/requestText.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { nameOf } from './selectNamedRequest.ts';

/** The names of the requests in a file, for the outline, the breadcrumbs and Go to Symbol. */
export function namedRequestSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  if (isLongDocument(document)) return [];
  const whole = wholeRequest(document);
  return readNamedRequests(whole.text).requests.map(
    (request) =>
      new vscode.DocumentSymbol(
        oneLabel(nameOf(request)),
        request.operation ? operationTitle(request.operation) : '',
        vscode.SymbolKind.Method,
        rangeIn(whole, request.place),
        rangeIn(whole, request.namePlace),
      ),
  );
}
