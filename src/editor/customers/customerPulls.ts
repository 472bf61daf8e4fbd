import * as vscode from 'vscode';
import type { DateRange } from '../../kapture/dates/calendar.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { isTenantIdMissing, type PeriodFailure, type PeriodReport } from '../../kapture/pull/periodFailure.ts';
import { hasDaysOnly, withGaps, type Period } from '../../kapture/pull/periods.ts';
import { PeriodsDone } from '../../kapture/pull/periodsDone.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import { maxResponseBytes, type ClientLoader } from '../shared/sending/clientLoader.ts';
import { runCommand } from '../shared/commands.ts';
import { customersView } from '../shared/ids.ts';
import { numberText, rangeText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showError, showWarning, type MessageAction } from '../shared/questions/messages.ts';
import type { Targets } from '../shared/ports.ts';
import { withProgress } from '../shared/questions/progress.ts';
import type { CustomerStorage } from './customerStorage.ts';
import { askTenantId } from './askTenantId.ts';
import type { CustomersModel } from './customersModel.ts';
import { explainFailure } from './failureGroups.ts';
import { resolvePullTarget } from './resolvePullTarget.ts';

/** Runs pulls: fills the store and shows progress. Periods that failed or were canceled can be retried. */
export class CustomerPulls implements vscode.Disposable {
  readonly #model: CustomersModel;
  readonly #storage: CustomerStorage;
  readonly #clients: ClientLoader;
  readonly #targets: Targets;
  readonly #log: Log;
  readonly #running = new Map<AbortController, { readonly tenant: string; readonly run: Promise<void> }>();
  /** Concurrent runs (the first and retries) by pull ID. */
  readonly #runs = new Map<number, number>();
  /** Fires with the pull, unless it could not be started. */
  readonly #ended = new vscode.EventEmitter<StoredPull | undefined>();
  readonly onDidEnd = this.#ended.event;

  constructor(model: CustomersModel, storage: CustomerStorage, clients: ClientLoader, targets: Targets, log: Log) {
    this.#model = model;
    this.#storage = storage;
    this.#clients = clients;
    this.#targets = targets;
    this.#log = log;
  }

  get isPulling(): boolean {
    return this.#running.size > 0;
  }

  /**
   * Starts a new pull of a range and ends running ones of its tenant, because their customers belong to another range.
   * `onStarted` is called when the view shows the new pull, before any customers arrive.
   */
  async start(
    target: Target,
    title: string,
    range: DateRange,
    periods: readonly Period[],
    onStarted?: () => void,
  ): Promise<void> {
    const { tenant, name, timeZone } = target.connection;
    void this.stop(tenant);
    const source = { tenant, connection: name, timeZone };
    await this.#startRun(target, title, periods, (store) => store.begin(source, range, periods), onStarted);
  }

  /** Retries some periods of a pull while other pulls go on. */
  async retry(target: Target, pull: StoredPull, periods: readonly Period[]): Promise<void> {
    if (!periods.length) return;
    const range = { start: periods.at(-1)!.start, end: periods[0]!.end };
    // Another window of VS Code may have replaced the pull in the meantime. The new one then also lacks the periods in
    // between.
    await this.#startRun(target, rangeText(range), periods, async (store) =>
      (await store.periods(pull.id)).length ? pull : store.begin(pull, range, withGaps(periods)),
    );
  }

  async #startRun(
    target: Target,
    title: string,
    periods: readonly Period[],
    begin: (store: AsyncStore) => Promise<StoredPull>,
    onStarted?: () => void,
  ): Promise<void> {
    const controller = new AbortController();
    const run = this.#run(controller, target, title, periods, begin, onStarted);
    this.#running.set(controller, { tenant: target.connection.tenant, run });
    await run;
  }

  async #run(
    controller: AbortController,
    target: Target,
    title: string,
    periods: readonly Period[],
    begin: (store: AsyncStore) => Promise<StoredPull>,
    onStarted?: () => void,
  ): Promise<void> {
    let store: AsyncStore | undefined;
    let pull: StoredPull | undefined;
    try {
      store = await this.#storage.open();
      pull = await begin(store);
      this.#runs.set(pull.id, (this.#runs.get(pull.id) ?? 0) + 1);
      let result: PullResult | undefined;
      try {
        await this.#model.begin(pull, target.connection.name, true);
        onStarted?.();
        if (!controller.signal.aborted) result = await this.#pull(controller, target, title, pull, periods, store);
      } finally {
        await this.#end(pull, store);
      }
      if (result) await this.#showResult(result, target, pull);
      await this.#storage.prune();
    } catch (error) {
      // Stopping a pull may include closing the store.
      if (!controller.signal.aborted || store?.ended.aborted === false)
        void showError(this.#log, this.#storage.explain(error), ...(await this.#partialPull(pull)));
    } finally {
      this.#running.delete(controller);
      await this.#model.refresh();
      this.#ended.fire(pull);
    }
  }

  /** Ends a pull with its last run. */
  async #end({ id }: StoredPull, store: AsyncStore): Promise<void> {
    const others = this.#runs.get(id)! - 1;
    if (others) {
      this.#runs.set(id, others);
      return;
    }
    this.#runs.delete(id);
    try {
      await store.end(id);
    } finally {
      this.#model.end(id);
    }
  }

  async #pull(
    controller: AbortController,
    target: Target,
    title: string,
    pull: StoredPull,
    periods: readonly Period[],
    store: AsyncStore,
  ): Promise<PullResult> {
    const { name } = target.connection;
    const reports: PeriodReport[] = [];
    const progress = new PeriodsDone(periods);
    // Customers without a readable date may be found in two periods. The store has each once.
    const distinct = async (received: number): Promise<number> =>
      hasDaysOnly(target.connection) ? Math.min(received, await store.count(pull.id)) : received;
    let found = 0;
    const work = async (cancel: AbortSignal, report: (message: string) => void): Promise<void> => {
      const [{ streamPull }, { networkSettings }, transport] = await Promise.all([
        import('../../kapture/index.ts'),
        import('../shared/network/index.ts'),
        this.#clients.transport(),
      ]);
      await streamPull(periods, {
        transport,
        store,
        target,
        pull,
        network: networkSettings,
        maxBytes: maxResponseBytes,
        signal: AbortSignal.any([cancel, controller.signal]),
        onRecords: (records) => {
          // The first customers are shown at once.
          if (found) this.#model.refreshSoon();
          else if (records) void this.#model.refresh();
          found += records;
        },
        onPeriod: (result) => {
          reports.push(result);
          progress.add(result.period);
          report(progressText(found, progress));
          this.#model.refreshSoon();
        },
      });
    };
    await vscode.window.withProgress({ location: { viewId: customersView } }, () =>
      withProgress(vscode.l10n.t('{0}: {1}', name, title), work),
    );
    const failed = reports.filter(({ failure }) => failure);
    const customers = await distinct(found);
    // Many of them suggest that the time zone of the connection is wrong.
    const outside = reports.reduce((sum, report) => sum + (report.outside ?? 0), 0);
    this.#log.info(
      `pull ${name} ${periods.at(-1)?.start ?? ''} – ${periods[0]?.end ?? ''}: ${reports.length} periods, ${customers} customers, ${failed.length} failed, ${outside} outside their periods`,
    );
    return {
      found: customers,
      failed,
      done: reports.length,
      withoutId: reports.reduce((sum, { withoutId }) => sum + withoutId, 0),
      notRecords: reports.reduce((sum, { notRecords }) => sum + notRecords, 0),
    };
  }

  async #showResult(
    { found, failed, done, withoutId, notRecords }: PullResult,
    target: Target,
    pull: StoredPull,
  ): Promise<void> {
    const { name } = target.connection;
    await this.#model.refresh();
    const shown = await this.#model.findPull(pull.tenant);
    if (found && shown?.id !== pull.id) {
      const isReplaced = shown !== undefined && shown.id > pull.id;
      const kept = isReplaced
        ? vscode.l10n.t('The view shows a later pull from {0}, which was started in another window.', name)
        : vscode.l10n.t('The pull from {0} is incomplete. The view still shows the previous pull.', name);
      if (failed[0])
        void showWarning(`${kept} ${explainFailure(failed[0].failure, name)}`, this.#log, this.#showPartial(pull), {
          title: vscode.l10n.t('Refresh'),
          run: () => runCommand('kapture.refreshCustomers'),
        });
      else vscode.window.setStatusBarMessage(kept, 5000);
      return;
    }
    this.#showFailure(target, pull, failed, done);
    if (found && failed.length < done)
      vscode.window.setStatusBarMessage(
        found === 1
          ? vscode.l10n.t('1 customer pulled from {0}', name)
          : vscode.l10n.t('{0} customers pulled from {1}', numberText(found), name),
        5000,
      );
    warnWithoutId(name, withoutId);
    warnNotRecords(name, notRecords);
  }

  /** Offers what a pull has received, if the view still shows the previous one. */
  async #partialPull(pull: StoredPull | undefined): Promise<MessageAction[]> {
    if (!pull) return [];
    try {
      const shown = await this.#model.findPull(pull.tenant);
      const received = await (await this.#storage.open()).count(pull.id);
      return received && shown?.id !== pull.id ? [this.#showPartial(pull)] : [];
    } catch (error) {
      // The store may be why the pull failed.
      this.#log.error('The partial pull could not be counted.', error);
      return [];
    }
  }

  #showPartial(pull: StoredPull): MessageAction {
    return { title: vscode.l10n.t('Show Partial Pull'), run: () => this.#model.show(pull) };
  }

  /**
   * The view lists failed periods with their reasons, so a message is only shown if all failed or the key was refused.
   */
  #showFailure(target: Target, pull: StoredPull, failed: readonly PeriodReport[], done: number): void {
    const [first] = failed;
    if (!first) return;
    const sentence = explainFailure(first.failure, target.connection.name);
    if (isUnauthorized(first.failure)) {
      void showError(this.#log, sentence, {
        title: vscode.l10n.t('Set Auth Key'),
        run: () => runCommand('kapture.setAuthKey', target.connection.name),
      });
    } else if (first.failure && isTenantIdMissing(first.failure)) {
      void showError(this.#log, sentence, {
        title: vscode.l10n.t('Set Tenant ID…'),
        run: async () => {
          if (await askTenantId(target.connection, () => this.#storage.open()))
            await this.#resolveAndRetry(pull, periodsOf(failed));
        },
      });
    } else if (failed.length === done) {
      void showError(this.#log, sentence, {
        title: vscode.l10n.t('Retry'),
        run: () => this.#resolveAndRetry(pull, periodsOf(failed)),
      });
    }
  }

  /** The notification may be old, so the connection is resolved again. */
  async #resolveAndRetry(pull: StoredPull, periods: readonly Period[]): Promise<void> {
    const target = await resolvePullTarget(this.#targets, pull, this.#log);
    if (target) await this.retry(target, pull, periods);
  }

  /** Stops the pulls of a tenant, or all; received customers stay. Resolves when the store has recorded the end. */
  async stop(tenant?: string): Promise<void> {
    const running = [...this.#running].filter(([, pull]) => tenant === undefined || pull.tenant === tenant);
    for (const [control] of running) {
      control.abort();
      this.#running.delete(control);
    }
    await Promise.all(running.map(([, { run }]) => run));
  }

  dispose(): void {
    void this.stop();
    this.#ended.dispose();
  }
}

/** The result of one run of a pull. */
interface PullResult {
  readonly found: number;
  readonly failed: readonly PeriodReport[];
  /** Periods that ended, failed or not. */
  readonly done: number;
  readonly withoutId: number;
  readonly notRecords: number;
}

function progressText(customers: number, { done, total }: PeriodsDone): string {
  return [
    total === 1
      ? vscode.l10n.t('{0} of 1 period', numberText(done))
      : vscode.l10n.t('{0} of {1} periods', numberText(done), numberText(total)),
    customers === 1 ? vscode.l10n.t('1 customer') : vscode.l10n.t('{0} customers', numberText(customers)),
  ].join(', ');
}

/** Records without an ID are not stored: they cannot be opened, and two of them could be the same customer. */
function warnWithoutId(connection: string, count: number): void {
  if (count)
    void showWarning(
      count === 1
        ? vscode.l10n.t('1 record from {0} has no ID, so it is not shown.', connection)
        : vscode.l10n.t('{0} records from {1} have no ID, so they are not shown.', numberText(count), connection),
    );
}

function warnNotRecords(connection: string, count: number): void {
  if (count)
    void showWarning(
      count === 1
        ? vscode.l10n.t('1 element of the list from {0} is not a customer record, so it is not shown.', connection)
        : vscode.l10n.t(
            '{0} elements of the lists from {1} are not customer records, so they are not shown.',
            numberText(count),
            connection,
          ),
    );
}

function periodsOf(reports: readonly PeriodReport[]): readonly Period[] {
  return reports.map(({ period }) => period);
}

function isUnauthorized(failure: PeriodFailure | undefined): boolean {
  return failure !== undefined && 'reading' in failure && failure.reading.trouble === 'unauthorized';
}
