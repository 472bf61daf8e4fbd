import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { sandboxName } from '../../kapture/connection/connection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/dialogs/messages.ts';
import { onSetting, setContext } from '../shared/settings.ts';
import { shownModules } from '../shared/shownModules.ts';
import type { StoredData } from '../shared/storedData.ts';
import { moduleTitle } from '../shared/texts/catalogueTexts.ts';
import { CustomerActions } from './customerActions.ts';
import { CustomersModel, type CustomersSource } from './customersModel.ts';
import type { CustomersPorts, CustomersServices } from './customersServices.ts';
import { CustomerPulls } from './pulls/customerPulls.ts';
import { showResponse } from './pulls/showResponse.ts';
import { FetchedRecords } from './records/fetchedRecords.ts';
import { recordLenses } from './records/openInKapture.ts';
import { RecordDocuments } from './records/recordDocuments.ts';
import { CustomerStorage, storageMode } from './storage/customerStorage.ts';
import { storedCustomers } from './storage/customersData.ts';
import type { CustomersNode } from './tree/customersNodes.ts';
import { CustomersTree } from './tree/customersTree.ts';
import { RelatedRecords } from './tree/relatedRecords.ts';
import { viewTexts } from './tree/viewTexts.ts';

/** Emitters created at activation, before this part is loaded. */
interface Emitters {
  readonly nodes: vscode.EventEmitter<CustomersNode | undefined>;
  readonly files: vscode.EventEmitter<vscode.FileChangeEvent[]>;
}

/** The Customers view with its store: creates its parts and keeps them up to date. */
export class CustomersView {
  readonly #view: vscode.TreeView<CustomersNode>;
  readonly #ports: CustomersPorts;
  readonly #services: CustomersServices;
  readonly storage: CustomerStorage;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly #related: RelatedRecords;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  readonly actions: CustomerActions;
  readonly fetched: FetchedRecords;
  readonly #subscriptions: vscode.Disposable;

  constructor(
    context: vscode.ExtensionContext,
    view: vscode.TreeView<CustomersNode>,
    emitters: Emitters,
    ports: CustomersPorts,
    log: Log,
  ) {
    const { targets, sender, clients } = ports;
    this.#view = view;
    this.#ports = ports;
    this.storage = new CustomerStorage(
      vscode.Uri.joinPath(context.globalStorageUri, 'kapture.db').fsPath,
      vscode.Uri.joinPath(context.extensionUri, 'dist', 'store-worker.mjs').fsPath,
      log,
    );
    this.model = new CustomersModel(this.storage, context.globalState);
    this.#related = new RelatedRecords({ model: this.model, sender, targets });
    this.tree = new CustomersTree(this.model, this.#related);
    this.pulls = new CustomerPulls(this.model, this.storage, clients, targets, log);
    this.records = new RecordDocuments(this.model, sender, log);
    const { storage, model, tree, records, pulls } = this;
    this.fetched = new FetchedRecords({ model, records, targets, sender, log });
    const { fetched } = this;
    this.#services = { context, view, ports, log, storage, model, tree, records, fetched, pulls };
    this.actions = new CustomerActions(this.#services);
    this.#subscriptions = vscode.Disposable.from(
      pulls,
      model,
      tree,
      records,
      storage,
      model.onDidChange(() => this.#update()),
      tree.onDidChangeTreeData((node) => emitters.nodes.fire(node)),
      view.onDidExpandElement(({ element }) => element.kind === 'group' && tree.didExpand(element)),
      view.onDidCollapseElement(({ element }) => {
        if (element.kind === 'group' || element.kind === 'related') tree.didCollapse(element);
      }),
      onSetting('modules', () => this.#update()),
      sender.onDidExchange(({ exchange: { operation } }) => {
        if (!operations[operation].writes || operations[operation].module === 'customer') return;
        this.#related.clear();
        tree.refresh();
      }),
      records.onDidChangeFile((changes) => emitters.files.fire(changes)),
      pulls.onDidEnd((pull) => {
        this.#update();
        void records.refreshOpen();
        if (pull) void ports.fields.learnPull(pull);
      }),
      targets.onDidChange(() => void this.#followConnection()),
      // Another window may have pulled or deleted customers in the meantime.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && model.refreshSoon()),
    );
    void model.update({ source: this.#activeSource() });
  }

  lenses(uri: vscode.Uri): vscode.CodeLens[] {
    return recordLenses(uri, this.#ports.targets);
  }

  /** Shows the customers of a Pull or Get response in the view. */
  showCustomers(exchange: Exchange): Promise<void> {
    return showResponse(exchange, this.#services);
  }

  #activeSource(): CustomersSource | undefined {
    const { all, activeName } = this.#ports.targets;
    const active = all.find(({ name }) => name === activeName);
    if (active) return { tenant: active.tenant, connection: active.name };
    return activeName === undefined ? undefined : { tenant: undefined, connection: activeName };
  }

  /** Shows the records of the active connection's tenant after a switch, a rename or a new base URL. */
  async #followConnection(): Promise<void> {
    const { tenant, connection } = this.model;
    const source = this.#activeSource();
    if (source?.tenant !== tenant) await this.model.update({ source, only: undefined });
    else if (source?.connection !== connection) await this.model.update({ source });
    else this.#describe();
  }

  get storedData(): StoredData {
    return storedCustomers(this.#services);
  }

  /** Uses the store that the settings now specify. Running pulls belong to the previous one and are stopped. */
  async switchStore(): Promise<void> {
    const { isPulling } = this.pulls;
    await this.pulls.stop();
    await this.storage.close();
    await this.model.refresh();
    if (isPulling)
      void showInformation(
        vscode.l10n.t('The pull stopped because kapture.customers.mode changed. Pull the range again.'),
      );
  }

  /** Deletes what was pulled from the sandbox, which was reset. Returns whether there was anything. */
  async discardSandbox(): Promise<boolean> {
    const tenant = this.#ports.targets.all.find(({ name }) => name === sandboxName)!.tenant;
    const isStored = (await this.storage.kept(tenant)).records > 0;
    await this.storedData.delete(tenant);
    return isStored;
  }

  #update(): void {
    const { shown, isFiltered, module } = this.model;
    setContext('kapture.hasPulled', shown !== undefined);
    setContext('kapture.showsTickets', module === 'ticket');
    setContext('kapture.hasTickets', shownModules().includes('ticket'));
    setContext('kapture.isFiltered', isFiltered);
    setContext('kapture.hasNoMatch', shown !== undefined && isFiltered && !shown.matching);
    setContext('kapture.hasMissing', shown !== undefined && shown.missing.length > 0);
    // VS Code applies the first change at once and delays further ones by 200 ms, so rows go before messages.
    this.tree.refresh();
    this.#describe();
  }

  #describe(): void {
    const { description, message } = viewTexts(this.model, {
      storageFailure: this.storage.failure,
      isPulling: this.pulls.isPulling,
    });
    this.#view.title = moduleTitle(this.model.module);
    this.#view.description = description;
    if (this.#view.message !== message) this.#view.message = message;
  }

  async close(): Promise<void> {
    // If an interrupted pull stayed in a stored database, it would look as if it were still running.
    if (storageMode() === 'kept') await this.pulls.stop();
    this.#subscriptions.dispose();
    await this.storage.close();
  }
}
