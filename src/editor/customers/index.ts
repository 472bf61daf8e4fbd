import * as vscode from 'vscode';
import { todayIn, type DateRange } from '../../kapture/calendar.ts';
import type { Exchange, Target } from '../../kapture/client.ts';
import { dayOfCustomer, type Customer } from '../../kapture/customer.ts';
import { customersOf } from '../../kapture/pull/puller.ts';
import { windowsOf } from '../../kapture/pull/windows.ts';
import type { ClientLoader } from '../clientLoader.ts';
import { registerCommands } from '../commands.ts';
import { customersView, recordScheme } from '../ids.ts';
import type { Log } from '../log.ts';
import { oneLabel } from '../plainText.ts';
import type { Targets } from '../ports.ts';
import { recordUri, type RecordReference } from '../recordUri.ts';
import type { Sender } from '../sender.ts';
import { setContext } from '../settings.ts';
import { CustomerPulls } from './customerPulls.ts';
import { CustomersModel, rangeText } from './customersModel.ts';
import { CustomersTree, type ContactNode, type CustomerNode, type CustomersNode, type MoreNode } from './customersTree.ts';
import type { FailureGroup } from './failureGroups.ts';
import { filterAsTyped } from './filterInput.ts';
import { choiceTitle, pickRange, rangeOfChoice, type RangeChoice } from './rangePicker.ts';
import { RecordDocuments } from './recordDocuments.ts';
import { RecordLenses } from './recordLenses.ts';

/** Opens an unsaved request with these fields filled in, pinned to a connection. */
export type OpenDraft = (operation: 'get' | 'update', fields: Readonly<Record<string, string>>, connection: string) => unknown;

/** The customers view: pulls ranges, shows what came, opens and copies from it. */
export class Customers implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #targets: Targets;
  readonly #clients: ClientLoader;
  readonly #log: Log;
  readonly #model = new CustomersModel();
  readonly tree = new CustomersTree(this.#model);
  readonly #records: RecordDocuments;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly #subscriptions: vscode.Disposable;
  readonly #openDraft: OpenDraft;
  readonly #pulls: CustomerPulls;

  constructor(context: vscode.ExtensionContext, targets: Targets, sender: Sender, clients: ClientLoader, log: Log, openDraft: OpenDraft) {
    this.#context = context;
    this.#targets = targets;
    this.#clients = clients;
    this.#log = log;
    this.#openDraft = openDraft;
    this.#pulls = new CustomerPulls(this.#model, clients, log);
    this.#records = new RecordDocuments(this.#model, sender, log);
    this.view = vscode.window.createTreeView(customersView, { treeDataProvider: this.tree, showCollapseAll: true });
    this.#model.connection = targets.activeName;
    this.#subscriptions = vscode.Disposable.from(
      this.#model, this.tree, this.#pulls, this.#records, this.view,
      this.#model.onDidChange(() => this.#update()),
      this.#pulls.onDidEnd(() => {
        this.#update();
        this.#records.refreshOpen();
      }),
      targets.onDidChange(() => this.#follow()),
      vscode.workspace.registerFileSystemProvider(recordScheme, this.#records, { isReadonly: readOnlyReason(), isCaseSensitive: true }),
      vscode.languages.registerCodeLensProvider({ scheme: recordScheme }, new RecordLenses()),
      registerCommands(log, {
        'kapture.pullRange': () => this.#pickAndPull(),
        'kapture.refreshCustomers': () => this.#refresh(),
        'kapture.filterCustomers': () => filterAsTyped(this.#model),
        'kapture.clearFilter': () => {
          this.#model.filter = '';
        },
        'kapture.retryWindow': (node: FailureGroup) => this.#retry(node),
        'kapture.showMore': (node: MoreNode) => this.tree.showMore(node),
        'kapture.openRecord': (reference: RecordReference & { afresh?: boolean }) => this.#open(reference),
        'kapture.copyId': (node?: { id: string } | ContactNode) => this.#copy(node && 'parent' in node ? node.parent.id : node?.id ?? this.selected?.id),
        'kapture.copyPhone': (node?: CustomerNode | ContactNode) => this.#copy(personOf(node ?? this.selected)?.phone),
        'kapture.copyEmail': (node?: CustomerNode | ContactNode) => this.#copy(personOf(node ?? this.selected)?.email),
        'kapture.newGetRequest': (node?: CustomerNode) => this.#draft('get', node ?? this.selected),
        'kapture.newUpdateRequest': (node?: RecordReference) => this.#draft('update', node ?? this.selected),
      }),
    );
    this.#update();
  }

  /** Shows the customers of a Pull or Get reply in the view. */
  async showCustomers(exchange: Exchange): Promise<void> {
    const { connection, operation, requestBody, timeZone } = exchange;
    const customers = customersOf(exchange);
    const range = operation === 'pull' ? rangeOfRequest(requestBody) : undefined;
    if (range) {
      this.#model.begin(connection, range);
      this.#model.add(connection, { window: range, customers });
    } else {
      const days = customers.map((customer) => dayOfCustomer(customer) ?? todayIn(timeZone)).sort();
      if (!this.#model.hasPulled(connection)) this.#model.begin(connection, { start: days[0] ?? todayIn(timeZone), end: days.at(-1) ?? todayIn(timeZone) });
      for (const customer of customers) this.#model.put(connection, customer, { always: true });
    }
    this.#model.connection = connection;
    await vscode.commands.executeCommand(`${customersView}.focus`);
  }

  /** After a write: gets the customer anew, so that view and open record show what the server has now. Asks the user nothing. */
  async refreshAfterWrite({ connection, reply }: Exchange): Promise<void> {
    const id = reply.reading.customerId;
    if (reply.reading.outcome !== 'success' || !id || !(this.#model.hasPulled(connection) || this.#records.isOpen({ connection, id }))) return;
    const target = await this.#targets.resolveNamed(connection, 'get', { ask: false });
    if (!target) return;
    try {
      const client = await this.#clients.get();
      const exchange = await client.send('get', JSON.stringify([{ kapture_customer_id: id }]), target, { retry: false });
      const customer = customersOf(exchange).find((candidate) => candidate.id === id);
      if (!customer) return;
      this.take(connection, customer);
    } catch (error) {
      // The write itself went well, and the user saw its reply; the view shows what it had.
      this.#log.error(`The customer ${id} could not be got anew.`, error);
    }
  }

  /** Takes a record that was just got: view and open record show it. */
  take(connection: string, customer: Customer): void {
    this.#records.put(connection, customer);
    this.#model.put(connection, customer);
  }

  /** The customer that has the focus in the view, for commands by keyboard. */
  get selected(): CustomerNode | undefined {
    const [node] = this.view.selection;
    return node?.kind === 'customer' ? node : node?.kind === 'contact' ? node.parent : undefined;
  }

  async #pickAndPull(): Promise<void> {
    const target = await this.#targets.resolve('pull');
    if (!target) return;
    const choice = await pickRange(target.connection.timeZone, this.#lastChoice(target.connection.name));
    if (choice === undefined) return;
    await this.#context.globalState.update(lastKey(target.connection.name), choice);
    await this.#pullRange(target, choice);
  }

  async #refresh(): Promise<void> {
    const name = this.#targets.activeName;
    const choice = name === undefined ? undefined : this.#lastChoice(name);
    if (choice === undefined) {
      await this.#pickAndPull();
      return;
    }
    const target = await this.#targets.resolve('pull');
    if (target) await this.#pullRange(target, choice);
  }

  async #pullRange(target: Target, choice: RangeChoice): Promise<void> {
    const range = rangeOfChoice(choice, target.connection.timeZone);
    const windows = windowsOf(range, target.connection.windowHours);
    if (windows.length > manyWindows && !(await confirmMany(windows.length))) return;
    this.#records.forgetFetched();
    const pull = this.#pulls.start(target, choiceTitle(choice), range, windows);
    void vscode.commands.executeCommand(`${customersView}.focus`);
    await pull;
  }

  async #retry({ windows }: FailureGroup): Promise<void> {
    const name = this.#model.connection;
    const target = name === undefined ? undefined : await this.#targets.resolveNamed(name, 'pull');
    if (target) await this.#pulls.retry(target, windows);
  }

  async #open(reference: (RecordReference & { afresh?: boolean }) | undefined): Promise<void> {
    const wanted = reference ?? this.selected;
    if (!wanted) return;
    const isAfresh = 'afresh' in wanted && wanted.afresh === true;
    if (isAfresh || !this.#records.has(wanted)) {
      const customer = await this.#records.fetch(wanted);
      if (!customer) return;
      this.#model.put(wanted.connection, customer);
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(recordUri(wanted)), { preview: true });
  }

  async #copy(text: string | undefined): Promise<void> {
    if (!text) return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(text)), 3000);
  }

  /** A request about a customer of one connection must not go to another, where the id may be somebody else's. */
  async #draft(operation: 'get' | 'update', reference: RecordReference | undefined): Promise<void> {
    if (reference) await this.#openDraft(operation, { kapture_customer_id: reference.id }, reference.connection);
  }

  #lastChoice(connection: string): RangeChoice | undefined {
    return this.#context.globalState.get<RangeChoice>(lastKey(connection));
  }

  /** Follows a switch of the connection: its own customers, or none yet. */
  #follow(): void {
    if (this.#model.connection !== this.#targets.activeName) this.#model.connection = this.#targets.activeName;
  }

  #update(): void {
    const { shown, filter, connection } = this.#model;
    setContext('kapture.hasPulled', shown !== undefined);
    setContext('kapture.isFiltered', filter !== '');
    this.view.description = [connection, shown && rangeText(shown.range)].filter(Boolean).join(' · ');
    this.view.message = messageOf(this.#model, this.#pulls.isPulling);
    this.tree.refresh();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** More than a year of days: rather a slip of the keyboard than a wish. */
const manyWindows = 400;

async function confirmMany(count: number): Promise<boolean> {
  const pull = vscode.l10n.t('Pull');
  const detail = vscode.l10n.t('It takes {0} requests. You can cancel at any time and keep what came.', count);
  return (await vscode.window.showWarningMessage(vscode.l10n.t('Pull a range this long?'), { modal: true, detail }, pull)) === pull;
}

function messageOf({ shown, filter }: CustomersModel, pulling: boolean): string | undefined {
  if (!shown) return undefined;
  if (filter) return vscode.l10n.t('Filter “{0}”: {1} of {2} customers', filter, shown.matching, shown.loaded);
  if (shown.loaded || shown.failures.length || pulling) return undefined;
  return vscode.l10n.t('No customer was created in this range ({0}).', rangeText(shown.range));
}

/** Shown to whoever types into a record. The link is the only command that it may run. */
function readOnlyReason(): vscode.MarkdownString {
  const reason = new vscode.MarkdownString(vscode.l10n.t('A record is shown as the server sent it. [Edit the customer]({0}) to change it.', 'command:kapture.editCustomer'));
  reason.isTrusted = { enabledCommands: ['kapture.editCustomer'] };
  return reason;
}

const lastKey = (connection: string): string => `lastRange/${connection}`;

function personOf(node: CustomerNode | ContactNode | undefined): { phone: string; email: string } | undefined {
  return node?.kind === 'contact' ? node.contact : node?.customer;
}

function rangeOfRequest(body: string): DateRange | undefined {
  const [fields] = JSON.parse(body) as [{ start_date?: unknown; end_date?: unknown }?];
  return typeof fields?.start_date === 'string' && typeof fields.end_date === 'string' ? { start: fields.start_date, end: fields.end_date } : undefined;
}
