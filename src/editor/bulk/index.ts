import * as vscode from 'vscode';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { planView } from '../shared/ids.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { StoredData } from '../shared/storedData.ts';
import { planTitle } from '../shared/texts/planTitle.ts';
import { readPageParts } from '../shared/webviewPage.ts';
import { changeField } from './changeField.ts';
import { importClipboard, importFile } from './importTable.ts';
import type { BulkServices } from './services.ts';
import { watchMappings } from './mappingDiagnostics.ts';
import { openKnownPlan, openPlan } from './openPlan.ts';
import { PlanPanel } from './planPanel.ts';
import { hiddenPlanTabs, showTab } from './planTabs.ts';
import { Plans } from './plans.ts';
import type { BulkPorts } from './ports.ts';
import { noteRun } from './runHistory.ts';
import { Runs } from './runs.ts';
import { storedPlans } from './storedPlans.ts';
import type { Told } from './told.ts';

/** A tab that does not ask for its page within this time, in milliseconds, has it already. */
const maxRestoreMs = 2000;

/** Bulk changes: tables of customers become plans, and plans are written. */
export class Bulk implements vscode.Disposable {
  readonly #ports: BulkPorts;
  readonly #plans: Plans;
  readonly #runs: Runs;
  /** The tab of each plan that has one. */
  readonly #panels = new Map<number, vscode.WebviewPanel>();
  readonly #pages = new Set<PlanPanel>();
  readonly #restored = new vscode.EventEmitter<number>();
  readonly #services: BulkServices;
  #mappings: vscode.Disposable | undefined;
  #isDisposed = false;

  constructor(ports: BulkPorts) {
    this.#ports = ports;
    this.#plans = new Plans(ports);
    this.#runs = new Runs(this.#plans, ports);
    this.#services = { plans: this.#plans, ports, show: (plan) => this.show(plan) };
  }

  importFile(file: vscode.Uri | undefined): Promise<void> {
    return importFile(file, this.#services);
  }

  importClipboard(): Promise<void> {
    return importClipboard(this.#services);
  }

  /** Checks open mapping files from now on. */
  checkMappings(): void {
    if (!this.#isDisposed) this.#mappings ??= watchMappings(this.#ports);
  }

  changeField(references: readonly RecordReference[]): Promise<void> {
    return changeField(references, this.#services);
  }

  /** Opens a plan, or asks which. */
  openPlan(plan?: number): Promise<void> {
    return typeof plan === 'number' ? openKnownPlan(plan, this.#services) : openPlan(this.#services);
  }

  get storedData(): StoredData {
    return storedPlans(this.#services);
  }

  /** Opens the page of a plan, or reveals it. */
  async show(plan: number): Promise<void> {
    if (!this.#panels.has(plan)) await this.#showRestored(plan);
    const open = this.#panels.get(plan);
    if (open) return open.reveal();
    const panel = vscode.window.createWebviewPanel(planView, vscode.l10n.t('Plan'), vscode.ViewColumn.Active, {
      retainContextWhenHidden: false,
    });
    await this.restore(panel, plan);
  }

  /** Shows the tab of a plan that VS Code restored behind another one: it asks for the page when the tab is shown. */
  async #showRestored(plan: number): Promise<void> {
    const head = await this.#plans.store.plan(plan);
    if (!head) return;
    const title = planTitle(head);
    const known = [...this.#panels.values()].filter((panel) => !panel.visible && panel.title === title);
    const tabs = hiddenPlanTabs(title);
    if (tabs.length <= known.length) return;
    // Plans can have the same title.
    for (const tab of tabs) {
      const restored = this.#nextRestored();
      await showTab(tab);
      if ((await restored) === plan) return;
    }
  }

  /** The next plan whose panel VS Code restores; undefined if there is none within some seconds. */
  #nextRestored(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const end = (plan?: number): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(plan);
      };
      const subscription = this.#restored.event(end);
      const timer = setTimeout(end, maxRestoreMs);
    });
  }

  /** Fills a panel, such as one that VS Code restores after a reload. */
  async restore(panel: vscode.WebviewPanel, plan: number): Promise<void> {
    // Known before the page is read, so that a second call does not open a second tab.
    this.#panels.set(plan, panel);
    this.#restored.fire(plan);
    let isClosed = false;
    panel.onDidDispose(() => {
      isClosed = true;
      if (this.#panels.get(plan) === panel) this.#panels.delete(plan);
    });
    try {
      const page = await readPageParts(vscode.Uri.joinPath(this.#ports.extensionUri, 'dist'), 'plan-page');
      if (isClosed || this.#isDisposed) return;
      const opened = new PlanPanel(plan, panel, {
        plans: this.#plans,
        runs: this.#runs,
        ports: this.#ports,
        page,
        show: (other) => this.show(other),
        tell: (head, told) => this.#tell(head, told),
      });
      this.#pages.add(opened);
      panel.onDidDispose(() => this.#pages.delete(opened));
      await this.#noteEnded(plan);
    } catch (error) {
      panel.dispose();
      throw error;
    }
  }

  /** Tells the history the outcome of a run whose window has ended during it, or before it was told the end. */
  async #noteEnded(plan: number): Promise<void> {
    const { store } = this.#plans;
    try {
      const head = await store.plan(plan);
      const hasEnded = head?.status === 'stopped' || head?.status === 'finished';
      if (hasEnded && !this.#runs.active(plan)) await noteRun(head, undefined, store, this.#ports);
    } catch (error) {
      this.#ports.log.error('plan', error);
    }
  }

  #tell(head: PlanHead, { notice, sentence, isFailure }: Told): void {
    if (this.#isDisposed) return;
    this.#runs.setNotice(head.id, notice);
    if (!sentence || [...this.#pages].some(({ plan, isVisible }) => plan === head.id && isVisible)) return;
    const showMessage = isFailure ? showWarning : showInformation;
    void showMessage(`${oneLine(head.title, 60)}: ${sentence}`, this.#ports.log, {
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
    this.#restored.dispose();
  }
}
