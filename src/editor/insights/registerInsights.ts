import * as vscode from 'vscode';
import { registerCommands } from '../commands.ts';
import { insightsView } from '../ids.ts';
import type { InsightsPorts } from './insightsPorts.ts';

/** The insights: a command, and the panel that comes back after a reload. All but this is loaded when there is one. */
export function registerInsights(ports: InsightsPorts): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommands(ports.log, {
      'kapture.showInsights': async () => (await import('./index.ts')).showInsights(ports),
    }),
    vscode.window.registerWebviewPanelSerializer(insightsView, {
      deserializeWebviewPanel: async (panel) => (await import('./index.ts')).restoreInsights(panel, ports),
    }),
  );
}
