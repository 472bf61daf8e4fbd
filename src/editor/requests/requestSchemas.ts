import * as vscode from 'vscode';
import { defaultDialect, dialects, type Dialect } from '../../kapture/catalogue/dialect.ts';
import { operationOfFile, operationOfSchema, type OperationId } from '../../kapture/catalogue/registry.ts';
import { requestSchema } from '../../kapture/catalogue/requestSchema.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import { schemaWithFields } from '../../kapture/tenantFields/schemaWithFields.ts';
import { documentDialect } from '../shared/documents/documentForm.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import type { FieldsOfTenants, KnownFields, Targets } from '../shared/ports.ts';
import { isSnapshot } from './activeRequest.ts';

/**
 * Serves the JSON schemas of request files, to which the manifest refers. VS Code's JSON service opens them as
 * documents, and reloads them when they change. A schema is for all files of a pattern, so it follows the focused
 * request of its operation. In other files, it checks a body that clearly is in another dialect by that dialect, and
 * leaves what a body lacks to `requestDiagnostics.ts`, which knows the connection of each file. The one in the manifest
 * only refers to the schema for a dialect and a tenant: VS Code compares each character of a changed document, which
 * took 2 s for the whole schema.
 */
export class RequestSchemas implements vscode.Disposable {
  readonly #targets: Targets;
  readonly #fields: FieldsOfTenants;
  readonly #changed: vscode.EventEmitter<vscode.Uri>;
  /** The schemas that VS Code has loaded, and the paths of those that they refer to. */
  readonly #served = new Map<OperationId, { readonly uri: vscode.Uri; readonly path: string }>();
  /** The request of each operation that was focused last. */
  readonly #focused = new Map<OperationId, vscode.TextDocument>();
  readonly #subscriptions: vscode.Disposable;

  constructor(targets: Targets, fields: FieldsOfTenants, changed: vscode.EventEmitter<vscode.Uri>) {
    this.#targets = targets;
    this.#fields = fields;
    this.#changed = changed;
    this.#subscriptions = vscode.Disposable.from(
      targets.onDidChange(() => this.#follow()),
      fields.onDidChange(() => this.#follow()),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#focus(editor.document);
      }),
      // Its pin may have changed.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.#focus(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        for (const [operation, focused] of this.#focused) if (focused === document) this.#focused.delete(operation);
      }),
    );
    if (vscode.window.activeTextEditor) this.#focus(vscode.window.activeTextEditor.document);
  }

  textOf(uri: vscode.Uri): string | undefined {
    const operation = operationOfSchema(uri.path);
    if (!operation) return undefined;
    const named = dialects.find((candidate) => uri.path.startsWith(`/${candidate}/`));
    if (named !== undefined) {
      const offered = this.#knownFields(operation)?.offered ?? [];
      return JSON.stringify(
        requestSchema(operation, named, (body, dialect) => schemaWithFields(body, operation, dialect, offered)),
      );
    }
    const path = this.#pathOf(operation);
    this.#served.set(operation, { uri, path });
    return JSON.stringify({ $ref: uri.with({ path: path + uri.path }).toString() });
  }

  #focus(document: vscode.TextDocument): void {
    const operation = operationOf(document);
    if (!operation) return;
    this.#focused.set(operation, document);
    this.#follow(operation);
  }

  /** Reloads the schema of an operation, or all schemas, if the dialect or the known fields have changed. */
  #follow(only?: OperationId): void {
    for (const [operation, { uri, path }] of this.#served)
      if ((only ?? operation) === operation && this.#pathOf(operation) !== path) this.#changed.fire(uri);
  }

  /** The path of the schema for the focused request. It has a number for the fields, so that VS Code reads it again. */
  #pathOf(operation: OperationId): string {
    const { version } = this.#knownFields(operation) ?? {};
    return version === undefined ? `/${this.#dialectOf(operation)}` : `/${this.#dialectOf(operation)}/${version}`;
  }

  #knownFields(operation: OperationId): KnownFields | undefined {
    const document = this.#requestOf(operation);
    const { activeName, all } = this.#targets;
    const connection = document
      ? documentTarget(document, this.#targets).connection
      : all.find(({ name }) => name === activeName);
    return connection && this.#fields.of(connection.tenant);
  }

  #requestOf(operation: OperationId): vscode.TextDocument | undefined {
    const shown = vscode.window.visibleTextEditors.map((editor) => editor.document);
    return this.#focused.get(operation) ?? shown.find((candidate) => operationOf(candidate) === operation);
  }

  #dialectOf(operation: OperationId): Dialect {
    const document = this.#requestOf(operation);
    if (document) return documentDialect(operation, document, this.#targets);
    const { activeName, all } = this.#targets;
    const connection = all.find(({ name }) => name === activeName);
    return connection ? dialectOf(connection, operation) : defaultDialect;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function operationOf({ uri }: vscode.TextDocument): OperationId | undefined {
  return isSnapshot(uri) ? undefined : operationOfFile(uri.path);
}
