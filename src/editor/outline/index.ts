import * as vscode from 'vscode';
import { jsonOutline, type OutlineEntry } from '../../kapture/json/jsonOutline.ts';
import { readString } from '../../kapture/json/looseJson.ts';
import type { Span } from '../../kapture/json/tokens.ts';
import { dryRunScheme } from '../shared/ids.ts';
import { lengthOf } from '../shared/documents/documentChecks.ts';
import { oneDetail } from '../shared/texts/plainText.ts';

/** The same limit as that of VS Code's own JSON outline. */
const maxSymbols = 5000;
/** A longer text has no outline, because reading it takes 40 ms per million characters. */
const maxLength = 2_000_000;

/** The keys whose value identifies an object in a list, the best first. */
const nameKeys = ['name', 'customer_name', 'contactPerson', 'id'];

const kinds: Readonly<Record<OutlineEntry['kind'], vscode.SymbolKind>> = {
  object: vscode.SymbolKind.Module,
  array: vscode.SymbolKind.Array,
  string: vscode.SymbolKind.String,
  number: vscode.SymbolKind.Number,
  boolean: vscode.SymbolKind.Boolean,
  null: vscode.SymbolKind.Null,
};

/** The outline of a response, record or dry run. Empty for a long document. */
export function symbolsOf(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  if (lengthOf(document) > maxLength) return [];
  const text = document.getText();
  if (document.uri.scheme === dryRunScheme) return dryRunSymbols(document, text);
  return valueSymbols(document, text, jsonOutline(text, maxSymbols)?.children ?? []);
}

/** The request line with its headers, and the body. */
function dryRunSymbols(document: vscode.TextDocument, text: string): vscode.DocumentSymbol[] {
  const head = /^[^]*?(?=\r?\n\r?\n)/.exec(text)?.[0] ?? '';
  const body = jsonOutline(text, maxSymbols, head.length);
  if (!body) return [];
  const request = symbol(document, {
    name: document.lineAt(0).text,
    kind: vscode.SymbolKind.Method,
    span: { start: 0, end: head.length },
    nameSpan: { start: 0, end: document.lineAt(0).text.length },
  });
  const content = symbol(document, {
    name: vscode.l10n.t('Body'),
    kind: kinds[body.kind],
    span: body.valueSpan,
    nameSpan: body.keySpan,
  });
  content.children = valueSymbols(document, text, body.children);
  return [request, content];
}

function valueSymbols(
  document: vscode.TextDocument,
  text: string,
  entries: readonly OutlineEntry[],
): vscode.DocumentSymbol[] {
  return entries.map((entry) => {
    const result = symbol(document, {
      name: String(entry.key),
      detail: detailOf(text, entry),
      kind: kinds[entry.kind],
      span: { start: entry.keySpan.start, end: entry.valueSpan.end },
      nameSpan: entry.keySpan,
    });
    result.children = valueSymbols(document, text, entry.children);
    return result;
  });
}

interface SymbolParts {
  readonly name: string;
  readonly detail?: string;
  readonly kind: vscode.SymbolKind;
  readonly span: Span;
  readonly nameSpan: Span;
}

function symbol(
  document: vscode.TextDocument,
  { name, detail = '', kind, span, nameSpan }: SymbolParts,
): vscode.DocumentSymbol {
  const rangeOf = ({ start, end }: Span): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  return new vscode.DocumentSymbol(
    // VS Code rejects an empty name.
    oneDetail(name) || '""',
    detail,
    kind,
    rangeOf(span),
    rangeOf(nameSpan),
  );
}

/** The value of a scalar, or the name of an object in a list. */
function detailOf(text: string, { kind, key, valueSpan, children }: OutlineEntry): string {
  if (kind === 'array' || (kind === 'object' && typeof key !== 'number')) return '';
  if (kind !== 'object') return oneDetail(scalarOf(text, kind, valueSpan), 60);
  const named = nameKeys
    .map((name) => children.find((child) => child.key === name))
    .find((child) => child !== undefined);
  return named ? oneDetail(scalarOf(text, named.kind, named.valueSpan), 60) : '';
}

function scalarOf(text: string, kind: OutlineEntry['kind'], span: Span): string {
  // The beginning of a long string is enough.
  if (span.end - span.start > 1000) return text.slice(span.start + 1, span.start + 1000);
  return kind === 'string' ? readString(text, span) : text.slice(span.start, span.end);
}
