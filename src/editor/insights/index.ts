import * as vscode from 'vscode';
import { insightsView } from '../ids.ts';
import type { Log } from '../log.ts';
import type { PulledCustomers, Targets } from '../ports.ts';
import { InsightsPanel } from './insightsPanel.ts';

/** What the insights ask of other features. */
export interface InsightsPorts {
  readonly targets: Targets;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  customers(): Promise<PulledCustomers>;
}

/** The panel of this window. */
let shown: InsightsPanel | undefined;

/** Opens the insights, or brings them to the front. */
export async function showInsights(ports: InsightsPorts): Promise<void> {
  const customers = await ports.customers();
  // Not before: somebody may have asked twice.
  if (shown) shown.reveal();
  else
    fill(
      vscode.window.createWebviewPanel(insightsView, vscode.l10n.t('Customer Insights'), vscode.ViewColumn.Active),
      customers,
      ports,
      false,
    );
}

/** Fills the panel of before a reload. */
export async function restoreInsights(panel: vscode.WebviewPanel, ports: InsightsPorts): Promise<void> {
  fill(panel, await ports.customers(), ports, true);
}

function fill(panel: vscode.WebviewPanel, customers: PulledCustomers, ports: InsightsPorts, isRestored: boolean): void {
  const filled = new InsightsPanel(panel, customers, ports, isRestored);
  shown = filled;
  panel.onDidDispose(() => {
    if (shown === filled) shown = undefined;
  });
}
