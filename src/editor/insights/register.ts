import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { insightsView } from '../shared/ids.ts';
import type { InsightsPorts } from './insightsPorts.ts';

/** The insights: a command, and the panel that comes back after a reload. All but this is loaded when there is one. */
export function registerInsights(ports: InsightsPorts): vscode.Disposable {
  const subscriptions = [
    registerCommands(ports.log, {
      'kapture.showInsights': async () => (await import('./index.ts')).showInsights(ports),
    }),
  ];
  let isDisposed = false;
  // A panel of before a reload waits in VS Code for this; the start of the extension does not wait.
  setImmediate(() => {
    if (isDisposed) return;
    const serializer = vscode.window.registerWebviewPanelSerializer(insightsView, {
      deserializeWebviewPanel: async (panel) => (await import('./index.ts')).restoreInsights(panel, ports),
    });
    subscriptions.push(serializer);
  });
  return new vscode.Disposable(() => {
    isDisposed = true;
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
