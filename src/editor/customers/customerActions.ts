import * as vscode from 'vscode';
import type { Target } from '../../kapture/exchange/exchange.ts';
import type { Customer } from '../../kapture/records/customer.ts';
import { firstWindows, type Window } from '../../kapture/pull/windows.ts';
import type { KeptCustomers } from '../../kapture/store/customerShapes.ts';
import { customersView } from '../shared/ids.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { recordUri, type RecordReference } from '../shared/documents/recordUri.ts';
import { rowsMeant } from '../shared/questions/rowsMeant.ts';
import { tenantText, unreachable } from '../shared/texts/tenantText.ts';
import { askClearCustomers, deletedText, tellCancelledClear } from './askClearCustomers.ts';
import type { CustomerKeeper } from './customerKeeper.ts';
import type { CustomerPulls } from './customerPulls.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import type { CustomerCommand } from './customerCommands.ts';
import type { CustomersPorts } from './customersPorts.ts';
import type { CustomersModel } from './customersModel.ts';
import type { ContactNode, CustomerNode, CustomersNode, CustomersTree } from './customersTree.ts';
import { exportFromView } from './exportFromView.ts';
import { failedExchange } from './failedExchange.ts';
import type { FailureGroup } from './failureGroups.ts';
import { filterAsTyped } from './filterInput.ts';
import { pickGrouping, pickSorting } from './orderPicker.ts';
import { rangeOfChoice, type RangeChoice } from './rangeChoice.ts';
import { pullTarget } from './pullTarget.ts';
import { choiceTitle, pickRange } from './rangePicker.ts';
import { rangeToRefresh } from './rangeToRefresh.ts';
import type { RecordDocuments } from './recordDocuments.ts';

/** The parts of the customers view, for what its commands do. */
export interface CustomersParts {
  readonly context: vscode.ExtensionContext;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly ports: CustomersPorts;
  readonly log: Log;
  readonly keeper: CustomerKeeper;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  /** Has the store keep a record that was got. */
  put(tenant: string, customer: Customer): Promise<void>;
}

/** What the commands of the customers view do. */
export class CustomerActions {
  readonly #parts: CustomersParts;

  constructor(parts: CustomersParts) {
    this.#parts = parts;
  }

  /** What each command does: with what it was chosen on, or by key and from the palette with nothing. */
  readonly handlers: Pick<CommandMap, CustomerCommand> = {
    'kapture.pullRange': () => this.#pickAndPull(),
    'kapture.refreshCustomers': () => this.#refresh(),
    'kapture.pullMissing': () => this.#pullMissing(),
    'kapture.filterCustomers': () => filterAsTyped(this.#parts.model),
    'kapture.clearFilter': () => this.#parts.model.ask({ filter: '', only: undefined }),
    'kapture.groupCustomers': async () => this.#order(await pickGrouping(this.#parts.model.grouping)),
    'kapture.sortCustomers': async () => this.#order(await pickSorting(this.#parts.model.sorting)),
    'kapture.collapseCustomers': () => collapseAll(),
    'kapture.revealCustomer': (whom) => this.#reveal(whom),
    'kapture.clearCustomers': () => this.#clear(),
    'kapture.exportCustomers': (node) => this.#export(customerOf(node)?.id),
    'kapture.retryWindow': ({ windows }) => this.#retry(windows),
    'kapture.showPeriodResponse': (node) => this.#showResponse(node),
    'kapture.showOtherPull': () => this.#parts.model.showOther(),
    'kapture.showMore': (node) => this.#parts.tree.showMore(node),
    'kapture.openRecord': (whom) => this.#open(whom ?? this.#selected()),
    'kapture.copyId': (row, rows) => {
      // A lens gives an id.
      if (row && !('kind' in row)) return copy([row.id]);
      return copy(this.#meant(row, rows).map((node) => customerOf(node)?.id));
    },
    'kapture.copyPhone': (row, rows) => copy(this.#meant(row, rows).map((node) => personOf(node)?.phone)),
    'kapture.copyEmail': (row, rows) => copy(this.#meant(row, rows).map((node) => personOf(node)?.email)),
    'kapture.newGetRequest': (whom) => this.#draft('get', whom ?? this.#selected()),
    'kapture.newUpdateRequest': (whom) => this.#draft('update', whom ?? this.#selected()),
  };

  /** The rows that a command is about. */
  #meant(row: CustomersNode | undefined, rows: readonly CustomersNode[] | undefined): readonly CustomersNode[] {
    return rowsMeant(this.#parts.view, row, rows).rows;
  }

  /** The one customer that is selected; else says what to do. */
  #selected(): CustomerNode | undefined {
    const [node, other] = this.#parts.view.selection;
    const customer = other ? undefined : customerOf(node);
    if (!customer) void showInformation(vscode.l10n.t('Select one customer in the Customers view first.'));
    return customer;
  }

  async #pickAndPull(): Promise<void> {
    const target = await this.#parts.ports.targets.resolve('pull');
    if (!target) return;
    const choice = await pickRange(target.connection.timeZone, this.#lastChoice(target.connection));
    if (choice === undefined) return;
    await this.#parts.context.globalState.update(lastKey(target.connection.tenant), choice);
    await this.#pullRange(target, choice);
  }

  async #refresh(): Promise<void> {
    const { targets } = this.#parts.ports;
    const shown = await this.#parts.model.settled();
    if (shown?.isPulledElsewhere && !shown.pulledAnew) return tellPulledElsewhere();
    // What is shown may be of another tenant than the active connection's.
    const active = targets.all.find(({ name }) => name === targets.activeName);
    const source = shown?.pull ?? (active && { tenant: active.tenant, connection: active.name });
    const choice = source && rangeToRefresh(shown, this.#lastChoice(source));
    if (!source || choice === undefined) return this.#pickAndPull();
    const target = await pullTarget(targets, source);
    if (target) await this.#pullRange(target, choice);
  }

  async #pullRange({ connection }: Target, choice: RangeChoice): Promise<void> {
    const range = rangeOfChoice(choice, connection.timeZone);
    const most = firstWindows(range, connection).length;
    if (most > manyWindows && !(await confirmMany(most))) return;
    // The connection may have changed while the user was asked.
    const source = { tenant: connection.tenant, connection: connection.name };
    const target = await pullTarget(this.#parts.ports.targets, source);
    if (!target) return;
    const windows = firstWindows(range, target.connection);
    this.#parts.records.forgetClosed();
    this.#parts.tree.forgetPages();
    const isEmpty = !this.#parts.model.shown;
    const pull = this.#parts.pulls.start(
      target,
      choiceTitle(choice),
      range,
      windows,
      () => isEmpty && void this.#focusFirstRow(),
    );
    if (!isEmpty) void vscode.commands.executeCommand(`${customersView}.focus`);
    await pull;
  }

  /** What has the focus in the empty view goes away with it: the first row takes it, for who works by keyboard. Later, it may be elsewhere, and stays there. */
  async #focusFirstRow(tries = 3): Promise<void> {
    const [first] = await this.#parts.tree.getChildren();
    if (!first) return;
    try {
      await this.#parts.view.reveal(first, { select: false, focus: true });
    } catch (error) {
      // Customers came before VS Code knew the row that waits for them.
      if (tries > 1) await this.#focusFirstRow(tries - 1);
      else this.#parts.log.error('The first row could not be focused.', error);
    }
  }

  async #pullMissing(): Promise<void> {
    const shown = await this.#parts.model.settled();
    if (shown?.isPulledElsewhere) tellPulledElsewhere();
    else await this.#retry(shown?.missing.map(({ window }) => window) ?? []);
  }

  async #retry(windows: readonly Window[]): Promise<void> {
    const pull = this.#parts.model.shown?.pull;
    const target = pull && windows.length ? await pullTarget(this.#parts.ports.targets, pull) : undefined;
    if (target) await this.#parts.pulls.retry(target, pull!, windows);
  }

  async #order(change: Parameters<CustomersModel['ask']>[0] | undefined): Promise<void> {
    if (!change) return;
    this.#parts.tree.forgetPages();
    await this.#parts.model.ask(change);
  }

  /** Selects a customer in the view, by its id. */
  async #reveal(reference: Partial<RecordReference> | undefined): Promise<void> {
    const { model, ports } = this.#parts;
    const tenant = reference?.tenant ?? model.tenant;
    const connection = reference?.connection ?? model.connection;
    const id =
      reference?.id ??
      (
        await vscode.window.showInputBox({
          title: vscode.l10n.t('Reveal Customer'),
          prompt: vscode.l10n.t('Id of a pulled customer'),
        })
      )?.trim();
    if (!id || tenant === undefined) return;
    const customer = await model.find(tenant, id);
    if (!customer) {
      void showInformation(
        vscode.l10n.t(
          'No customer with the id {0} was pulled from {1}.',
          oneLabel(id),
          connection ?? tenantText(tenant),
        ),
        { title: vscode.l10n.t('Get Customer'), run: () => this.#open({ tenant, connection, id }) },
      );
      return;
    }
    // The filter may hide it.
    if (model.isFiltered && !(await model.matches(tenant, id))) await model.ask({ filter: '', only: undefined });
    if (model.tenant !== tenant) {
      const name = ports.targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
      await model.ask({ source: { tenant, connection: name }, only: undefined });
    }
    const node = await this.#parts.tree.nodeOf(customer, tenant);
    if (node) await this.#parts.view.reveal(node, { select: true, focus: true });
  }

  async #clear(): Promise<void> {
    const { keeper, model, pulls, records, tree } = this.#parts;
    const { tenant: current, connection } = model;
    const [ofCurrent, ofAll] = await Promise.all([
      current === undefined ? undefined : this.#kept(current),
      this.#kept(),
    ]);
    const what = await askClearCustomers(connection, ofCurrent, ofAll);
    if (!what) return;
    const tenant = what === 'current' ? current : undefined;
    const total = (what === 'current' ? ofCurrent : ofAll)?.customers;
    const isCancelled = await withProgress(vscode.l10n.t('Clearing customers'), async (signal, report) => {
      await pulls.stop(tenant);
      try {
        await keeper.clear(tenant, { signal, onDeleted: (customers) => report(deletedText(customers, total)) });
      } catch (error) {
        void showError(this.#parts.log, keeper.explain(error));
      }
      return signal.aborted;
    });
    if (isCancelled) tellCancelledClear(await this.#kept());
    tree.forgetPages();
    records.forgetFetched();
    await model.forget(tenant);
  }

  /** What is kept of a tenant, or of all; undefined where that cannot be learned: it can be cleared all the same. */
  async #kept(tenant?: string): Promise<KeptCustomers | undefined> {
    const { keeper } = this.#parts;
    try {
      return await keeper.kept(tenant);
    } catch (error) {
      keeper.explain(error);
      return undefined;
    }
  }

  async #open(wanted: (RecordReference & { afresh?: boolean }) | undefined): Promise<void> {
    if (!wanted) return;
    if (wanted.afresh === true || !(await this.#parts.records.has(wanted))) {
      const customer = await this.#parts.records.fetch(wanted);
      if (!customer) return;
      await this.#parts.put(wanted.tenant, customer);
    }
    await vscode.commands.executeCommand('vscode.open', recordUri(wanted), {
      preview: true,
    } satisfies vscode.TextDocumentShowOptions);
  }

  /** A request about a customer of one tenant must not go to another, where the id may be another customer's. */
  async #draft(operation: 'get' | 'update', reference: RecordReference | undefined): Promise<void> {
    if (!reference) return;
    const { ports } = this.#parts;
    const connection = ports.targets.connectionOf(reference.tenant, reference.connection);
    if (connection) await ports.drafts.openDraft(operation, { kapture_customer_id: reference.id }, connection.name);
    else void showWarning(unreachable(reference.tenant));
  }

  /** Shows what the server answered for a period that failed. */
  async #showResponse({ response }: FailureGroup): Promise<void> {
    const pull = (await this.#parts.model.settled())?.pull;
    const exchange = response && pull && failedExchange(response, pull);
    if (!exchange) return;
    await this.#parts.ports.responses.show(exchange);
    const { text, bytes, records } = response.reading;
    if (records) void showInformation(vscode.l10n.t('The response is shown without its customers.'));
    else if (Buffer.byteLength(text) < bytes)
      void showInformation(vscode.l10n.t('Only the beginning of the response was stored.'));
  }

  #lastChoice({ tenant }: { readonly tenant: string }): RangeChoice | undefined {
    return this.#parts.context.globalState.get<RangeChoice>(lastKey(tenant));
  }

  /** `clicked` is the customer in whose menu it was chosen: then it is about those that are selected, be it one. */
  async #export(clicked: string | undefined): Promise<void> {
    const shown = await this.#parts.model.settled();
    const database = this.#parts.keeper.path;
    if (!shown || database === undefined) {
      void showInformation(vscode.l10n.t('There are no customers to export. Pull a range first.'));
      return;
    }
    const inView = [...new Set(this.#parts.view.selection.flatMap((node) => customerOf(node)?.id ?? []))];
    // One is selected by looking at it; only whoever clicks on it means it.
    const selected =
      clicked === undefined ? (inView.length > 1 ? inView : []) : inView.includes(clicked) ? inView : [clicked];
    const { pull, loaded, matching, missing } = shown;
    const script = vscode.Uri.joinPath(this.#parts.context.extensionUri, 'dist', 'export-worker.cjs').fsPath;
    await exportFromView(
      script,
      {
        database,
        pull,
        loaded,
        matching,
        missing: missing.length,
        filter: this.#parts.model.filter,
        only: this.#parts.model.only,
        order: { by: this.#parts.model.grouping, sort: this.#parts.model.sorting },
        selected,
        isChosen: clicked !== undefined,
      },
      this.#parts.log,
    );
  }
}

function tellPulledElsewhere(): void {
  void showInformation(vscode.l10n.t('These customers are being pulled in another window.'));
}

/** VS Code's own way takes an icon beside the view's name, where there is no room for it. */
async function collapseAll(): Promise<void> {
  await vscode.commands.executeCommand(`${customersView}.focus`);
  await vscode.commands.executeCommand('list.collapseAll');
}

/** More than a year of days: rather a slip of the keyboard than a wish. */
const manyWindows = 400;

async function confirmMany(count: number): Promise<boolean> {
  const pull = {
    label: vscode.l10n.t('Pull'),
    detail: vscode.l10n.t(
      'This takes up to {0} requests. You can cancel at any time and keep the customers received so far.',
      numberText(count),
    ),
  };
  return (await vscode.window.showQuickPick([pull], { title: vscode.l10n.t('Pull a range this long?') })) === pull;
}

/** What several rows have, a line each. */
async function copy(texts: readonly (string | undefined)[]): Promise<void> {
  const present = [...new Set(texts.filter(Boolean))];
  const text = present.join('\n');
  if (!text) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('There is nothing to copy here.'), 3000);
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(present.join(', '))), 3000);
}

const lastKey = (tenant: string): string => `lastRange/${tenant}`;

function customerOf(node: CustomersNode | undefined): CustomerNode | undefined {
  return node?.kind === 'customer' ? node : node?.kind === 'contact' ? node.parent : undefined;
}

function personOf(node: CustomersNode | undefined): { readonly phone: string; readonly email: string } | undefined {
  if (node?.kind === 'contact') return (node satisfies ContactNode).contact;
  const customer = customerOf(node)?.customer;
  return customer && { phone: customer.phone || (customer.contactPhone ?? ''), email: customer.email };
}
