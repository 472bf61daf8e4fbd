import * as vscode from 'vscode';
import { problemOfRange, todayIn, type DateRange } from '../../kapture/dates/calendar.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { dayOfCustomer, type Customer } from '../../kapture/records/customer.ts';
import { customersOf } from '../../kapture/exchange/customersOf.ts';
import { writtenCustomerId } from '../../kapture/exchange/writtenCustomerId.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { customersView } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation } from '../shared/questions/messages.ts';
import { numberText, sizeText } from '../shared/texts/localTexts.ts';
import { sandboxName } from '../shared/ports.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { setContext } from '../shared/settings.ts';
import { tenantRedactor } from '../shared/tenantRedactor.ts';
import { ChangesOfRuns } from './pulls/changesOfRuns.ts';
import { CustomerStorage, storageMode } from './storage/customerStorage.ts';
import { CustomerPulls } from './pulls/customerPulls.ts';
import { CustomerActions } from './customerActions.ts';
import type { CustomersPorts } from './customersPorts.ts';
import { CustomersModel } from './customersModel.ts';
import type { CustomersSource } from './customersQuery.ts';
import type { CustomersNode } from './tree/customersNodes.ts';
import { CustomersTree } from './tree/customersTree.ts';
import { addResponseToPull } from './pulls/addResponseToPull.ts';
import { rangeOfRequest } from './ranges/rangeOfRequest.ts';
import { RecordDocuments } from './records/recordDocuments.ts';
import { recordLenses } from './records/recordLenses.ts';
import { storeResponseAsPull } from './pulls/storeResponseAsPull.ts';
import { SandboxResets } from './storage/sandboxResets.ts';
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
  readonly #log: Log;
  readonly storage: CustomerStorage;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  readonly actions: CustomerActions;
  readonly changes: ChangesOfRuns;
  readonly #resets: SandboxResets;
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
    this.#log = log;
    this.storage = new CustomerStorage(
      vscode.Uri.joinPath(context.globalStorageUri, 'kapture.db').fsPath,
      vscode.Uri.joinPath(context.extensionUri, 'dist', 'store-worker.cjs').fsPath,
      () => ({
        tenants: Object.fromEntries(targets.all.map(({ name, tenant }) => [name, tenant])),
        unusable: targets.unusable,
      }),
      log,
    );
    this.model = new CustomersModel(this.storage, context.globalState);
    this.tree = new CustomersTree(this.model);
    this.pulls = new CustomerPulls(this.model, this.storage, clients, targets, log);
    this.records = new RecordDocuments(this.model, sender, log);
    const { storage, model, tree, records, pulls } = this;
    this.actions = new CustomerActions({
      context,
      view,
      ports,
      log,
      storage,
      model,
      tree,
      records,
      pulls,
      put: (tenant, customer) => this.#put(tenant, customer),
    });
    this.changes = new ChangesOfRuns({
      model,
      records,
      targets,
      sender,
      log,
      redactorOf: (tenant) => this.#redactorOf(tenant),
      fetch: (source, id) => this.#fetchWritten(source, id),
    });
    this.#resets = new SandboxResets(context.globalStorageUri, {
      log,
      urlInUse: () => ports.sandbox.started,
      onReset: () => this.#followReset(),
    });
    this.#subscriptions = vscode.Disposable.from(
      this.#resets,
      pulls,
      model,
      tree,
      records,
      storage,
      model.onDidChange(() => this.#update()),
      tree.onDidChangeTreeData((node) => emitters.nodes.fire(node)),
      view.onDidExpandElement(({ element }) => element.kind === 'group' && tree.didExpand(element)),
      view.onDidCollapseElement(({ element }) => element.kind === 'group' && tree.didCollapse(element)),
      records.onDidChangeFile((changes) => emitters.files.fire(changes)),
      pulls.onDidEnd((pull) => {
        this.#update();
        void records.refreshOpen();
        if (pull) void ports.fields.learnPull(pull);
      }),
      targets.onDidChange(() => {
        void this.#followConnection();
        void this.#adoptPulls();
      }),
      // Another window may have pulled or deleted customers in the meantime.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && model.refreshSoon()),
    );
    void model.update({ source: this.#activeSource() });
  }

  lenses(uri: vscode.Uri): vscode.CodeLens[] {
    return recordLenses(uri, this.#ports.targets);
  }

  /** Shows the customers of a Pull or Get response in the view. */
  async showCustomers(exchange: Exchange): Promise<void> {
    const { tenant, connection, operation, requestBody, timeZone, response } = exchange;
    // The connection may have another name by now.
    const current = this.#ports.targets.connectionOf(tenant, connection);
    const name = current?.name ?? connection;
    const range = rangeOfRequest(operation, requestBody);
    // If dates are invalid, Kapture responds as if there were no customers in the range.
    const hasRange = range !== undefined && !problemOfRange(range);
    if (!hasRange && !response.reading.records.length) {
      void showInformation(vscode.l10n.t('There are no customers in this response.'));
      return;
    }
    const shownPull = range ? undefined : await this.model.findPull(tenant);
    try {
      const [store, redact] = await Promise.all([this.storage.open(), this.#redactorOf(tenant)]);
      if (shownPull) {
        await withProgress(
          vscode.l10n.t('{0}: {1}', connection, vscode.l10n.t('Show in Customers View')),
          (cancel, report) =>
            addResponseToPull(store, shownPull, response, redact, cancel, (count) =>
              report(
                vscode.l10n.t('{0} of {1} customers', numberText(count), numberText(response.reading.records.length)),
              ),
            ),
        );
        await this.model.update({ source: { tenant, connection: name } });
      } else {
        const pull = await storeResponseAsPull(
          store,
          exchange,
          range ?? rangeOfCustomers(customersOf(exchange), timeZone),
          redact,
          current?.recordLimit,
        );
        await this.model.showResponse(pull, name);
      }
    } catch (error) {
      void showError(this.#log, this.storage.explain(error));
    }
    await vscode.commands.executeCommand(`${customersView}.focus`);
  }

  /**
   * Fetches a written customer again so that the view and an open record show the server's state. Never asks the user.
   */
  async refreshAfterWrite(exchange: Exchange): Promise<void> {
    const { tenant, connection } = exchange;
    const id = writtenCustomerId(exchange);
    if (!id || !((await this.model.findPull(tenant)) || this.records.isOpen({ tenant, id }))) return;
    await this.#fetchWritten({ tenant, connection }, id);
  }

  async #fetchWritten(
    { tenant, connection }: { readonly tenant: string; readonly connection: string },
    id: string,
  ): Promise<void> {
    const exchange = await this.#ports.sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      tenant,
      connection,
      ask: false,
      purpose: 'internal',
      // The write succeeded and the user saw its response. The view still shows the previous record.
      onProblem: (sentence) => this.#log.error(`The customer ${id} could not be refreshed. ${sentence}`),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) await this.showRecord(tenant, customer);
  }

  /** Shows a fetched record in the view and in its open editor. */
  async showRecord(tenant: string, customer: Customer): Promise<void> {
    this.records.put(tenant, customer);
    await this.#put(tenant, customer);
  }

  /** Stores a fetched record, without the auth key. */
  async #put(tenant: string, customer: Customer): Promise<void> {
    const redact = await this.#redactorOf(tenant);
    await this.model.put(tenant, [{ ...customer, text: redact(customer.text) }]);
  }

  /** Also redacts passwords alone that are words, unlike what is shown, because this is stored on disk. */
  #redactorOf(tenant: string): Promise<Redact> {
    return tenantRedactor(this.#ports.targets, tenant, ['get', 'pull'], 'words');
  }

  #activeSource(): CustomersSource | undefined {
    const { all, activeName } = this.#ports.targets;
    const active = all.find(({ name }) => name === activeName);
    if (active) return { tenant: active.tenant, connection: active.name };
    return activeName === undefined ? undefined : { tenant: undefined, connection: activeName };
  }

  /** Shows the customers of the active connection's tenant after a switch, a rename or a new base URL. */
  async #followConnection(): Promise<void> {
    const { tenant, connection } = this.model;
    const source = this.#activeSource();
    if (source?.tenant !== tenant) await this.model.update({ source, only: undefined });
    else if (source?.connection !== connection) await this.model.update({ source });
    else this.#describe();
  }

  /** Shows what an older version pulled once its connection is valid. */
  async #adoptPulls(): Promise<void> {
    try {
      if (await this.storage.adoptPulls()) await this.model.refresh();
    } catch (error) {
      this.storage.explain(error);
    }
  }

  /**
   * Switches to the store that the settings now specify. Running pulls belong to the previous store and are stopped.
   */
  async switchStore(): Promise<void> {
    const ended =
      this.pulls.isPulling &&
      vscode.l10n.t(
        'The pull was stopped because pulled customers are now stored elsewhere (setting kapture.customers.mode). Pull the range again.',
      );
    await this.pulls.stop();
    await this.storage.close();
    await this.model.forget();
    // One notification is enough when several windows are open.
    const leftover = vscode.window.state.focused ? await this.#leftoverSentence() : undefined;
    const sentence = [ended, leftover].filter(Boolean).join(' ');
    const now = Date.now();
    if (sentence)
      void showInformation(
        sentence,
        this.#log,
        ...(leftover === undefined ? [] : [{ title: vscode.l10n.t('Clear'), run: () => this.#clearKept(now) }]),
      );
  }

  /**
   * Deletes what was pulled from the sandbox, which was reset at this URL, also in other windows that use it and have
   * opened this part. Returns whether there was anything that was deleted.
   */
  async discardSandbox(url: string): Promise<boolean> {
    await this.#resets.announce(url);
    return this.#discardSandbox();
  }

  async #followReset(): Promise<void> {
    if (await this.#discardSandbox())
      void showInformation(
        vscode.l10n.t(
          'The sandbox was reset in another window. To see its customers in the Customers view, pull them again.',
        ),
      );
  }

  async #discardSandbox(): Promise<boolean> {
    const tenant = this.#ports.targets.all.find(({ name }) => name === sandboxName)?.tenant;
    if (tenant === undefined) return false;
    let isDeleted = (await this.model.findPull(tenant)) !== undefined;
    await this.pulls.stop(tenant);
    try {
      await this.storage.clear(tenant);
    } catch (error) {
      isDeleted = false;
      void showError(this.#log, this.storage.explain(error));
    }
    this.tree.resetPages();
    this.records.clearFetched();
    await this.model.forget(tenant);
    return isDeleted;
  }

  /** Deletes what a notification mentioned, but not what was pulled after it was shown. */
  async #clearKept(before: number): Promise<void> {
    await this.storage.clearKept(before);
    this.tree.resetPages();
    this.records.clearFetched();
    await this.model.refresh();
  }

  /** A sentence about what the previous mode left on this machine; undefined if that is nothing. */
  async #leftoverSentence(): Promise<string | undefined> {
    try {
      const bytes = await this.storage.leftoverBytes();
      return bytes
        ? vscode.l10n.t(
            'Customers pulled earlier ({0}) stay on this machine until they expire (setting kapture.customers.keepDays).',
            sizeText(bytes),
          )
        : undefined;
    } catch (error) {
      this.#log.error('The size of the stored customers could not be read.', error);
      return undefined;
    }
  }

  #update(): void {
    const { shown, isFiltered } = this.model;
    setContext('kapture.hasPulled', shown !== undefined);
    setContext('kapture.isFiltered', isFiltered);
    setContext('kapture.hasNoMatch', shown !== undefined && isFiltered && !shown.matching);
    setContext('kapture.hasOtherPull', shown?.other !== undefined);
    setContext('kapture.hasMissing', shown !== undefined && shown.missing.length > 0 && !shown.isPulledElsewhere);
    // VS Code applies the first change at once and delays further ones by 200 ms, so rows go before messages.
    this.tree.refresh();
    this.#describe();
  }

  #describe(): void {
    const { description, message } = viewTexts(this.model, {
      storageFailure: this.storage.failure,
      isPulling: this.pulls.isPulling,
      activeConnection: this.#ports.targets.activeName,
    });
    this.#view.description = description;
    if (this.#view.message !== message) this.#view.message = message;
  }

  async close(): Promise<void> {
    // In a stored database, an interrupted pull would look as if it were still running.
    if (storageMode() === 'kept') await this.pulls.stop();
    this.#subscriptions.dispose();
    await this.storage.close();
  }
}

function rangeOfCustomers(customers: readonly Customer[], timeZone: string): DateRange {
  const days = customers.map((customer) => dayOfCustomer(customer) ?? todayIn(timeZone)).sort();
  return { start: days[0] ?? todayIn(timeZone), end: days.at(-1) ?? todayIn(timeZone) };
}
