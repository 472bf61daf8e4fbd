import * as vscode from 'vscode';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { exampleScheme, requestsView } from '../shared/ids.ts';
import type { RequestsNode } from './requestNodes.ts';
import type { RequestsView, SnippetPorts } from './requestsView.ts';

const requestCommands = [
  'kapture.saveAsSnippet',
  'kapture.sendFromView',
  'kapture.sendAll',
  'kapture.renameRequest',
  'kapture.duplicateRequest',
  'kapture.deleteRequest',
  'kapture.findRequest',
  'kapture.refreshRequests',
] as const;

/** The Requests view. Its code is loaded, and files are searched, when the view is first used. */
export class Snippets implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #ports: SnippetPorts;
  readonly #changed = new vscode.EventEmitter<RequestsNode | undefined>();
  readonly view: vscode.TreeView<RequestsNode>;
  readonly #subscriptions: vscode.Disposable;
  /** Set while the view is still loading, so that closing waits for it. */
  #opened: Promise<RequestsView> | undefined;

  constructor(context: vscode.ExtensionContext, ports: SnippetPorts) {
    this.#context = context;
    this.#ports = ports;
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
    });
    this.#subscriptions = vscode.Disposable.from(
      this.view,
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(exampleScheme, {
        provideTextDocumentContent: async (uri) => (await this.open()).exampleText(uri),
      }),
      registerCommands(
        ports.log,
        lazyHandlers(requestCommands, async () => (await this.open()).handlers),
      ),
    );
  }

  open(): Promise<RequestsView> {
    return (this.#opened ??= this.#load());
  }

  async #load(): Promise<RequestsView> {
    try {
      const { RequestsView } = await import('./requestsView.ts');
      return new RequestsView(this.view, this.#changed, this.#context.globalStorageUri, this.#ports);
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
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
