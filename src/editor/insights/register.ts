import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { insightsView } from '../shared/ids.ts';
import type { InsightsPorts } from './insightsPanel.ts';

/**
 * Registers the insights: a command, and the panel that is restored after a reload. The rest is loaded on first use.
 */
export function registerInsights(ports: InsightsPorts): vscode.Disposable {
  const subscriptions = [
    registerCommands(ports.log, {
      'kapture.showInsights': async () => (await import('./insightsPanel.ts')).showInsights(ports),
    }),
  ];
  let isDisposed = false;
  // This is registered after activation, which it would slow down. VS Code waits for it before it restores the panel.
  setImmediate(() => {
    if (isDisposed) return;
    const serializer = vscode.window.registerWebviewPanelSerializer(insightsView, {
      deserializeWebviewPanel: async (panel) => (await import('./insightsPanel.ts')).restoreInsights(panel, ports),
    });
    subscriptions.push(serializer);
  });
  return new vscode.Disposable(() => {
    isDisposed = true;
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
