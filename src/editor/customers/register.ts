import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Customer } from '../../kapture/records/customer.ts';
import { lateHandlers, registerCommands } from '../shared/commands.ts';
import { customersView, recordScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { onSetting } from '../shared/settings.ts';
import { customerCommands, type CustomerCommand } from './customerCommands.ts';
import type { CustomersPorts } from './customersPorts.ts';
import type { CustomersNode } from './customersTree.ts';
import type { CustomersView } from './customersView.ts';

/** The customers view. All but this is loaded, with the store, when the view is first used. */
export class Customers implements vscode.Disposable {
  readonly tree: vscode.TreeDataProvider<CustomersNode>;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly #context: vscode.ExtensionContext;
  readonly #ports: CustomersPorts;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<CustomersNode | undefined>();
  readonly #files = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscriptions: vscode.Disposable;
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
    const refuse = (): never => {
      throw vscode.FileSystemError.NoPermissions();
    };
    this.#subscriptions = vscode.Disposable.from(
      this.view,
      this.#changed,
      this.#files,
      vscode.workspace.registerFileSystemProvider(
        recordScheme,
        {
          onDidChangeFile: this.#files.event,
          watch: () => new vscode.Disposable(() => undefined),
          stat: async (uri) => (await this.open()).records.stat(uri),
          readFile: async (uri) => (await this.open()).records.readFile(uri),
          readDirectory: () => [],
          // VS Code never asks for these of a file system that is read-only.
          writeFile: refuse,
          createDirectory: refuse,
          delete: refuse,
          rename: refuse,
        },
        { isReadonly: readOnlyReason(), isCaseSensitive: true },
      ),
      vscode.languages.registerCodeLensProvider(
        { scheme: recordScheme },
        { provideCodeLenses: async ({ uri }) => (await this.open()).lenses(uri) },
      ),
      onSetting('customers.mode', () => void this.#move()),
      ports.sender.onDidExchange(({ exchange, purpose }) =>
        purpose === 'request' && operations[exchange.operation].writes ? this.#refreshAfterWrite(exchange) : undefined,
      ),
      registerCommands(log, {
        'kapture.showInCustomers': async (uri = vscode.window.activeTextEditor?.document.uri) => {
          const exchange = uri && ports.responses.exchangeOf(uri);
          if (exchange) await (await this.open()).showCustomers(exchange);
        },
      }),
      registerCommands(
        log,
        lateHandlers<CustomerCommand>(customerCommands, async () => (await this.open()).actions.handlers),
      ),
    );
  }

  /** The part that is loaded on first use. */
  async open(): Promise<CustomersView> {
    this.#opened ??= this.#load();
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** Ends what was loaded, as a reload of the window does; the next use opens it anew. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened)?.close();
  }

  /** After a write: gets the customer anew, so that view and open record show what the server has now. Asks the user nothing. */
  async #refreshAfterWrite(exchange: Exchange): Promise<void> {
    if (exchange.response.reading.outcome === 'success') await (await this.open()).refreshAfterWrite(exchange);
  }

  /** Takes a record that was just got: view and open record show it. */
  async take(tenant: string, customer: Customer): Promise<void> {
    await (await this.open()).take(tenant, customer);
  }

  /** The customer that is selected in the view, for keys; undefined where none is, or several are. */
  get selected(): RecordReference | undefined {
    const [node, other] = this.view.selection;
    if (other) return undefined;
    return node?.kind === 'customer' ? node : node?.kind === 'contact' ? node.parent : undefined;
  }

  /** Has the customers kept where the settings want them from now on. Also where nobody has come in yet: somebody is to be told what stays where it was. */
  async #move(): Promise<void> {
    if (this.#opened || vscode.window.state.focused) await (await this.open()).move();
  }

  async #load(): Promise<CustomersView> {
    const { CustomersView } = await import('./index.ts');
    return new CustomersView(
      this.#context,
      this.view,
      { nodes: this.#changed, files: this.#files },
      this.#ports,
      this.#log,
    );
  }

  dispose(): void {
    void this.#opened?.then((view) => view.close());
    this.#subscriptions.dispose();
  }
}

/** Shown to whoever types into a record. The link is the only command that it may run. */
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
