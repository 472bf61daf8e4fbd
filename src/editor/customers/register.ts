import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Customer } from '../../kapture/records/customer.ts';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { readOnlyFiles } from '../shared/documents/readOnlyFiles.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { customersView, recordScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { runReported, showResponseNotInMemory } from '../shared/dialogs/messages.ts';
import { onSetting } from '../shared/settings.ts';
import { type CustomerCommand, customerCommands } from './customerCommands.ts';
import type { CustomersPorts } from './customersServices.ts';
import type { CustomersView } from './customersView.ts';
import { type CustomersNode, selectedCustomer } from './tree/customersNodes.ts';

/** Registers the Customers view. The rest, including the store, is loaded on first use. */
export class Customers implements vscode.Disposable {
  readonly tree: vscode.TreeDataProvider<CustomersNode>;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly #context: vscode.ExtensionContext;
  readonly #ports: CustomersPorts;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<CustomersNode | undefined>();
  readonly #files = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscriptions: vscode.Disposable;
  /** Set while the view is still loading, so that closing waits for it. */
  #opened: Promise<CustomersView> | undefined;

  constructor(context: vscode.ExtensionContext, log: Log, ports: CustomersPorts) {
    this.#context = context;
    this.#ports = ports;
    this.#log = log;
    this.tree = {
      onDidChangeTreeData: this.#changed.event,
      getChildren: async (node) => (await this.open()).tree.getChildren(node),
      getTreeItem: async (node) => (await this.open()).tree.getTreeItem(node),
      getParent: async (node) => (await this.open()).tree.getParent(node),
      resolveTreeItem: async (item, node) => (await this.open()).tree.resolveTreeItem(item, node),
    };
    this.view = vscode.window.createTreeView(customersView, { treeDataProvider: this.tree, canSelectMany: true });
    this.#subscriptions = vscode.Disposable.from(
      this.view,
      this.#changed,
      this.#files,
      vscode.workspace.registerFileSystemProvider(
        recordScheme,
        readOnlyFiles(async () => (await this.open()).records, this.#files.event),
        { isReadonly: readOnlyReason(), isCaseSensitive: true },
      ),
      vscode.languages.registerCodeLensProvider(
        { scheme: recordScheme },
        { provideCodeLenses: async ({ uri }) => (await this.open()).lenses(uri) },
      ),
      vscode.window.registerUriHandler({ handleUri: (uri) => this.openLink(uri) }),
      onSetting(
        'customers.mode',
        () => void runReported(log, 'customers.mode', async () => (await this.#opened)?.switchStore()),
      ),
      ports.sender.onDidExchange(({ exchange, purpose }) => {
        // The refresh is not awaited, because the write has ended and the refresh is a separate request.
        if (purpose !== 'edit' && operations[exchange.operation].writes) void this.#refreshAfterWrite(exchange);
      }),
      registerCommands(log, {
        'kapture.showInCustomers': async (uri = vscode.window.activeTextEditor?.document.uri) => {
          const exchange = uri && ports.responses.exchangeOf(uri);
          if (exchange) await (await this.open()).showCustomers(exchange);
          else showResponseNotInMemory();
        },
      }),
      registerCommands(
        log,
        lazyHandlers<CustomerCommand>(customerCommands, async () => (await this.open()).actions.handlers),
      ),
    );
  }

  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** The part that is loaded on first use. */
  open(): Promise<CustomersView> {
    return (this.#opened ??= this.#load());
  }

  /** Opens what a link names, after a confirmation. */
  async openLink(uri: vscode.Uri): Promise<void> {
    const open = async (): Promise<void> => (await import('./links.ts')).openLinkedObject(uri, this.#ports.targets);
    await runReported(this.#log, 'link', open);
  }

  /** Closes the loaded part; the next use opens it again. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened)?.close();
  }

  async #refreshAfterWrite(exchange: Exchange): Promise<void> {
    if (exchange.response.reading.outcome !== 'success') return;
    try {
      await (await this.open()).fetched.refreshAfterWrite(exchange);
    } catch (error) {
      // The write succeeded and the user saw its response, so a failure is only logged. The view still shows the
      // previous record.
      this.#log.error('The written customer could not be refreshed.', error);
    }
  }

  /** Fetches written customers for the view, one after another. Never rejects. */
  async showWritten(writes: readonly Exchange[]): Promise<void> {
    for (const exchange of writes) await this.#refreshAfterWrite(exchange);
  }

  async showRecord(tenant: string, customer: Customer): Promise<void> {
    await (await this.open()).fetched.show(tenant, customer);
  }

  /** The selected customer, for keybindings; undefined unless exactly one is selected. */
  get selected(): RecordReference | undefined {
    return selectedCustomer(this.view);
  }

  async #load(): Promise<CustomersView> {
    try {
      const { CustomersView } = await import('./index.ts');
      return new CustomersView(
        this.#context,
        this.view,
        { nodes: this.#changed, files: this.#files },
        this.#ports,
        this.#log,
      );
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  dispose(): void {
    // A view that could not be loaded has nothing to close.
    void this.#opened?.then(
      (view) => view.close(),
      () => undefined,
    );
    this.#subscriptions.dispose();
  }
}

/** The text that VS Code shows when the user types into a record. Its link may run only that one command. */
function readOnlyReason(): vscode.MarkdownString {
  const reason = new vscode.MarkdownString(
    vscode.l10n.t(
      'This is the record as the server sent it. To change it, [edit the customer]({0}).',
      'command:kapture.editCustomer',
    ),
  );
  reason.isTrusted = { enabledCommands: ['kapture.editCustomer'] };
  return reason;
}
