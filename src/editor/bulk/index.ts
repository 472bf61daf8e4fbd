import * as vscode from 'vscode';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { planView } from '../shared/ids.ts';
import { readPageParts } from '../shared/webviewPage.ts';
import { changeField } from './changeField.ts';
import { importClipboard, importFile, type ImportServices } from './importTable.ts';
import { openPlan } from './openPlan.ts';
import { PlanPanel } from './planPanel.ts';
import { Plans } from './plans.ts';
import type { BulkPorts } from './ports.ts';
import { Runs } from './runs.ts';

/** Bulk changes: tables of customers become plans, and plans are written. */
export class Bulk implements vscode.Disposable {
  readonly #ports: BulkPorts;
  readonly #plans: Plans;
  readonly #runs: Runs;
  readonly #panels = new Map<number, PlanPanel>();
  readonly #services: ImportServices;

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

  changeField(references: readonly RecordReference[]): Promise<void> {
    return changeField(references, this.#services);
  }

  openPlan(): Promise<void> {
    return openPlan(this.#services);
  }

  /** Opens the page of a plan, or reveals it. */
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
    const page = await readPageParts(vscode.Uri.joinPath(this.#ports.extensionUri, 'dist'), 'plan-page');
    const opened = new PlanPanel(plan, panel, {
      plans: this.#plans,
      runs: this.#runs,
      ports: this.#ports,
      page,
      show: (other) => this.show(other),
    });
    this.#panels.set(plan, opened);
    panel.onDidDispose(() => {
      if (this.#panels.get(plan) === opened) this.#panels.delete(plan);
    });
  }

  dispose(): void {
    this.#runs.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
    this.#plans.dispose();
  }
}
