import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { exampleScheme, requestsView } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { BaselinesLoader, Targets } from '../shared/ports.ts';
import type { MoreNode, RequestsNode } from './requestNodes.ts';
import type { SnippetArgument } from './snippetArgument.ts';
import type { ExchangeOf } from './snippetSource.ts';
import type { SnippetsView } from './snippetsView.ts';

/** The Requests view. Its code is loaded, and files are searched, when the view is first used. */
export class Snippets implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;
  readonly #responses: { readonly exchangeOf: ExchangeOf };
  readonly #targets: Targets;
  readonly #compare: BaselinesLoader;
  readonly #changed = new vscode.EventEmitter<RequestsNode | undefined>();
  readonly view: vscode.TreeView<RequestsNode>;
  readonly #subscriptions: vscode.Disposable;
  #opened: Promise<SnippetsView> | undefined;

  constructor(
    context: vscode.ExtensionContext,
    log: Log,
    responses: { readonly exchangeOf: ExchangeOf },
    targets: Targets,
    compare: BaselinesLoader,
  ) {
    this.#context = context;
    this.#targets = targets;
    this.#compare = compare;
    this.#log = log;
    this.#responses = responses;
    // VS Code's MIME type for items dragged within a tree.
    const dragType = `application/vnd.code.tree.${requestsView.toLowerCase()}`;
    this.view = vscode.window.createTreeView(requestsView, {
      showCollapseAll: true,
      canSelectMany: true,
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: async (node) => (await this.open()).tree.getChildren(node),
        getTreeItem: async (node) => (await this.open()).tree.getTreeItem(node),
        getParent: async (node) => (await this.open()).tree.getParent(node),
        resolveTreeItem: async (item, node) => (await this.open()).tree.resolveTreeItem(item, node),
      },
      dragAndDropController: {
        dragMimeTypes: [dragType],
        dropMimeTypes: [dragType],
        handleDrag: (nodes, data) => data.set(dragType, new vscode.DataTransferItem(nodes)),
        handleDrop: async (target, data) =>
          (await this.open()).drop(data.get(dragType)?.value as readonly RequestsNode[] | undefined, target),
      },
    });
    this.#subscriptions = vscode.Disposable.from(
      this.view,
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(exampleScheme, {
        provideTextDocumentContent: async (uri) => (await this.open()).exampleText(uri),
      }),
      registerCommands(log, {
        'kapture.saveAsSnippet': async (what?: SnippetArgument) => (await this.open()).save(what),
        'kapture.openRequest': async (node?: RequestsNode) => (await this.open()).openRequest(node),
        'kapture.sendFromView': async (node?: RequestsNode) => (await this.open()).send(node),
        'kapture.renameRequest': async (node?: RequestsNode) => (await this.open()).rename(node),
        'kapture.duplicateRequest': async (node?: RequestsNode) => (await this.open()).duplicate(node),
        'kapture.deleteRequest': async (node?: RequestsNode, all?: readonly RequestsNode[]) =>
          (await this.open()).delete(node, all),
        'kapture.revealRequest': async (node?: RequestsNode) => (await this.open()).reveal(node, 'revealInExplorer'),
        'kapture.revealRequestInOs': async (node?: RequestsNode) => (await this.open()).reveal(node, 'revealFileInOS'),
        'kapture.copyRequestPath': async (node?: RequestsNode, all?: readonly RequestsNode[]) =>
          (await this.open()).copyPath(node, all),
        'kapture.showMoreRequests': async (node: MoreNode) => (await this.open()).tree.showMore(node),
        'kapture.restoreSnippets': async () => (await this.open()).restoreSnippets(),
        'kapture.emptySnippetTrash': async () => (await this.open()).emptyTrash(),
        'kapture.refreshRequests': async () => (await this.open()).refresh(),
      }),
    );
  }

  /** Loads the view on first use. */
  async open(): Promise<SnippetsView> {
    this.#opened ??= this.#load();
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  async #load(): Promise<SnippetsView> {
    const { SnippetsView } = await import('./index.ts');
    return new SnippetsView(
      this.view,
      this.#changed,
      this.#context.globalStorageUri,
      (uri) => this.#responses.exchangeOf(uri),
      this.#targets,
      this.#compare,
      this.#log,
    );
  }

  dispose(): void {
    // A load error was reported to the command that caused it.
    void this.#opened?.then(
      (view) => view.dispose(),
      () => undefined,
    );
    this.#subscriptions.dispose();
  }
}
