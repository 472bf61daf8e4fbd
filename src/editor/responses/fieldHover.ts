import * as vscode from 'vscode';
import { zeroBasedMonthAt } from '../../kapture/dates/zeroBasedMonth.ts';
import { pathAt } from '../../kapture/json/looseJson.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { pointerOf } from '../../kapture/payloadTests/jsonPointer.ts';
import { customerRecord } from '../../kapture/catalogue/customer/customerRecord.ts';
import { fieldMarkdown } from '../../kapture/catalogue/fieldMarkdown.ts';
import type { FieldSchema } from '../../kapture/catalogue/vocabulary.ts';
import { recordScheme } from '../shared/ids.ts';
import { monthText } from '../shared/texts/localTexts.ts';
import { lengthOf } from '../shared/documents/longDocument.ts';
import { inlineCode } from '../shared/texts/plainText.ts';

/** A longer document has no hovers, because finding the path takes 40 ms per million characters. */
const maxLength = 2_000_000;

/** Hovers that show the JSON pointer of a value, as payload tests use it, and explain documented fields. */
export class FieldHover implements vscode.HoverProvider {
  readonly #operationOf: (uri: vscode.Uri) => OperationId | undefined;

  constructor(operationOf: (uri: vscode.Uri) => OperationId | undefined) {
    this.#operationOf = operationOf;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const operation = this.#operationOf(document.uri);
    const schema =
      document.uri.scheme === recordScheme ? customerRecord : operation && operations[operation].response.schema();
    if (!schema || lengthOf(document) > maxLength) return undefined;
    const text = document.getText();
    const offset = document.offsetAt(position);
    const path = pathAt(text, offset);
    if (!path) return undefined;
    const month = path.at(-1) === 'month' ? zeroBasedMonthAt(text, offset) : undefined;
    const counted =
      month === undefined ? '' : vscode.l10n.t('{0} is {1}. Kapture counts months from 0.', month, monthText(month));
    const field = fieldAt(schema, path);
    const explained = field ? `**${String(path.at(-1))}**\n\n${fieldMarkdown(field)}` : '';
    // The pointer is unknown in any part of a long response but the first.
    const where = /^part=[1-9]/.test(document.uri.query) ? '' : inlineCode(pointerOf(path), 300);
    const texts = [counted, explained, where].filter(Boolean).map((each) => new vscode.MarkdownString(each));
    return texts.length ? new vscode.Hover(texts) : undefined;
  }
}

/**
 * The schema at a path. An array index is ignored if the schema has no `items`, because Kapture's brackets are
 * optional.
 */
function fieldAt(schema: FieldSchema, path: readonly (string | number)[]): FieldSchema | undefined {
  if (typeof path.at(-1) === 'number') return undefined;
  let at: FieldSchema | undefined = schema;
  for (const step of path) at = typeof step === 'number' ? (at?.items ?? at) : propertyOf(at, step);
  return at;
}

/** Own properties only, because every object also has a `constructor`. */
function propertyOf(schema: FieldSchema | undefined, name: string): FieldSchema | undefined {
  const properties = schema?.properties;
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}
