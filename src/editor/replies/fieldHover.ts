import * as vscode from 'vscode';
import { pathAt } from '../../kapture/looseJson.ts';
import { operations, type OperationId } from '../../kapture/operations.ts';
import { customerRecord } from '../../kapture/schemas/customerRecord.ts';
import { fieldMarkdown } from '../../kapture/schemas/fieldMarkdown.ts';
import type { FieldSchema } from '../../kapture/schemas/vocabulary.ts';
import { recordScheme } from '../ids.ts';

/** Explains the documented fields of a reply or record. The texts are ours: nothing of the server's is rendered. */
export class FieldHover implements vscode.HoverProvider {
  readonly #operationOf: (uri: vscode.Uri) => OperationId | undefined;

  constructor(operationOf: (uri: vscode.Uri) => OperationId | undefined) {
    this.#operationOf = operationOf;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const operation = this.#operationOf(document.uri);
    const schema = document.uri.scheme === recordScheme ? customerRecord : operation && operations[operation].reply;
    const path = schema && pathAt(document.getText(), document.offsetAt(position));
    const field = path && fieldAt(schema, path);
    return (
      field && new vscode.Hover(new vscode.MarkdownString(`**${String(path.at(-1))}**\n\n${fieldMarkdown(field)}`))
    );
  }
}

/** The schema at a path; array indexes step into the items, or stay where brackets are optional. */
function fieldAt(schema: FieldSchema, path: readonly (string | number)[]): FieldSchema | undefined {
  if (typeof path.at(-1) === 'number') return undefined;
  let at: FieldSchema | undefined = schema;
  for (const step of path) at = typeof step === 'number' ? (at?.items ?? at) : propertyOf(at, step);
  return at;
}

/** Of a schema alone: an object has a `constructor` as well. */
function propertyOf(schema: FieldSchema | undefined, name: string): FieldSchema | undefined {
  const properties = schema?.properties;
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}
