import * as vscode from 'vscode';
import { todayIn, type DateRange } from '../../kapture/dates/calendar.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { dayOfCustomer, type Customer } from '../../kapture/records/customer.ts';
import { customersOf } from '../../kapture/records/customersOf.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import { customersView } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation } from '../shared/questions/messages.ts';
import { numberText, sizeText } from '../shared/texts/localTexts.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { setContext } from '../shared/settings.ts';
import { CustomerKeeper, mode } from './customerKeeper.ts';
import { CustomerPulls } from './customerPulls.ts';
import { CustomerActions } from './customerActions.ts';
import type { CustomersPorts } from './customersPorts.ts';
import { CustomersModel } from './customersModel.ts';
import type { CustomersSource } from './customersQuestion.ts';
import { CustomersTree, type CustomersNode } from './customersTree.ts';
import { putResponse } from './putResponse.ts';
import { rangeOfRequest } from './rangeOfRequest.ts';
import { RecordDocuments } from './recordDocuments.ts';
import { recordLenses } from './recordLenses.ts';
import { storeResponse } from './storeResponse.ts';
import { viewDescription, viewMessage } from './viewTexts.ts';

/** What the view and the record editors listen to. */
interface Emitters {
  readonly nodes: vscode.EventEmitter<CustomersNode | undefined>;
  readonly files: vscode.EventEmitter<vscode.FileChangeEvent[]>;
}

/** The customers view: what of the store it shows, and what keeps that up to date. */
export class CustomersView {
  readonly #view: vscode.TreeView<CustomersNode>;
  readonly #ports: CustomersPorts;
  readonly #log: Log;
  readonly keeper: CustomerKeeper;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  readonly actions: CustomerActions;
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
    this.keeper = new CustomerKeeper(
      vscode.Uri.joinPath(context.globalStorageUri, 'kapture.db').fsPath,
      vscode.Uri.joinPath(context.extensionUri, 'dist', 'store-worker.cjs').fsPath,
      () => ({
        tenants: Object.fromEntries(targets.all.map(({ name, tenant }) => [name, tenant])),
        unusable: targets.unusable,
      }),
      log,
    );
    this.model = new CustomersModel(this.keeper, context.globalState);
    this.tree = new CustomersTree(this.model);
    this.pulls = new CustomerPulls(this.model, this.keeper, clients, targets, log);
    this.records = new RecordDocuments(this.model, sender, log);
    const { keeper, model, tree, records, pulls } = this;
    this.actions = new CustomerActions({
      context,
      view,
      ports,
      log,
      keeper,
      model,
      tree,
      records,
      pulls,
      put: (tenant, customer) => this.#put(tenant, customer),
    });
    this.#subscriptions = vscode.Disposable.from(
      pulls,
      model,
      tree,
      records,
      keeper,
      model.onDidChange(() => this.#update()),
      tree.onDidChangeTreeData((node) => emitters.nodes.fire(node)),
      view.onDidExpandElement(({ element }) => element.kind === 'group' && tree.expanded(element)),
      view.onDidCollapseElement(({ element }) => element.kind === 'group' && tree.collapsed(element)),
      records.onDidChangeFile((changes) => emitters.files.fire(changes)),
      pulls.onDidEnd(() => {
        this.#update();
        void records.refreshOpen();
      }),
      targets.onDidChange(() => {
        void this.#follow();
        void this.#adopt();
      }),
      // Another window may have cleared or pulled meanwhile: that is looked at when this one is looked at.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && model.refreshSoon()),
    );
    void model.ask({ source: this.#activeSource() });
  }

  lenses(uri: vscode.Uri): vscode.CodeLens[] {
    return recordLenses(uri, this.#ports.targets);
  }

  /** Shows the customers of a Pull or Get response in the view. */
  async showCustomers(exchange: Exchange): Promise<void> {
    const { tenant, connection, operation, requestBody, timeZone, response } = exchange;
    // The connection may have another name by now.
    const name = this.#ports.targets.connectionOf(tenant, connection)?.name ?? connection;
    const range = rangeOfRequest(operation, requestBody);
    const before = range ? undefined : await this.model.pullOf(tenant);
    try {
      const [store, redact] = await Promise.all([this.keeper.open(), this.#redactorOf(tenant)]);
      if (before) {
        await withProgress(
          vscode.l10n.t('{0}: {1}', connection, vscode.l10n.t('Show in Customers')),
          (cancel, report) =>
            putResponse(store, before, response, redact, cancel, (count) =>
              report(
                vscode.l10n.t('{0} of {1} customers', numberText(count), numberText(response.reading.records.length)),
              ),
            ),
        );
        await this.model.ask({ source: { tenant, connection: name } });
      } else {
        await this.model.begin(
          await storeResponse(store, exchange, range ?? daysOf(customersOf(exchange), timeZone), redact),
          name,
          false,
        );
      }
    } catch (error) {
      void showError(this.#log, this.keeper.explain(error));
    }
    await vscode.commands.executeCommand(`${customersView}.focus`);
  }

  /** After a write: gets the customer anew, so that view and open record show what the server has now. Asks the user nothing. */
  async refreshAfterWrite({ tenant, connection, response }: Exchange): Promise<void> {
    const id = response.reading.customerId;
    if (!id || !((await this.model.pullOf(tenant)) || this.records.isOpen({ tenant, id }))) return;
    const target = await this.#ports.targets.resolveNamed(connection, 'get', { ask: false });
    // The connection may lead elsewhere by now.
    if (target?.connection.tenant !== tenant) return;
    try {
      const client = await this.#ports.clients.get();
      const exchange = await client.send('get', JSON.stringify([{ kapture_customer_id: id }]), target, {
        retry: false,
      });
      const customer = customersOf(exchange).find((candidate) => candidate.id === id);
      if (customer) await this.take(tenant, customer);
    } catch (error) {
      // The write itself went well, and the user saw its response; the view shows what it had.
      this.#log.error(`The customer ${id} could not be refreshed.`, error);
    }
  }

  /** Takes a record that was just got: view and open record show it. */
  async take(tenant: string, customer: Customer): Promise<void> {
    this.records.put(tenant, customer);
    await this.#put(tenant, customer);
  }

  /** Has the store keep a record that was got, without the key. */
  async #put(tenant: string, customer: Customer): Promise<void> {
    const redact = await this.#redactorOf(tenant);
    await this.model.put(tenant, { ...customer, text: redact(customer.text) });
  }

  /** What the store keeps is redacted further than what is shown. */
  async #redactorOf(tenant: string): Promise<Redact> {
    const { targets } = this.#ports;
    const names = targets.all.filter((connection) => connection.tenant === tenant).map(({ name }) => name);
    const found = await Promise.all(
      names.flatMap((name) =>
        (['get', 'pull'] as const).map((operation) => targets.resolveNamed(name, operation, { ask: false })),
      ),
    );
    return redactor(found.flatMap((target) => target?.key ?? []));
  }

  #activeSource(): CustomersSource | undefined {
    const { all, activeName } = this.#ports.targets;
    const active = all.find(({ name }) => name === activeName);
    if (active) return { tenant: active.tenant, connection: active.name };
    return activeName === undefined ? undefined : { tenant: undefined, connection: activeName };
  }

  /** Follows a switch of the connection, a new name, and a new address: the tenant's customers, or none yet. */
  async #follow(): Promise<void> {
    const { tenant, connection } = this.model;
    const source = this.#activeSource();
    if (source?.tenant !== tenant) await this.model.ask({ source, only: undefined });
    else if (source?.connection !== connection) await this.model.ask({ source });
  }

  /** What an older version pulled is shown once its connection is mended. */
  async #adopt(): Promise<void> {
    try {
      if (await this.keeper.adopt()) await this.model.refresh();
    } catch (error) {
      this.keeper.explain(error);
    }
  }

  /** Goes on with another store, where the settings want it from now on. What is on its way belongs to the one before. */
  async move(): Promise<void> {
    const ended =
      this.pulls.isPulling &&
      vscode.l10n.t(
        'The pull was stopped because pulled customers are now stored elsewhere (setting kapture.customers.mode).',
      );
    await this.pulls.stop();
    await this.keeper.close();
    await this.model.forget();
    // Other windows need not say it too.
    const left = vscode.window.state.focused ? await this.#leftSentence() : undefined;
    const sentence = [ended, left].filter(Boolean).join(' ');
    const now = Date.now();
    if (sentence)
      void showInformation(
        sentence,
        ...(left === undefined ? [] : [{ title: vscode.l10n.t('Clear'), run: () => this.#clearKept(now) }]),
      );
  }

  /** What a notice said is kept. It may be read late: what was pulled since stays. */
  async #clearKept(before: number): Promise<void> {
    await this.keeper.clearKept(before);
    this.tree.forgetPages();
    this.records.forgetFetched();
    await this.model.refresh();
  }

  /** What the mode before left on this machine; undefined where that is nothing. */
  async #leftSentence(): Promise<string | undefined> {
    try {
      const bytes = await this.keeper.leftBytes();
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
    setContext('kapture.hasOtherPull', shown?.other !== undefined);
    setContext('kapture.hasMissing', shown !== undefined && shown.missing.length > 0 && !shown.isPulledElsewhere);
    // VS Code passes on the first of these at once and holds back the others for 200 ms: rows come before messages.
    this.tree.refresh();
    this.#view.description = viewDescription(this.model);
    const message = viewMessage(this.model, this.keeper.failure, this.pulls.isPulling);
    if (this.#view.message !== message) this.#view.message = message;
  }

  async close(): Promise<void> {
    // In a store that stays, a pull that was cut off would look as if it still ran.
    if (mode() === 'kept') await this.pulls.stop();
    this.#subscriptions.dispose();
    await this.keeper.close();
  }
}

function daysOf(customers: readonly Customer[], timeZone: string): DateRange {
  const days = customers.map((customer) => dayOfCustomer(customer) ?? todayIn(timeZone)).sort();
  return { start: days[0] ?? todayIn(timeZone), end: days.at(-1) ?? todayIn(timeZone) };
}
