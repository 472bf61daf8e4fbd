import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { checkScheme } from '../shared/ids.ts';
import type { CheckReports } from './checkReports.ts';
import type * as Check from './index.ts';
import type { ConnectionCheckPorts } from './ports.ts';

/** Registers *Test Connection* and its reports. The rest is loaded on first use. */
export function registerConnectionCheck(ports: ConnectionCheckPorts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const lensesChanged = new vscode.EventEmitter<void>();
  const subscriptions: vscode.Disposable[] = [changed, lensesChanged];
  let reports: CheckReports | undefined;
  const load = async (): Promise<{ check: typeof Check; reports: CheckReports }> => {
    const check = await import('./index.ts');
    if (!reports) subscriptions.push((reports = new check.CheckReports(ports, changed, lensesChanged)));
    return { check, reports };
  };
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(checkScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await load()).reports.textOf(uri),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: checkScheme },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: async ({ uri }) => (await load()).reports.lensesOf(uri),
      },
    ),
    registerCommands(ports.log, {
      'kapture.testConnection': async (name?: string) => {
        const { check, reports } = await load();
        return check.testConnection(name, ports, reports);
      },
      'kapture.testWithCustomer': async (uri) => {
        const { check, reports } = await load();
        return check.testWithCustomer(uri, ports, reports);
      },
      'kapture.applyFinding': async (uri, finding) => {
        const { check, reports } = await load();
        return check.applyFindings(uri, [finding], ports, reports);
      },
      'kapture.applyAllFindings': async (uri) => {
        const { check, reports } = await load();
        return check.applyFindings(uri, undefined, ports, reports);
      },
    }),
  );
  return new vscode.Disposable(() => {
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
