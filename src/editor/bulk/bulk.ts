import * as vscode from 'vscode';
import type { PlanHead } from '../../kapture/bulk/plans/plan.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { planView } from '../shared/ids.ts';
import { showInformation, showWarning } from '../shared/dialogs/messages.ts';
import type { StoredData } from '../shared/storedData.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { readPageParts } from '../shared/webviewPage.ts';
import { changeField, importClipboard, importFile } from './importTable.ts';
import { watchMappings } from './mappingFiles.ts';
import { openKnownPlan, openPlan, storedPlans } from './openPlan.ts';
import { PlanPanel, type EndedAction } from './planPanel.ts';
import { Plans, type BulkContext, type PlanPlace } from './plans.ts';
import { noteRun, ActiveRuns } from './runs.ts';

/** Bulk changes: tables of customers become plans, and plans are written. */
export class Bulk implements vscode.Disposable {
  readonly #context: BulkContext;
  readonly #plans: Plans;
  readonly #runs: ActiveRuns;
  /** The tab of each plan that has one. */
  readonly #panels = new Map<number, vscode.WebviewPanel>();
  readonly #pages = new Set<PlanPanel>();
  readonly #place: PlanPlace;
  #mappings: vscode.Disposable | undefined;
  #isDisposed = false;

  constructor(context: BulkContext) {
    this.#context = context;
    this.#plans = new Plans(context);
    this.#runs = new ActiveRuns(this.#plans, context);
    this.#place = { context, plans: this.#plans, show: (plan) => this.show(plan) };
  }

  importFile(file: vscode.Uri | undefined): Promise<void> {
    return importFile(file, this.#place);
  }

  importClipboard(): Promise<void> {
    return importClipboard(this.#place);
  }

  /** Checks open mapping files from now on. */
  checkMappings(): void {
    if (!this.#isDisposed) this.#mappings ??= watchMappings(this.#context);
  }

  changeField(references: readonly RecordReference[]): Promise<void> {
    return changeField(references, this.#place);
  }

  /** Opens a plan, or asks which. */
  openPlan(plan?: number): Promise<void> {
    return typeof plan === 'number' ? openKnownPlan(plan, this.#place) : openPlan(this.#place);
  }

  get storedData(): StoredData {
    return storedPlans(this.#place);
  }

  async show(plan: number): Promise<void> {
    const open = this.#panels.get(plan);
    if (open) return open.reveal();
    const panel = vscode.window.createWebviewPanel(planView, vscode.l10n.t('Plan'), vscode.ViewColumn.Active, {
      retainContextWhenHidden: false,
    });
    await this.restore(panel, plan);
  }

  /** Fills a panel, such as one that VS Code restores after a reload. */
  async restore(panel: vscode.WebviewPanel, plan: number): Promise<void> {
    // The panel is known before its page is read, so that a second call does not open a second tab.
    this.#panels.set(plan, panel);
    let isClosed = false;
    panel.onDidDispose(() => {
      isClosed = true;
      if (this.#panels.get(plan) === panel) this.#panels.delete(plan);
    });
    try {
      const page = await readPageParts(vscode.Uri.joinPath(this.#context.extensionUri, 'dist'), 'plan-page');
      if (isClosed || this.#isDisposed) return;
      const opened = new PlanPanel(plan, panel, page, {
        ...this.#place,
        runs: this.#runs,
        reportEnd: (head, ended) => this.#reportEnd(head, ended),
      });
      this.#pages.add(opened);
      panel.onDidDispose(() => this.#pages.delete(opened));
      await this.#noteEnded(plan);
    } catch (error) {
      panel.dispose();
      throw error;
    }
  }

  /** Stores in the history the outcome of a run whose window ended during the run. */
  async #noteEnded(plan: number): Promise<void> {
    const { store } = this.#plans;
    try {
      const head = await store.plan(plan);
      const hasEnded = head?.status === 'stopped' || head?.status === 'finished';
      if (hasEnded && !this.#runs.active(plan)) await noteRun(head, undefined, store, this.#context);
    } catch (error) {
      this.#context.log.error('plan', error);
    }
  }

  #reportEnd(head: PlanHead, { notice, sentence, isFailure }: EndedAction): void {
    if (this.#isDisposed) return;
    this.#runs.setNotice(head.id, notice);
    if (!sentence || [...this.#pages].some(({ plan, isVisible }) => plan === head.id && isVisible)) return;
    const showMessage = isFailure ? showWarning : showInformation;
    void showMessage(`${oneLine(head.title, 60)}: ${sentence}`, this.#context.log, {
      title: vscode.l10n.t('Open Plan'),
      run: () => this.show(head.id),
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#mappings?.dispose();
    this.#runs.dispose();
    for (const page of this.#pages) page.dispose();
    this.#plans.dispose();
  }
}
