import * as vscode from 'vscode';
import { defaultDialect, dialects, type Dialect } from '../../kapture/catalogue/dialect.ts';
import { requestSchema } from '../../kapture/catalogue/editorSchema.ts';
import {
  kindOfFile,
  operationIds,
  operationOfSchema,
  type OperationId,
  type RequestFileKind,
} from '../../kapture/catalogue/registry.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import { namedRequestsSchema } from '../../kapture/namedRequests/namedRequestsSchema.ts';
import { schemaWithFields } from '../../kapture/tenantFields/schemaWithFields.ts';
import { documentTarget } from '../shared/documents/requestText.ts';
import { isEarlierVersion } from '../shared/documents/editUri.ts';
import type { FieldsOfTenants, KnownFields } from '../shared/knownFields.ts';
import type { Targets } from '../shared/targets.ts';
import { documentDialect } from './documentDialect.ts';

/** The path of the schema of files with several requests, and the folder of the schemas of their bodies. */
const namedSchema = '/requests.schema.json';
const namedFolder = '/requests/';

/**
 * Serves the JSON schemas of request files, to which the manifest refers. VS Code's JSON service opens them as
 * documents, and reloads them when they change.
 *
 * A schema is for all files of a pattern, so it follows the focused request of its operation. In other files, it checks
 * a body that clearly is in another dialect by that dialect, and does not check for missing fields:
 * `requestDiagnostics.ts` does, because it knows the connection of each file.
 *
 * The schema in the manifest only refers to one for a dialect and a tenant: VS Code compares each character of a
 * changed document, which took 2 s for the whole schema.
 */
export class RequestSchemas implements vscode.Disposable {
  readonly #targets: Targets;
  readonly #fields: FieldsOfTenants;
  readonly #changed: vscode.EventEmitter<vscode.Uri>;
  /** The schemas that VS Code has loaded, and the paths of those that they refer to. */
  readonly #served = new Map<RequestFileKind, { readonly uri: vscode.Uri; readonly path: string }>();
  /** The file of each kind that was focused last. */
  readonly #focused = new Map<RequestFileKind, vscode.TextDocument>();
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
      // The pin of the request may have changed.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.#focus(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        for (const [kind, focused] of this.#focused) if (focused === document) this.#focused.delete(kind);
      }),
    );
    if (vscode.window.activeTextEditor) this.#focus(vscode.window.activeTextEditor.document);
  }

  textOf(uri: vscode.Uri): string | undefined {
    if (uri.path.startsWith(namedFolder) || uri.path === namedSchema) return this.#namedTextOf(uri);
    const operation = operationOfSchema(uri.path);
    if (!operation) return undefined;
    const dialect = dialects.find((candidate) => uri.path.startsWith(`/${candidate}/`));
    if (dialect !== undefined) return this.#bodySchema(operation, dialect, operation);
    const path = this.#pathOf(operation);
    this.#served.set(operation, { uri, path });
    return JSON.stringify({ $ref: uri.with({ path: path + uri.path }).toString() });
  }

  /** The schema of files with several requests, and those of bodies that it refers to. */
  #namedTextOf(uri: vscode.Uri): string | undefined {
    const operation = operationOfSchema(uri.path);
    const dialect = dialects.find((candidate) => uri.path.startsWith(`${namedFolder}${candidate}/`));
    if (operation && dialect !== undefined) return this.#bodySchema(operation, dialect, 'requests');
    if (uri.path !== namedSchema) return undefined;
    this.#served.set('requests', { uri, path: this.#pathOf('requests') });
    const path = (id: OperationId): string =>
      `${namedFolder}${this.#pathIn('requests', id).slice(1)}/${id}.schema.json`;
    return JSON.stringify(namedRequestsSchema((id) => uri.with({ path: path(id) }).toString()));
  }

  #bodySchema(operation: OperationId, dialect: Dialect, kind: RequestFileKind): string {
    const offered = this.#knownFields(kind)?.offered ?? [];
    return JSON.stringify(
      requestSchema(operation, dialect, (body, each) => schemaWithFields(body, operation, each, offered)),
    );
  }

  #focus(document: vscode.TextDocument): void {
    const kind = kindOf(document);
    if (!kind) return;
    this.#focused.set(kind, document);
    this.#follow(kind);
  }

  /** Reloads the schema of a kind of files, or all schemas, if the dialect or the known fields have changed. */
  #follow(only?: RequestFileKind): void {
    for (const [kind, { uri, path }] of this.#served)
      if ((only ?? kind) === kind && this.#pathOf(kind) !== path) this.#changed.fire(uri);
  }

  /** The paths of the schemas for the focused file. */
  #pathOf(kind: RequestFileKind): string {
    if (kind !== 'requests') return this.#pathIn(kind, kind);
    return operationIds.map((operation) => this.#pathIn(kind, operation)).join();
  }

  /**
   * The path of the schema of a body. It contains a number for the known fields, so that VS Code reads the schema again
   * after a change.
   */
  #pathIn(kind: RequestFileKind, operation: OperationId): string {
    const { version } = this.#knownFields(kind) ?? {};
    const dialect = this.#dialectOf(kind, operation);
    return version === undefined ? `/${dialect}` : `/${dialect}/${version}`;
  }

  #knownFields(kind: RequestFileKind): KnownFields | undefined {
    const document = this.#documentOf(kind);
    const { activeName, all } = this.#targets;
    const connection = document
      ? documentTarget(document, this.#targets).connection
      : all.find(({ name }) => name === activeName);
    return connection && this.#fields.of(connection.tenant);
  }

  #documentOf(kind: RequestFileKind): vscode.TextDocument | undefined {
    const shown = vscode.window.visibleTextEditors.map((editor) => editor.document);
    return this.#focused.get(kind) ?? shown.find((candidate) => kindOf(candidate) === kind);
  }

  #dialectOf(kind: RequestFileKind, operation: OperationId): Dialect {
    const document = this.#documentOf(kind);
    if (document) return documentDialect(operation, document, this.#targets);
    const { activeName, all } = this.#targets;
    const connection = all.find(({ name }) => name === activeName);
    return connection ? dialectOf(connection, operation) : defaultDialect;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function kindOf({ uri }: vscode.TextDocument): RequestFileKind | undefined {
  return isEarlierVersion(uri) ? undefined : kindOfFile(uri.path);
}
