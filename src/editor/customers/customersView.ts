import * as vscode from 'vscode';
import { todayIn, type DateRange } from '../../kapture/calendar.ts';
import type { Exchange, Target } from '../../kapture/client.ts';
import { dayOfCustomer, type Customer } from '../../kapture/customer.ts';
import { customersOf } from '../../kapture/customersOf.ts';
import { firstWindows, type Window } from '../../kapture/pull/windows.ts';
import { redactor, type Redact } from '../../kapture/redact.ts';
import { customersView } from '../ids.ts';
import type { Log } from '../log.ts';
import { showError, showInformation } from '../messages.ts';
import { oneLabel } from '../plainText.ts';
import { recordUri, type RecordReference } from '../recordUri.ts';
import { onSetting, setContext } from '../settings.ts';
import { confirmClear } from './confirmClear.ts';
import { CustomerKeeper, mode } from './customerKeeper.ts';
import { CustomerPulls } from './customerPulls.ts';
import type { customerCommands, CustomersPorts } from './customers.ts';
import { CustomersModel } from './customersModel.ts';
import { CustomersTree, type ContactNode, type CustomerNode, type CustomersNode, type MoreNode } from './customersTree.ts';
import type { FailureGroup } from './failureGroups.ts';
import { exportFromView } from './exportCustomers.ts';
import { filterAsTyped } from './filterInput.ts';
import { pickGrouping, pickSorting } from './orderPicker.ts';
import { choiceTitle, pickRange, rangeOfChoice, type RangeChoice } from './rangePicker.ts';
import { RecordDocuments } from './recordDocuments.ts';
import { recordLenses } from './recordLenses.ts';
import { storeReply } from './storeReply.ts';
import { viewDescription, viewMessage } from './viewTexts.ts';

type CustomerCommand = (typeof customerCommands)[number];

/** What the view and the record editors listen to. */
interface Emitters {
  readonly nodes: vscode.EventEmitter<CustomersNode | undefined>;
  readonly files: vscode.EventEmitter<vscode.FileChangeEvent[]>;
}

/** The customers view: pulls ranges, shows what came, opens and copies from it. */
export class CustomersView {
  readonly #context: vscode.ExtensionContext;
  readonly #view: vscode.TreeView<CustomersNode>;
  readonly #ports: CustomersPorts;
  readonly #log: Log;
  readonly keeper: CustomerKeeper;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  readonly #subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, view: vscode.TreeView<CustomersNode>, emitters: Emitters, ports: CustomersPorts, log: Log) {
    const { targets, sender, clients } = ports;
    this.#context = context;
    this.#view = view;
    this.#ports = ports;
    this.#log = log;
    this.keeper = new CustomerKeeper(vscode.Uri.joinPath(context.globalStorageUri, 'kapture.db').fsPath, vscode.Uri.joinPath(context.extensionUri, 'dist', 'store-worker.cjs').fsPath, log);
    this.model = new CustomersModel(this.keeper, context.globalState);
    this.tree = new CustomersTree(this.model);
    this.pulls = new CustomerPulls(this.model, this.keeper, clients, log);
    this.records = new RecordDocuments(this.model, sender, log);
    this.#subscriptions = vscode.Disposable.from(
      this.pulls, this.model, this.tree, this.records, this.keeper,
      this.model.onDidChange(() => this.#update()),
      this.tree.onDidChangeTreeData((node) => emitters.nodes.fire(node)),
      view.onDidCollapseElement(({ element }) => element.kind === 'group' && this.tree.forget(element)),
      this.records.onDidChangeFile((changes) => emitters.files.fire(changes)),
      onSetting('customers.mode', () => void this.#move()),
      this.pulls.onDidEnd(() => {
        this.#update();
        void this.records.refreshOpen();
      }),
      targets.onDidChange(() => void this.#follow()),
      // Another window may have cleared or pulled meanwhile: that is looked at when this one is looked at.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.model.refreshSoon()),
    );
    void this.model.ask({ connection: targets.activeName });
  }

  /** Runs a command; it comes with what it was chosen on, or by key with nothing. */
  async run(command: CustomerCommand, [given]: readonly unknown[]): Promise<void> {
    const node = (given ?? this.#view.selection[0]) as CustomersNode | undefined;
    switch (command) {
      case 'kapture.pullRange': return this.#pickAndPull();
      case 'kapture.refreshCustomers': return this.#refresh();
      case 'kapture.pullMissing': return this.#pullMissing();
      case 'kapture.filterCustomers': return filterAsTyped(this.model);
      case 'kapture.clearFilter': return this.model.ask({ filter: '', only: undefined });
      case 'kapture.groupCustomers': return this.#order(await pickGrouping(this.model.grouping));
      case 'kapture.sortCustomers': return this.#order(await pickSorting(this.model.sorting));
      case 'kapture.revealCustomer': return this.#reveal(given as Partial<RecordReference> | undefined);
      case 'kapture.clearCustomers': return this.#clear();
      case 'kapture.exportCustomers': return this.#export(customerOf(given as CustomersNode | undefined)?.id);
      case 'kapture.retryWindow': return this.#retry((given as FailureGroup).windows);
      case 'kapture.showMore': return this.tree.showMore(given as MoreNode);
      case 'kapture.openRecord': return this.#open((given ?? customerOf(node)) as (RecordReference & { afresh?: boolean }) | undefined);
      // A lens gives an id.
      case 'kapture.copyId': return copy(customerOf(node)?.id ?? (given as { id?: string } | undefined)?.id);
      case 'kapture.copyPhone': return copy(personOf(node)?.phone);
      case 'kapture.copyEmail': return copy(personOf(node)?.email);
      case 'kapture.newGetRequest': return this.#draft('get', (given ?? customerOf(node)) as RecordReference | undefined);
      case 'kapture.newUpdateRequest': return this.#draft('update', (given ?? customerOf(node)) as RecordReference | undefined);
    }
  }

  lenses(uri: vscode.Uri): vscode.CodeLens[] {
    return recordLenses(uri);
  }

  /** Shows the customers of a Pull or Get reply in the view. */
  async showCustomers(exchange: Exchange): Promise<void> {
    const { connection, operation, requestBody, timeZone } = exchange;
    const range = operation === 'pull' ? rangeOfRequest(requestBody) : undefined;
    const before = range ? undefined : await this.model.pullOf(connection);
    try {
      if (before) {
        for (const customer of customersOf(exchange)) await this.#put(connection, customer, { always: true });
        await this.model.ask({ connection });
      } else {
        await this.model.begin(await storeReply(await this.keeper.open(), exchange, range ?? daysOf(customersOf(exchange), timeZone), await this.#redactorOf(connection)), false);
      }
    } catch (error) {
      void showError(this.#log, this.keeper.explain(error));
    }
    await vscode.commands.executeCommand(`${customersView}.focus`);
  }

  /** After a write: gets the customer anew, so that view and open record show what the server has now. Asks the user nothing. */
  async refreshAfterWrite({ connection, reply }: Exchange): Promise<void> {
    const id = reply.reading.customerId;
    if (!id || !((await this.model.pullOf(connection)) || this.records.isOpen({ connection, id }))) return;
    const target = await this.#ports.targets.resolveNamed(connection, 'get', { ask: false });
    if (!target) return;
    try {
      const client = await this.#ports.clients.get();
      const exchange = await client.send('get', JSON.stringify([{ kapture_customer_id: id }]), target, { retry: false });
      const customer = customersOf(exchange).find((candidate) => candidate.id === id);
      if (customer) await this.take(connection, customer);
    } catch (error) {
      // The write itself went well, and the user saw its reply; the view shows what it had.
      this.#log.error(`The customer ${id} could not be got anew.`, error);
    }
  }

  /** Takes a record that was just got: view and open record show it. */
  async take(connection: string, customer: Customer): Promise<void> {
    this.records.put(connection, customer);
    await this.#put(connection, customer);
  }

  /** Has the store keep a record that was got, without the key. */
  async #put(connection: string, customer: Customer, options?: { readonly always: boolean }): Promise<void> {
    const redact = await this.#redactorOf(connection);
    await this.model.put(connection, { ...customer, text: redact(customer.text) }, options);
  }

  /** What the store keeps is redacted further than what is shown. */
  async #redactorOf(connection: string): Promise<Redact> {
    const targets = await Promise.all((['get', 'pull'] as const).map((operation) => this.#ports.targets.resolveNamed(connection, operation, { ask: false })));
    return redactor(targets.flatMap((target) => target?.key ?? []));
  }

  async #pickAndPull(): Promise<void> {
    const target = await this.#ports.targets.resolve('pull');
    if (!target) return;
    const choice = await pickRange(target.connection.timeZone, this.#lastChoice(target.connection.name));
    if (choice === undefined) return;
    await this.#context.globalState.update(lastKey(target.connection.name), choice);
    await this.#pullRange(target, choice);
  }

  async #refresh(): Promise<void> {
    const { targets } = this.#ports;
    const choice = targets.activeName === undefined ? undefined : this.#lastChoice(targets.activeName);
    if (choice === undefined) return this.#pickAndPull();
    const target = await targets.resolve('pull');
    if (target) await this.#pullRange(target, choice);
  }

  async #pullRange(target: Target, choice: RangeChoice): Promise<void> {
    const range = rangeOfChoice(choice, target.connection.timeZone);
    const windows = firstWindows(range, target.connection);
    if (windows.length > manyWindows && !(await confirmMany(windows.length))) return;
    this.records.forgetFetched();
    this.tree.forgetPages();
    const isEmpty = !this.model.shown;
    const pull = this.pulls.start(target, choiceTitle(choice), range, windows, () => isEmpty && void this.#focusFirstRow());
    if (!isEmpty) void vscode.commands.executeCommand(`${customersView}.focus`);
    await pull;
  }

  /** What has the focus in the empty view goes away with it: the first row takes it, for who works by keyboard. Later, it may be elsewhere, and stays there. */
  async #focusFirstRow(tries = 3): Promise<void> {
    const [first] = await this.tree.getChildren();
    if (!first) return;
    try {
      await this.#view.reveal(first, { select: false, focus: true });
    } catch (error) {
      // Customers came before VS Code knew the row that waits for them.
      if (tries > 1) await this.#focusFirstRow(tries - 1);
      else this.#log.error('The first row did not get the focus.', error);
    }
  }

  async #pullMissing(): Promise<void> {
    const shown = await this.model.settled();
    if (shown?.isPulledElsewhere) void showInformation(vscode.l10n.t('These customers are being pulled in another window.'));
    else await this.#retry(shown?.missing.map(({ window }) => window) ?? []);
  }

  async #retry(windows: readonly Window[]): Promise<void> {
    const pull = this.model.shown?.pull;
    const target = pull && windows.length ? await this.#ports.targets.resolveNamed(pull.connection, 'pull') : undefined;
    if (target) await this.pulls.retry(target, pull!, windows);
  }

  async #order(change: Parameters<CustomersModel['ask']>[0] | undefined): Promise<void> {
    if (!change) return;
    this.tree.forgetPages();
    await this.model.ask(change);
  }

  /** Selects a customer in the view, by its id. */
  async #reveal(reference: Partial<RecordReference> | undefined): Promise<void> {
    const connection = reference?.connection ?? this.model.connection;
    const id = reference?.id ?? (await vscode.window.showInputBox({ title: vscode.l10n.t('Reveal Customer'), prompt: vscode.l10n.t('Id of a customer that was pulled') }))?.trim();
    if (!id || connection === undefined) return;
    const customer = await this.model.find(connection, id);
    if (!customer) {
      void showInformation(vscode.l10n.t('No customer with the id {0} was pulled from {1}.', oneLabel(id), connection), { title: vscode.l10n.t('Get It'), run: () => this.#open({ connection, id }) });
      return;
    }
    // The filter may hide it.
    if (this.model.isFiltered && !(await this.model.matches(connection, id))) await this.model.ask({ filter: '', only: undefined });
    const node = await this.tree.nodeOf(customer);
    if (node) await this.#view.reveal(node, { select: true, focus: true });
  }

  async #clear(): Promise<void> {
    const bytes = (await this.model.settled())?.bytes ?? 0;
    if (!(await confirmClear(bytes))) return;
    void this.pulls.stop();
    try {
      await this.keeper.clear();
    } catch (error) {
      void showError(this.#log, this.keeper.explain(error));
    }
    this.tree.forgetPages();
    this.records.forgetFetched();
    await this.model.forget();
  }

  async #open(wanted: (RecordReference & { afresh?: boolean }) | undefined): Promise<void> {
    if (!wanted) return;
    if (wanted.afresh === true || !(await this.records.has(wanted))) {
      const customer = await this.records.fetch(wanted);
      if (!customer) return;
      await this.#put(wanted.connection, customer);
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(recordUri(wanted)), { preview: true });
  }

  /** A request about a customer of one connection must not go to another, where the id may be somebody else's. */
  async #draft(operation: 'get' | 'update', reference: RecordReference | undefined): Promise<void> {
    if (reference) await this.#ports.openDraft(operation, { kapture_customer_id: reference.id }, reference.connection);
  }

  #lastChoice(connection: string): RangeChoice | undefined {
    return this.#context.globalState.get<RangeChoice>(lastKey(connection));
  }

  /** `clicked` is the customer in whose menu it was chosen: then it is about those that are selected, be it one. */
  async #export(clicked: string | undefined): Promise<void> {
    const shown = await this.model.settled();
    const database = this.keeper.path;
    if (!shown || database === undefined) {
      void showInformation(vscode.l10n.t('There are no customers to export: pull a range first.'));
      return;
    }
    const inView = [...new Set(this.#view.selection.flatMap((node) => customerOf(node)?.id ?? []))];
    // One is selected by looking at it; only whoever clicks on it means it.
    const selected = clicked === undefined ? (inView.length > 1 ? inView : []) : inView.includes(clicked) ? inView : [clicked];
    const { pull, loaded, matching } = shown;
    const script = vscode.Uri.joinPath(this.#context.extensionUri, 'dist', 'export-worker.cjs').fsPath;
    await exportFromView(script, { database, pull, loaded, matching, filter: this.model.filter, only: this.model.only, selected, isChosen: clicked !== undefined }, this.#log);
  }

  /** Follows a switch of the connection: its own customers, or none yet. */
  async #follow(): Promise<void> {
    if (this.model.connection !== this.#ports.targets.activeName) await this.model.ask({ connection: this.#ports.targets.activeName, only: undefined });
  }

  /** Goes on with another store, where the settings want it from now on. What is on its way belongs to the one before. */
  async #move(): Promise<void> {
    if (this.pulls.isPulling) void showInformation(vscode.l10n.t('The pull was ended, since pulled customers are kept elsewhere from now on (setting kapture.customers.mode).'));
    await this.pulls.stop();
    await this.keeper.close();
    await this.model.forget();
  }

  #update(): void {
    const { shown, isFiltered } = this.model;
    setContext('kapture.hasPulled', shown !== undefined);
    setContext('kapture.isFiltered', isFiltered);
    setContext('kapture.hasMissing', shown !== undefined && shown.missing.length > 0 && !shown.isPulledElsewhere);
    this.#view.description = viewDescription(this.model);
    this.#view.message = viewMessage(this.model, this.keeper.failure, this.pulls.isPulling);
    this.tree.refresh();
  }

  async close(): Promise<void> {
    // In a store that stays, a pull that was cut off would look as if it still ran.
    if (mode() === 'kept') await this.pulls.stop();
    this.#subscriptions.dispose();
    await this.keeper.close();
  }
}

/** More than a year of days: rather a slip of the keyboard than a wish. */
const manyWindows = 400;

async function confirmMany(count: number): Promise<boolean> {
  const pull = { label: vscode.l10n.t('Pull'), detail: vscode.l10n.t('It takes {0} requests. You can cancel at any time and keep what came.', count) };
  return (await vscode.window.showQuickPick([pull], { title: vscode.l10n.t('Pull a range this long?') })) === pull;
}

async function copy(text: string | undefined): Promise<void> {
  if (!text) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('There is nothing to copy here.'), 3000);
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(text)), 3000);
}

const lastKey = (connection: string): string => `lastRange/${connection}`;

function customerOf(node: CustomersNode | undefined): CustomerNode | undefined {
  return node?.kind === 'customer' ? node : node?.kind === 'contact' ? node.parent : undefined;
}

function personOf(node: CustomersNode | undefined): { readonly phone: string; readonly email: string } | undefined {
  return node?.kind === 'contact' ? (node satisfies ContactNode).contact : customerOf(node)?.customer;
}

function daysOf(customers: readonly Customer[], timeZone: string): DateRange {
  const days = customers.map((customer) => dayOfCustomer(customer) ?? todayIn(timeZone)).sort();
  return { start: days[0] ?? todayIn(timeZone), end: days.at(-1) ?? todayIn(timeZone) };
}

function rangeOfRequest(body: string): DateRange | undefined {
  const [fields] = JSON.parse(body) as [{ start_date?: unknown; end_date?: unknown }?];
  return typeof fields?.start_date === 'string' && typeof fields.end_date === 'string' ? { start: fields.start_date, end: fields.end_date } : undefined;
}
