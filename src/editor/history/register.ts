import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { readOnlyFiles } from '../shared/documents/readOnlyFiles.ts';
import { historyScheme, historyView } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { StoredData } from '../shared/storedData.ts';
import { PendingWork } from '../shared/pendingWork.ts';
import type { Targets } from '../shared/targets.ts';
import { historyMode } from './historyMode.ts';
import type { HistoryNode } from './historyTree.ts';
import type { HistoryPorts, OpenedHistory } from './openHistory.ts';
import type { HistoryStorage } from './historyStorage.ts';

const historyCommandIds = [
  'kapture.openHistoryResponse',
  'kapture.openHistoryRequest',
  'kapture.getHistoryCustomer',
  'kapture.showHistoryHeaders',
  'kapture.resendFromHistory',
  'kapture.compareResponses',
  'kapture.deleteHistoryEntry',
] as const;

const allKey = 'history.showsAll';

/** The history of exchanges: its view, commands and documents. Code that needs the database is loaded on first use. */
export class History implements vscode.Disposable {
  readonly tree: vscode.TreeDataProvider<HistoryNode>;
  readonly view: vscode.TreeView<HistoryNode>;
  readonly #context: vscode.ExtensionContext;
  readonly #targets: Targets;
  readonly #ports: HistoryPorts;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #opened: OpenedHistory | undefined;
  /** The exchanges that are being stored. */
  readonly #storing = new PendingWork();
  #isDisposed = false;

  constructor(context: vscode.ExtensionContext, targets: Targets, ports: HistoryPorts) {
    const { log } = ports;
    this.#context = context;
    this.#targets = targets;
    this.#ports = ports;
    this.#log = log;
    this.tree = {
      onDidChangeTreeData: this.#changed.event,
      getChildren: async (node) => (await this.open())?.tree.getChildren(node),
      // Nodes only exist once the history is opened.
      getTreeItem: (node) => this.#opened!.tree.getTreeItem(node),
      resolveTreeItem: (item, node) => this.#opened!.tree.resolveTreeItem(item, node),
    };
    this.view = vscode.window.createTreeView(historyView, { treeDataProvider: this.tree, canSelectMany: true });
    this.#subscriptions = vscode.Disposable.from(
      this.view,
      this.#changed,
      // The history has what users send. Reads that are steps of something else would displace it.
      ports.sender.onDidExchange((sent) => {
        if (sent.purpose !== 'internal') this.#storing.add(this.#store((storage) => storage.add(sent)));
      }),
      targets.onDidChange(() => this.#update()),
      // Another window may have changed the history while this one was not visible.
      this.view.onDidChangeVisibility(({ visible }) => visible && this.#changed.fire()),
      // A response never changes. Only the entry of a write in progress does: its outcome replaces it.
      vscode.workspace.registerFileSystemProvider(
        historyScheme,
        readOnlyFiles((uri) => this.#documents(uri)),
        {
          isReadonly: new vscode.MarkdownString(vscode.l10n.t('A response in the history cannot be changed.')),
        },
      ),
      vscode.languages.registerCodeLensProvider(
        { scheme: historyScheme },
        { provideCodeLenses: async ({ uri }) => (await this.open())?.documents.lenses(uri) },
      ),
      registerCommands(log, {
        ...lazyHandlers(historyCommandIds, async () => {
          const opened = await this.open();
          if (!opened) throw new vscode.CancellationError();
          return opened.commands;
        }),
        'kapture.switchHistory': () => this.#showAll(!this.#showsAll),
        'kapture.showMoreHistory': () => {
          this.#opened?.tree.showMore();
          this.#changed.fire();
        },
      }),
    );
    ports.sender.recordWrites({
      begin: (write) => this.#store((storage) => storage.begin(write)),
      end: (record, reason) => this.#storing.add(this.#store((storage) => storage.end(record, reason))),
    });
    this.#describe();
  }

  /** Closes the loaded part, as a window reload does, once all exchanges are stored. The next use opens it again. */
  async close(): Promise<void> {
    await this.#storing.end();
    const storage = this.#opened?.storage;
    this.#opened = undefined;
    await storage?.close();
    storage?.dispose();
  }

  /** The exchange whose response a document of the history shows. */
  async exchangeOf(uri: vscode.Uri, needsResponse?: boolean): Promise<Exchange | undefined> {
    return uri.scheme === historyScheme ? (await this.open())?.documents.exchangeOf(uri, needsResponse) : undefined;
  }

  /** Runs `work` on the storage. A failure must not stop a request, so it is logged. */
  async #store<Result>(work: (storage: HistoryStorage) => Promise<Result>): Promise<Result | undefined> {
    if (historyMode() === 'off') return undefined;
    try {
      const opened = await this.open();
      return opened && (await work(opened.storage));
    } catch (error) {
      return void this.#log.error('A history entry could not be saved.', error);
    }
  }

  /** The history and the baselines, for *Delete Stored Data*. */
  async storedData(): Promise<readonly StoredData[]> {
    const opened = await this.open();
    return opened ? [opened.storedData] : [];
  }

  /** The loaded part; undefined once the window closes. */
  async open(): Promise<OpenedHistory | undefined> {
    const { openHistory } = await import('./openHistory.ts');
    if (this.#isDisposed) return undefined;
    if (!this.#opened) {
      const { globalStorageUri, extensionUri } = this.#context;
      this.#opened = openHistory(
        {
          path: vscode.Uri.joinPath(globalStorageUri, 'history.db').fsPath,
          script: vscode.Uri.joinPath(extensionUri, 'dist', 'history-worker.mjs').fsPath,
        },
        this.#targets,
        () => this.#shown,
        this.view,
        this.#ports,
        this.#log,
      );
      this.#opened.storage.onDidChange(() => this.#update());
    }
    return this.#opened;
  }

  /** The connection to the tenant whose exchanges are shown; undefined for all tenants. */
  get #shown(): Connection | undefined {
    return this.#showsAll ? undefined : this.#connectionOf(this.#targets.activeName);
  }

  #connectionOf(name: string | undefined): Connection | undefined {
    return this.#targets.all.find((connection) => connection.name === name);
  }

  get #showsAll(): boolean {
    return this.#context.workspaceState.get(allKey, false);
  }

  async #showAll(all: boolean): Promise<void> {
    await this.#context.workspaceState.update(allKey, all);
    this.#update();
  }

  #update(): void {
    // VS Code forwards the first of these updates immediately and delays the others by 200 ms, so the rows come first.
    this.#changed.fire();
    this.#describe();
  }

  #describe(): void {
    this.view.description = this.#shown?.name ?? vscode.l10n.t('all connections');
    const message = this.#opened?.storage.failure;
    if (this.view.message !== message) this.view.message = message;
  }

  async #documents(uri: vscode.Uri): Promise<OpenedHistory['documents']> {
    const history = await this.open();
    if (!history) throw vscode.FileSystemError.Unavailable(uri);
    return history.documents;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscriptions.dispose();
    void this.close();
  }
}
