import * as vscode from 'vscode';
import type { DateRange } from '../../kapture/calendar.ts';
import type { Target } from '../../kapture/client.ts';
import { KaptureError } from '../../kapture/errors.ts';
import type { WindowResult } from '../../kapture/pull/puller.ts';
import type { Window } from '../../kapture/pull/windows.ts';
import type { ClientLoader } from '../clientLoader.ts';
import { runCommand } from '../commands.ts';
import { customersView } from '../ids.ts';
import type { Log } from '../log.ts';
import { showError } from '../messages.ts';
import { withProgress } from '../progress.ts';
import { rangeText, type CustomersModel } from './customersModel.ts';
import { explainFailure } from './failureGroups.ts';

/** The pulls under way: they fill the model, show progress, and leave what was cancelled or failed to be pulled again. */
export class CustomerPulls implements vscode.Disposable {
  readonly #model: CustomersModel;
  readonly #clients: ClientLoader;
  readonly #log: Log;
  readonly #running = new Set<AbortController>();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly onDidEnd = this.#ended.event;

  constructor(model: CustomersModel, clients: ClientLoader, log: Log) {
    this.#model = model;
    this.#clients = clients;
    this.#log = log;
  }

  get isPulling(): boolean {
    return this.#running.size > 0;
  }

  /** Starts over with a range. What else is under way ends: its customers would be of another range. */
  async start(target: Target, title: string, range: DateRange, windows: readonly Window[]): Promise<void> {
    this.#stop();
    const control = new AbortController();
    this.#running.add(control);
    this.#model.begin(target.connection.name, range);
    this.#model.connection = target.connection.name;
    await this.#pull(control, target, title, windows);
  }

  /** Pulls some windows again, beside what else is under way. */
  async retry(target: Target, windows: readonly Window[]): Promise<void> {
    const control = new AbortController();
    this.#running.add(control);
    await this.#pull(control, target, rangeText({ start: windows.at(-1)!.start, end: windows[0]!.end }), windows);
  }

  async #pull(control: AbortController, target: Target, title: string, windows: readonly Window[]): Promise<void> {
    const { name, baseUrl } = target.connection;
    const results = new Map<Window, WindowResult>();
    let found = 0;
    const work = async (cancel: AbortSignal, report: (message: string) => void): Promise<void> => {
      const client = await this.#clients.get();
      const { pullWindows } = await import('../../kapture/index.ts');
      await pullWindows(windows, {
        client, target, signal: AbortSignal.any([cancel, control.signal]),
        onWindow: (result) => {
          // A reply may come in the moment in which another range takes over.
          if (control.signal.aborted) return;
          results.set(result.window, result);
          found += result.customers.length;
          this.#model.add(name, result);
          report(vscode.l10n.t('{0} of {1} windows, {2} customers', results.size, windows.length, found));
        },
      });
    };
    try {
      await vscode.window.withProgress({ location: { viewId: customersView } }, () => withProgress(vscode.l10n.t('{0}: {1}', name, title), work));
      if (!control.signal.aborted) {
        // What was cancelled stands in the view as well: a gap that nobody sees is a wrong answer.
        for (const window of windows.filter((candidate) => !results.has(candidate))) {
          this.#model.add(name, { window, customers: [], error: new KaptureError('cancelled', new URL(baseUrl).host, 'cancelled') });
        }
      }
    } finally {
      this.#running.delete(control);
      this.#ended.fire();
    }
    const failed = [...results.values()].filter(({ error, exchange }) => error ?? exchange);
    this.#log.info(`pull ${name} ${windows.at(-1)?.start ?? ''} – ${windows[0]?.end ?? ''}: ${results.size} of ${windows.length} windows, ${found} customers, ${failed.length} failed`);
    this.#tellFailure(target, failed, results.size);
  }

  /** Failed windows stand in the view with their reasons. A message comes only where nothing worked. */
  #tellFailure(target: Target, failed: readonly WindowResult[], done: number): void {
    const [first] = failed;
    if (!first) return;
    if (first.exchange?.reply.reading.trouble === 'unauthorized') {
      void showError(this.#log, explainFailure(first), { title: vscode.l10n.t('Set Key'), run: () => runCommand('kapture.setAuthKey', target.connection.name) });
    } else if (failed.length === done) {
      void showError(this.#log, explainFailure(first), { title: vscode.l10n.t('Retry'), run: () => this.retry(target, failed.map(({ window }) => window)) });
    }
  }

  #stop(): void {
    for (const control of this.#running) control.abort();
    this.#running.clear();
  }

  dispose(): void {
    this.#stop();
    this.#ended.dispose();
  }
}
