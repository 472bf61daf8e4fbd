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
import { askClearCustomers, deletedText, showCancelledClear } from './askClearCustomers.ts';
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
import { showFilterInput } from './showFilterInput.ts';
import { pickGrouping, pickSorting } from './orderPicker.ts';
import { rangeOfChoice, type RangeChoice } from './rangeChoice.ts';
import { resolvePullTarget } from './resolvePullTarget.ts';
import { choiceTitle, pickRange } from './rangePicker.ts';
import { rangeToRefresh } from './rangeToRefresh.ts';
import type { RecordDocuments } from './recordDocuments.ts';

/** The parts of the Customers view that its commands use. */
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
  /** Stores a fetched record, without the auth key. */
  put(tenant: string, customer: Customer): Promise<void>;
}

/** The commands of the Customers view. */
export class CustomerActions {
  readonly #parts: CustomersParts;

  constructor(parts: CustomersParts) {
    this.#parts = parts;
  }

  /** The handlers by command. Without a node (a keybinding, the Command Palette), a command uses the selection. */
  readonly handlers: Pick<CommandMap, CustomerCommand> = {
    'kapture.pullRange': () => this.#pickAndPull(),
    'kapture.refreshCustomers': () => this.#refresh(),
    'kapture.pullMissing': () => this.#pullMissing(),
    'kapture.filterCustomers': () => showFilterInput(this.#parts.model),
    'kapture.clearFilter': () => this.#parts.model.update({ filter: '', only: undefined }),
    'kapture.groupCustomers': async () => this.#changeOrder(await pickGrouping(this.#parts.model.grouping)),
    'kapture.sortCustomers': async () => this.#changeOrder(await pickSorting(this.#parts.model.sorting)),
    'kapture.collapseCustomers': () => collapseAll(),
    'kapture.revealCustomer': (reference) => this.#reveal(reference),
    'kapture.clearCustomers': () => this.#clear(),
    'kapture.exportCustomers': (node) => this.#export(customerNode(node)?.id),
    'kapture.retryWindow': ({ windows }) => this.#retry(windows),
    'kapture.showPeriodResponse': (node) => this.#showResponse(node),
    'kapture.showOtherPull': () => this.#parts.model.showOther(),
    'kapture.showMore': (node) => this.#parts.tree.showMore(node),
    'kapture.openRecord': (reference) => this.#open(reference ?? this.#selected()),
    'kapture.copyId': (row, rows) => {
      // From a CodeLens of a record.
      if (row && !('kind' in row)) return copyLines([row.id]);
      return copyLines(this.#targetRows(row, rows).map((node) => customerNode(node)?.id));
    },
    'kapture.copyPhone': (row, rows) =>
      copyLines(this.#targetRows(row, rows).map((node) => contactDetails(node)?.phone)),
    'kapture.copyEmail': (row, rows) =>
      copyLines(this.#targetRows(row, rows).map((node) => contactDetails(node)?.email)),
    'kapture.newGetRequest': (reference) => this.#draft('get', reference ?? this.#selected()),
    'kapture.newUpdateRequest': (reference) => this.#draft('update', reference ?? this.#selected()),
  };

  /** The rows that a command applies to. */
  #targetRows(row: CustomersNode | undefined, rows: readonly CustomersNode[] | undefined): readonly CustomersNode[] {
    return rowsMeant(this.#parts.view, row, rows).rows;
  }

  /** The selected customer. Shows a message unless exactly one is selected. */
  #selected(): CustomerNode | undefined {
    const [node, other] = this.#parts.view.selection;
    const customer = other ? undefined : customerNode(node);
    if (!customer) void showInformation(vscode.l10n.t('Select one customer in the Customers view first.'));
    return customer;
  }

  async #pickAndPull(): Promise<void> {
    const target = await this.#parts.ports.targets.resolve('pull');
    if (!target) return;
    const choice = await pickRange(target.connection.timeZone, this.#lastChoice(target.connection));
    if (choice === undefined) return;
    await this.#parts.context.globalState.update(lastRangeKey(target.connection.tenant), choice);
    await this.#pullRange(target, choice);
  }

  async #refresh(): Promise<void> {
    const { targets } = this.#parts.ports;
    const shown = await this.#parts.model.settled();
    if (shown?.isPulledElsewhere && !shown.runningPull) return showPulledElsewhere();
    // The view may show another tenant than that of the active connection.
    const active = targets.all.find(({ name }) => name === targets.activeName);
    const source = shown?.pull ?? (active && { tenant: active.tenant, connection: active.name });
    const choice = source && rangeToRefresh(shown, this.#lastChoice(source));
    if (!source || choice === undefined) return this.#pickAndPull();
    const target = await resolvePullTarget(targets, source);
    if (target) await this.#pullRange(target, choice);
  }

  async #pullRange({ connection }: Target, choice: RangeChoice): Promise<void> {
    const range = rangeOfChoice(choice, connection.timeZone);
    const count = firstWindows(range, connection).length;
    if (count > manyWindows && !(await confirmMany(count))) return;
    // The connection may have changed while the question was open.
    const source = { tenant: connection.tenant, connection: connection.name };
    const target = await resolvePullTarget(this.#parts.ports.targets, source);
    if (!target) return;
    const windows = firstWindows(range, target.connection);
    this.#parts.records.clearClosed();
    this.#parts.tree.resetPages();
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

  /** Keeps keyboard focus in the view: the welcome content that had it disappears with the first row. */
  async #focusFirstRow(attempts = 3): Promise<void> {
    const [first] = await this.#parts.tree.getChildren();
    if (!first) return;
    try {
      await this.#parts.view.reveal(first, { select: false, focus: true });
    } catch (error) {
      // VS Code does not know the row yet: customers arrived before it had read the waiting row.
      if (attempts > 1) await this.#focusFirstRow(attempts - 1);
      else this.#parts.log.error('The first row could not be focused.', error);
    }
  }

  async #pullMissing(): Promise<void> {
    const shown = await this.#parts.model.settled();
    if (shown?.isPulledElsewhere) showPulledElsewhere();
    else await this.#retry(shown?.missing.map(({ window }) => window) ?? []);
  }

  async #retry(windows: readonly Window[]): Promise<void> {
    const pull = this.#parts.model.shown?.pull;
    const target = pull && windows.length ? await resolvePullTarget(this.#parts.ports.targets, pull) : undefined;
    if (target) await this.#parts.pulls.retry(target, pull!, windows);
  }

  async #changeOrder(change: Parameters<CustomersModel['update']>[0] | undefined): Promise<void> {
    if (!change) return;
    this.#parts.tree.resetPages();
    await this.#parts.model.update(change);
  }

  /** Selects a customer in the view. Asks for the ID if none is given. */
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
    if (model.isFiltered && !(await model.matches(tenant, id))) await model.update({ filter: '', only: undefined });
    if (model.tenant !== tenant) {
      const name = ports.targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
      await model.update({ source: { tenant, connection: name }, only: undefined });
    }
    const node = await this.#parts.tree.nodeToReveal(customer, tenant);
    if (node) await this.#parts.view.reveal(node, { select: true, focus: true });
  }

  async #clear(): Promise<void> {
    const { keeper, model, pulls, records, tree } = this.#parts;
    const { tenant: current, connection } = model;
    const [ofCurrent, ofAll] = await Promise.all([
      current === undefined ? undefined : this.#storedCustomers(current),
      this.#storedCustomers(),
    ]);
    const scope = await askClearCustomers(connection, ofCurrent, ofAll);
    if (!scope) return;
    const tenant = scope === 'current' ? current : undefined;
    const total = (scope === 'current' ? ofCurrent : ofAll)?.customers;
    const isCancelled = await withProgress(vscode.l10n.t('Clearing customers'), async (signal, report) => {
      await pulls.stop(tenant);
      try {
        await keeper.clear(tenant, { signal, onDeleted: (customers) => report(deletedText(customers, total)) });
      } catch (error) {
        void showError(this.#parts.log, keeper.explain(error));
      }
      return signal.aborted;
    });
    if (isCancelled) showCancelledClear(await this.#storedCustomers());
    tree.resetPages();
    records.clearFetched();
    await model.forget(tenant);
  }

  /** The stored customers of a tenant, or of all. Undefined if they cannot be counted; they can still be deleted. */
  async #storedCustomers(tenant?: string): Promise<KeptCustomers | undefined> {
    const { keeper } = this.#parts;
    try {
      return await keeper.kept(tenant);
    } catch (error) {
      keeper.explain(error);
      return undefined;
    }
  }

  async #open(reference: (RecordReference & { refresh?: boolean }) | undefined): Promise<void> {
    if (!reference) return;
    if (reference.refresh === true || !(await this.#parts.records.has(reference))) {
      const customer = await this.#parts.records.fetch(reference);
      if (!customer) return;
      await this.#parts.put(reference.tenant, customer);
    }
    await vscode.commands.executeCommand('vscode.open', recordUri(reference), {
      preview: true,
    } satisfies vscode.TextDocumentShowOptions);
  }

  /** Opens a draft for the customer's tenant: in another tenant the ID may belong to a different customer. */
  async #draft(operation: 'get' | 'update', reference: RecordReference | undefined): Promise<void> {
    if (!reference) return;
    const { ports } = this.#parts;
    const connection = ports.targets.connectionOf(reference.tenant, reference.connection);
    if (connection) await ports.drafts.openDraft(operation, { kapture_customer_id: reference.id }, connection.name);
    else void showWarning(unreachable(reference.tenant));
  }

  /** Shows the server's response for a failed period. */
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
    return this.#parts.context.globalState.get<RangeChoice>(lastRangeKey(tenant));
  }

  /**
   * `clicked` is the customer whose context menu was used: the export is then of the selection, even if it is one
   * customer.
   */
  async #export(clicked: string | undefined): Promise<void> {
    const shown = await this.#parts.model.settled();
    const database = this.#parts.keeper.path;
    if (!shown || database === undefined) {
      void showInformation(vscode.l10n.t('There are no customers to export. Pull a range first.'));
      return;
    }
    const inView = [...new Set(this.#parts.view.selection.flatMap((node) => customerNode(node)?.id ?? []))];
    // Opening a customer selects it, so a single selection only counts from the context menu.
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
        isSelectionOnly: clicked !== undefined,
      },
      this.#parts.log,
    );
  }
}

function showPulledElsewhere(): void {
  void showInformation(vscode.l10n.t('These customers are being pulled in another window.'));
}

/** `showCollapseAll` of the tree view would add an icon to the title bar, which has no room for it. */
async function collapseAll(): Promise<void> {
  await vscode.commands.executeCommand(`${customersView}.focus`);
  await vscode.commands.executeCommand('list.collapseAll');
}

/** More than a year of days, which is more likely a typo. */
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

/** Copies the distinct texts, one per line. */
async function copyLines(texts: readonly (string | undefined)[]): Promise<void> {
  const distinct = [...new Set(texts.filter(Boolean))];
  const text = distinct.join('\n');
  if (!text) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('There is nothing to copy here.'), 3000);
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(distinct.join(', '))), 3000);
}

const lastRangeKey = (tenant: string): string => `lastRange/${tenant}`;

function customerNode(node: CustomersNode | undefined): CustomerNode | undefined {
  return node?.kind === 'customer' ? node : node?.kind === 'contact' ? node.parent : undefined;
}

function contactDetails(
  node: CustomersNode | undefined,
): { readonly phone: string; readonly email: string } | undefined {
  if (node?.kind === 'contact') return (node satisfies ContactNode).contact;
  const customer = customerNode(node)?.customer;
  return customer && { phone: customer.phone || (customer.contactPhone ?? ''), email: customer.email };
}
