import * as vscode from 'vscode';
import { insightsView } from '../shared/ids.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';
import { InsightsPanel } from './insightsPanel.ts';
import type { InsightsPorts } from './insightsPorts.ts';
import { readPageParts, type PageParts } from '../shared/webviewPage.ts';

/** The panel of this window; undefined if it is closed. */
let openPanel: InsightsPanel | undefined;

/** Opens the insights, or reveals the open panel. */
export async function showInsights(ports: InsightsPorts): Promise<void> {
  const loaded = await load(ports);
  // Checked after loading, because the command may have run twice.
  if (openPanel) openPanel.reveal();
  else
    attach(
      vscode.window.createWebviewPanel(insightsView, vscode.l10n.t('Customer Insights'), vscode.ViewColumn.Active),
      loaded,
      ports,
      false,
    );
}

/** Restores the panel after a window reload. */
export async function restoreInsights(panel: vscode.WebviewPanel, ports: InsightsPorts): Promise<void> {
  attach(panel, await load(ports), ports, true);
}

interface Loaded {
  readonly customers: PulledCustomers;
  readonly page: PageParts;
}

async function load(ports: InsightsPorts): Promise<Loaded> {
  const [customers, page] = await Promise.all([
    ports.customers(),
    readPageParts(vscode.Uri.joinPath(ports.extensionUri, 'dist'), 'insights-page'),
  ]);
  return { customers, page };
}

function attach(
  panel: vscode.WebviewPanel,
  { customers, page }: Loaded,
  ports: InsightsPorts,
  isRestored: boolean,
): void {
  const insights = new InsightsPanel(panel, customers, ports, page, isRestored);
  openPanel = insights;
  panel.onDidDispose(() => {
    if (openPanel === insights) openPanel = undefined;
  });
}
