import * as vscode from 'vscode';
import type { Fields } from '../../../kapture/catalogue/fieldText.ts';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import { listOperations } from '../../../kapture/catalogue/registry.ts';
import { type Connection, readConnection } from '../../../kapture/connection/connection.ts';
import { tenantIdOf } from '../../../kapture/connection/tenant.ts';
import type { Target } from '../../../kapture/exchange/exchange.ts';
import { firstObject } from '../../../kapture/json/firstObject.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import { countFirstPeriods, firstPeriods, rangeToPull } from '../../../kapture/pull/periods.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';
import { customersView } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { Targets } from '../../shared/targets.ts';
import { showInformation, showWarning } from '../../shared/dialogs/messages.ts';
import { showUnreachable } from '../../shared/dialogs/showUnreachable.ts';
import { setting, updateSetting } from '../../shared/settings.ts';
import { showModuleOf } from '../../shared/shownModules.ts';
import type { CustomersServices } from '../customersServices.ts';
import type { FailureGroup } from '../failedPeriods.ts';
import { type RangeChoice, rangeOfChoice, rangeToRefresh } from './pullRange.ts';
import { choiceTitle, confirmLongRange, pickRange } from './rangePicker.ts';

/** The commands of the Customers view that pull. */
export class PullActions {
  readonly #services: CustomersServices;

  constructor(services: CustomersServices) {
    this.#services = services;
  }

  /** Asks for a connection if none is active, and for a range, and pulls it. */
  async pullRange(module: ListModule): Promise<void> {
    const operation = listOperations[module];
    const target = await this.#services.ports.targets.resolve(operation);
    if (!target) return;
    const choice = await pickRange(module, target.connection.timeZone, this.#lastChoice(target.connection, module));
    if (choice === undefined) return;
    await showModuleOf(operation);
    await this.#services.context.globalState.update(lastRangeKey(target.connection.tenant, module), choice);
    await this.#pull(target, module, choice);
  }

  /** Pulls the shown range again; asks for a range if nothing is shown and none was chosen before. */
  async refresh(): Promise<void> {
    const { targets } = this.#services.ports;
    const { module } = this.#services.model;
    const shown = await this.#services.model.settled();
    // The view may show another tenant than that of the active connection.
    const active = targets.all.find(({ name }) => name === targets.activeName);
    const source = shown?.pull ?? (active && { tenant: active.tenant, connection: active.name });
    const choice = source && rangeToRefresh(shown, this.#lastChoice(source, module));
    if (!source || choice === undefined) return this.pullRange(module);
    const target = await resolvePullTarget(targets, { ...source, module }, this.#services.log);
    if (target) await this.#pull(target, module, choice);
  }

  async #pull({ connection }: Target, module: ListModule, choice: RangeChoice): Promise<void> {
    const operation = listOperations[module];
    const range = rangeToPull(rangeOfChoice(choice, connection.timeZone), connection, operation);
    if (!(await confirmLongRange(countFirstPeriods(range, connection, operation)))) return;
    // The connection may have changed while the user was asked.
    const source = { tenant: connection.tenant, connection: connection.name, module };
    const target = await resolvePullTarget(this.#services.ports.targets, source, this.#services.log);
    if (!target) return;
    const periods = firstPeriods(range, target.connection, operation);
    this.#services.records.clearClosed();
    this.#services.tree.resetPages();
    await this.#services.model.show(module);
    const isEmpty = !this.#services.model.shown;
    const pull = this.#services.pulls.start(
      target,
      module,
      choiceTitle(choice),
      range,
      periods,
      () => isEmpty && void this.#focusFirstRow(),
    );
    if (!isEmpty) void vscode.commands.executeCommand(`${customersView}.focus`);
    await pull;
  }

  /** Keeps keyboard focus in the view: the welcome content that had it disappears with the first row. */
  async #focusFirstRow(attempts = 3): Promise<void> {
    const [first] = await this.#services.tree.getChildren();
    if (!first) return;
    try {
      await this.#services.view.reveal(first, { select: false, focus: true });
    } catch (error) {
      // Records arrived before VS Code had read the waiting row, so it does not know that row yet.
      if (attempts > 1) await this.#focusFirstRow(attempts - 1);
      else this.#services.log.error('The first row could not be focused.', error);
    }
  }

  /** Pulls the missing periods of the shown pull. */
  async pullMissing(): Promise<void> {
    const shown = await this.#services.model.settled();
    if (!shown?.missing.length) void showInformation(vscode.l10n.t('Nothing is missing.'));
    else await this.retry({ pull: shown.pull, periods: shown.missing.map(({ period }) => period) });
  }

  /** Pulls some periods of a pull again. */
  async retry({ pull, periods }: Pick<FailureGroup, 'pull' | 'periods'>): Promise<void> {
    const target = await resolvePullTarget(this.#services.ports.targets, pull, this.#services.log);
    if (target) await this.#services.pulls.retry(target, pull, periods);
  }

  #lastChoice({ tenant }: { readonly tenant: string }, module: ListModule): RangeChoice | undefined {
    return this.#services.context.globalState.get<RangeChoice>(lastRangeKey(tenant, module));
  }
}

const lastRangeKey = (tenant: string, module: ListModule): string =>
  module === 'customer' ? `lastRange/${tenant}` : `lastRange/${module}/${tenant}`;

/**
 * The connection to a tenant with the key for Pull; the named one if it still belongs to the tenant. Undefined if there
 * is none; the user has then been told. Resolve it again after each input, because the connection may have changed.
 */
export async function resolvePullTarget(
  targets: Targets,
  { tenant, connection, module }: Pick<StoredPull, 'tenant' | 'connection' | 'module'>,
  log: Log,
): Promise<Target | undefined> {
  const known = targets.connectionOf(tenant, connection);
  const target = known && (await targets.resolveNamed(known.name, listOperations[module]));
  if (known && (!target || target.connection.tenant === tenant)) return target;
  showUnreachable(tenant, log);
  return undefined;
}

/**
 * Asks for the tenant's ID, and adds it to the connection's settings. A stored customer may have the ID to propose.
 * Resolves to false if the user cancels, or if the connection no longer leads to the tenant.
 */
export async function askTenantId(
  { name, tenant }: Pick<Connection, 'name' | 'tenant'>,
  openStore: () => Promise<Pick<AsyncStore, 'last' | 'page' | 'record'>>,
): Promise<boolean> {
  const known = await tenantIdOfCustomers(await openStore(), tenant);
  const cmId = await vscode.window.showInputBox({
    title: vscode.l10n.t('Tenant ID of {0}', name),
    prompt: known
      ? vscode.l10n.t('This is the cmId of a customer that was pulled earlier.')
      : vscode.l10n.t('The cmId in the record of any of its customers. To see one, send a Get Customer request.'),
    ignoreFocusOut: true,
    ...(known !== undefined && { value: known }),
    validateInput: (text) => (tenantIdOf(text) === undefined ? vscode.l10n.t('A tenant ID is a number.') : undefined),
  });
  if (cmId === undefined) return false;
  const entries = setting('connections');
  const isSame = (entry: unknown): boolean => {
    const { connection } = readConnection(entry);
    return connection?.name === name && connection.tenant === tenant;
  };
  // The input box may have been open for a long time.
  if (!entries.some(isSame)) {
    void showWarning(vscode.l10n.t('Nothing was changed: {0} no longer exists, or its base URL changed.', name));
    return false;
  }
  await updateSetting(
    'connections',
    entries.map((entry) => (isSame(entry) ? { ...(entry as Fields), cmId: cmId.trim() } : entry)),
  );
  return true;
}

/** The ID of a tenant, as one of its stored customers has it. */
async function tenantIdOfCustomers(
  store: Pick<AsyncStore, 'last' | 'page' | 'record'>,
  tenant: string,
): Promise<string | undefined> {
  const pull = await store.last(tenant);
  const [customer] = pull ? await store.page(pull.id, { limit: 1 }) : [];
  const record = customer && (await store.record(pull!.id, customer.id));
  const { value } = readLoose(record ? Buffer.from(record).toString() : '');
  return tenantIdOf(firstObject(value)?.['cmId']);
}
