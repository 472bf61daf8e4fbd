import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { registerCommands } from '../shared/commands.ts';
import { readHistoryUri } from '../shared/documents/historyUri.ts';
import { readOnlyFiles } from '../shared/documents/readOnlyFiles.ts';
import { historyScheme, historyView } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { PendingWork } from '../shared/pendingWork.ts';
import { sandboxName, type Targets } from '../shared/ports.ts';
import { commandRows } from '../shared/questions/commandRows.ts';
import type { SentExchange } from '../shared/sending/sentExchange.ts';
import { setContext } from '../shared/settings.ts';
import type { HistoryPorts } from './historyActions.ts';
import { historyMode } from './historyMode.ts';
import type { EntryOrUri, EntryReference } from './entryReference.ts';
import type { HistoryNode } from './historyNodes.ts';
import type { OpenedHistory } from './index.ts';

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

  constructor(context: vscode.ExtensionContext, targets: Targets, log: Log, ports: HistoryPorts) {
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
      // What users send. The periods of a pull are in the customers view: here they would displace everything else.
      ports.sender.onDidExchange((sent) => this.#storing.add(this.#add(sent))),
      targets.onDidChange(() => this.#update()),
      // Another window may have changed the history while this one was not visible.
      this.view.onDidChangeVisibility(({ visible }) => visible && void this.#opened?.storage.checkOtherWindows()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && void this.#opened?.storage.checkOtherWindows()),
      // The responses never change.
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
        'kapture.openHistoryResponse': (one?: EntryReference) =>
          this.#withOne(one, ({ actions }, id) => actions.openResponse(id)),
        'kapture.openHistoryRequest': (one?: EntryOrUri) =>
          this.#withOne(one, ({ actions }, id) => actions.openRequest(id)),
        'kapture.showHistoryHeaders': (one?: EntryOrUri) =>
          this.#withOne(one, ({ actions }, id) => actions.showHeaders(id)),
        'kapture.resendFromHistory': (one?: EntryOrUri) =>
          this.#withOne(one, async ({ actions }, id) => {
            if (one || (await actions.confirmResend(id))) await actions.resend(id);
          }),
        'kapture.compareResponses': (one?: EntryReference, all?: readonly EntryReference[]) =>
          this.#withAll(one, all, ({ actions }, ids) => actions.compare(ids)),
        'kapture.compareWithPrevious': (one?: EntryOrUri) =>
          this.#withOne(one, ({ actions }, id) => actions.compareWithPrevious(id)),
        'kapture.deleteHistoryEntry': (one?: EntryReference, all?: readonly EntryReference[]) =>
          this.#withAll(
            one,
            all,
            async ({ actions }, ids) => {
              if (one || (await actions.confirmRemove(ids))) await actions.remove(ids);
            },
            true,
          ),
        'kapture.clearHistory': () => this.#withAll(undefined, undefined, ({ actions }) => actions.clear()),
        'kapture.showAllHistory': () => this.#showAll(true),
        'kapture.showConnectionHistory': () => this.#showAll(false),
        'kapture.showMoreHistory': () => {
          this.#opened?.tree.showMore();
          this.#changed.fire();
        },
      }),
    );
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
  async exchangeOf(uri: vscode.Uri): Promise<Exchange | undefined> {
    return uri.scheme === historyScheme ? (await this.open())?.documents.exchangeOf(uri) : undefined;
  }

  async #add(sent: SentExchange): Promise<void> {
    if (historyMode() === 'off') return;
    try {
      await (await this.open())?.storage.add(sent);
    } catch (error) {
      this.#log.error('A history entry could not be saved.', error);
    }
  }

  /** The loaded part; undefined once the window closes. */
  async open(): Promise<OpenedHistory | undefined> {
    const { openHistory } = await import('../history/index.ts');
    if (this.#isDisposed) return undefined;
    if (!this.#opened) {
      const { globalStorageUri, extensionUri } = this.#context;
      this.#opened = openHistory(
        {
          path: vscode.Uri.joinPath(globalStorageUri, 'history.db').fsPath,
          older: vscode.Uri.joinPath(globalStorageUri, 'kapture.db').fsPath,
          sandbox: this.#connectionOf(sandboxName)?.tenant,
          script: vscode.Uri.joinPath(extensionUri, 'dist', 'history-worker.cjs').fsPath,
        },
        this.#targets,
        () => this.#shown,
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
    setContext('kapture.showsAllHistory', this.#showsAll);
    this.view.description = this.#shown?.name ?? vscode.l10n.t('all connections');
    const message = this.#opened?.storage.failure;
    if (this.view.message !== message) this.view.message = message;
  }

  async #withOne(one: EntryOrUri | undefined, act: (history: OpenedHistory, id: number) => unknown): Promise<void> {
    await this.#withAll(one instanceof vscode.Uri ? entryOf(one) : one, undefined, (history, ids) =>
      ids[0] === undefined || ids.length > 1
        ? showInformation(vscode.l10n.t('Select one entry in the history first.'))
        : act(history, ids[0]),
    );
  }

  /** Runs `act` on the exchanges, or also runs, that a command was given, or else on those selected in the view. */
  async #withAll(
    one: EntryReference | undefined,
    all: readonly EntryReference[] | undefined,
    act: (history: OpenedHistory, ids: readonly number[]) => unknown,
    withRuns = false,
  ): Promise<void> {
    const history = await this.open();
    if (!history) return;
    const selection = this.view.selection.filter((node) => node.kind !== 'more');
    const entries = commandRows<EntryReference>({ selection }, one, all).rows.map(({ entry }) => entry);
    await act(
      history,
      entries.filter(({ plan }) => withRuns || plan === undefined).map(({ id }) => id),
    );
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

/** The entry that a document of the history shows. */
function entryOf(uri: vscode.Uri): EntryReference | undefined {
  const entry = readHistoryUri(uri);
  return entry && { entry };
}
