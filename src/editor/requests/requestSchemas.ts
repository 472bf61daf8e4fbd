import * as vscode from 'vscode';
import { defaultDialect, dialects, type Dialect } from '../../kapture/catalogue/dialect.ts';
import { operationOfFile, operationOfSchema, type OperationId } from '../../kapture/catalogue/registry.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import { documentDialect } from '../shared/documents/documentForm.ts';
import { schemaScheme } from '../shared/ids.ts';
import type { Targets } from '../shared/ports.ts';
import { isSnapshot } from './activeRequest.ts';

/**
 * Serves the JSON schemas of request files, to which the manifest refers. VS Code's JSON service opens them as
 * documents, and reloads them when they change. A schema is for all files of a pattern, so it follows the focused
 * request of its operation. In other files, it checks a body that clearly is in another dialect by that dialect, and
 * leaves what a body lacks to `requestDiagnostics.ts`, which knows the connection of each file. The one in the manifest
 * only refers to that of a dialect: VS Code compares each character of a changed document, which took 2 s for the whole
 * schema.
 */
export class RequestSchemas implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #targets: Targets;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  /** The schemas that VS Code has loaded, and the dialects that they are in. */
  readonly #served = new Map<OperationId, { readonly uri: vscode.Uri; readonly dialect: Dialect }>();
  /** The request of each operation that was focused last. */
  readonly #focused = new Map<OperationId, vscode.TextDocument>();
  readonly #subscriptions: vscode.Disposable;

  constructor(targets: Targets) {
    this.#targets = targets;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(schemaScheme, this),
      targets.onDidChange(() => this.#follow()),
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

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string | undefined> {
    const operation = operationOfSchema(uri.path);
    if (!operation) return undefined;
    const named = dialects.find((candidate) => uri.path.startsWith(`/${candidate}/`));
    if (named !== undefined) {
      const { requestSchema } = await import('./index.ts');
      return JSON.stringify(requestSchema(operation, named));
    }
    const dialect = this.#dialectOf(operation);
    this.#served.set(operation, { uri, dialect });
    return JSON.stringify({ $ref: uri.with({ path: `/${dialect}${uri.path}` }).toString() });
  }

  #focus(document: vscode.TextDocument): void {
    const operation = operationOf(document);
    if (!operation) return;
    this.#focused.set(operation, document);
    this.#follow(operation);
  }

  /** Reloads the schema of an operation, or all schemas, if the dialect has changed. */
  #follow(only?: OperationId): void {
    for (const [operation, { uri, dialect }] of this.#served)
      if ((only ?? operation) === operation && this.#dialectOf(operation) !== dialect) this.#changed.fire(uri);
  }

  #dialectOf(operation: OperationId): Dialect {
    const shown = vscode.window.visibleTextEditors.map((editor) => editor.document);
    const document = this.#focused.get(operation) ?? shown.find((candidate) => operationOf(candidate) === operation);
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
