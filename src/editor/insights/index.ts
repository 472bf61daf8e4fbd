import * as vscode from 'vscode';
import { insightsView } from '../shared/ids.ts';
import type { PulledCustomers } from '../shared/ports.ts';
import { InsightsPanel } from './insightsPanel.ts';
import type { InsightsPorts } from './insightsPorts.ts';
import { readPageParts, type PageParts } from './pageParts.ts';

/** The panel of this window. */
let shown: InsightsPanel | undefined;

/** Opens the insights, or brings them to the front. */
export async function showInsights(ports: InsightsPorts): Promise<void> {
  const loaded = await load(ports);
  // Not before: the user may have asked twice.
  if (shown) shown.reveal();
  else
    fill(
      vscode.window.createWebviewPanel(insightsView, vscode.l10n.t('Customer Insights'), vscode.ViewColumn.Active),
      loaded,
      ports,
      false,
    );
}

/** Fills the panel of before a reload. */
export async function restoreInsights(panel: vscode.WebviewPanel, ports: InsightsPorts): Promise<void> {
  fill(panel, await load(ports), ports, true);
}

interface Loaded {
  readonly customers: PulledCustomers;
  readonly page: PageParts;
}

async function load(ports: InsightsPorts): Promise<Loaded> {
  const [customers, page] = await Promise.all([
    ports.customers(),
    readPageParts(vscode.Uri.joinPath(ports.extensionUri, 'dist')),
  ]);
  return { customers, page };
}

function fill(
  panel: vscode.WebviewPanel,
  { customers, page }: Loaded,
  ports: InsightsPorts,
  isRestored: boolean,
): void {
  const filled = new InsightsPanel(panel, customers, ports, page, isRestored);
  shown = filled;
  panel.onDidDispose(() => {
    if (shown === filled) shown = undefined;
  });
}
