import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import type { DateRange } from '../../../kapture/dates/calendar.ts';
import type { Target } from '../../../kapture/exchange/exchange.ts';
import type { PeriodReport } from '../../../kapture/pull/periodFailure.ts';
import { type Period, joinPeriods, secondsOf } from '../../../kapture/pull/periods.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';
import { customersView } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { Targets } from '../../shared/targets.ts';
import { showError } from '../../shared/dialogs/messages.ts';
import { withProgress } from '../../shared/dialogs/progress.ts';
import { type ClientLoader, maxResponseBytes, networkSettings } from '../../shared/sending/clientLoader.ts';
import { numberText, rangeText } from '../../shared/texts/localTexts.ts';
import { countText } from '../../shared/texts/recordTexts.ts';
import type { CustomersModel } from '../customersModel.ts';
import type { CustomerStorage } from '../storage/customerStorage.ts';
import { resolvePullTarget } from './pullActions.ts';
import { type PullResult, showPullResult } from './showPullResult.ts';

/** Runs pulls: fills the store and shows progress. Periods that failed or were canceled can be retried. */
export class CustomerPulls implements vscode.Disposable {
  readonly #model: CustomersModel;
  readonly #storage: CustomerStorage;
  readonly #clients: ClientLoader;
  readonly #targets: Targets;
  readonly #log: Log;
  readonly #running = new Map<
    AbortController,
    { readonly tenant: string; readonly module: ListModule; readonly run: Promise<void> }
  >();
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
   * Starts a new pull of a range and ends running ones of its list, because their records belong to another range.
   * `onStarted` is called when the view shows the new pull, before any records arrive.
   */
  async start(
    target: Target,
    module: ListModule,
    title: string,
    range: DateRange,
    periods: readonly Period[],
    onStarted?: () => void,
  ): Promise<void> {
    const { tenant, name, timeZone } = target.connection;
    void this.stop(tenant, module);
    const source = { tenant, connection: name, timeZone };
    await this.#startRun(
      target,
      module,
      title,
      periods,
      (store) => store.begin(source, range, periods, module),
      onStarted,
    );
  }

  /** Retries some periods of a pull while other pulls go on. */
  async retry(target: Target, pull: StoredPull, periods: readonly Period[]): Promise<void> {
    if (!periods.length) return;
    const title = rangeText(joinPeriods(periods));
    await this.#startRun(target, pull.module, title, periods, () => Promise.resolve(pull));
  }

  async #startRun(
    target: Target,
    module: ListModule,
    title: string,
    periods: readonly Period[],
    begin: (store: AsyncStore) => Promise<StoredPull>,
    onStarted?: () => void,
  ): Promise<void> {
    const controller = new AbortController();
    const run = this.#run(controller, target, title, periods, begin, onStarted);
    this.#running.set(controller, { tenant: target.connection.tenant, module, run });
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
        await this.#model.begin(pull, target.connection.name);
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
        void showError(this.#log, this.#storage.explain(error));
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
    const total = periods.reduce((sum, period) => sum + secondsOf(period), 0);
    let done = 0;
    let hasReceived = false;
    /** Number of records in the periods that have ended. Records of an earlier attempt are not counted again. */
    let found = 0;
    const work = async (cancel: AbortSignal, report: (message: string) => void): Promise<void> => {
      const [{ streamPull }, transport] = await Promise.all([
        import('../../../kapture/index.ts'),
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
          // The first records are shown at once.
          if (hasReceived) this.#model.refreshSoon();
          else if (records) void this.#model.refresh();
          hasReceived ||= records > 0;
        },
        onPeriod: (result) => {
          reports.push(result);
          found += result.records - result.withoutId;
          done += secondsOf(result.period);
          report(progressText(pull.module, found, done / total));
          this.#model.refreshSoon();
        },
      });
    };
    await vscode.window.withProgress({ location: { viewId: customersView } }, () =>
      withProgress(vscode.l10n.t('{0}: {1}', name, title), work),
    );
    const failed = reports.filter(({ failure }) => failure);
    // Two periods can return the same record, which the store has once.
    const stored = await store.count(pull.id);
    const records = Math.min(found, stored);
    // Many records outside the range suggest that the time zone of the connection is wrong.
    const outside = reports.reduce((sum, report) => sum + (report.outside ?? 0), 0);
    this.#log.info(
      `pull ${name} ${periods.at(-1)?.start ?? ''} – ${periods[0]?.end ?? ''}: ${reports.length} periods, ${records} ${pull.module}s, ${failed.length} failed, ${outside} outside their periods`,
    );
    return {
      found: records,
      failed,
      done: reports.length,
      withoutId: reports.reduce((sum, { withoutId }) => sum + withoutId, 0),
      notRecords: reports.reduce((sum, { notRecords }) => sum + notRecords, 0),
    };
  }

  async #showResult(result: PullResult, target: Target, pull: StoredPull): Promise<void> {
    await this.#model.refresh();
    showPullResult(result, target, pull, {
      log: this.#log,
      shown: await this.#model.findPull(pull.tenant, pull.module),
      openStore: () => this.#storage.open(),
      retry: (periods) => this.#resolveAndRetry(pull, periods),
    });
  }

  /** The notification may be old, so the connection is resolved again. */
  async #resolveAndRetry(pull: StoredPull, periods: readonly Period[]): Promise<void> {
    const target = await resolvePullTarget(this.#targets, pull, this.#log);
    if (target) await this.retry(target, pull, periods);
  }

  /** Stops the pulls of a tenant, or all; received records stay. Resolves when the store has recorded the end. */
  async stop(tenant?: string, module?: ListModule): Promise<void> {
    const running = [...this.#running].filter(
      ([, pull]) =>
        (tenant === undefined || pull.tenant === tenant) && (module === undefined || pull.module === module),
    );
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

function progressText(module: ListModule, records: number, share: number): string {
  return [numberText(share, { style: 'percent', maximumFractionDigits: 0 }), countText(module, records)].join(', ');
}
