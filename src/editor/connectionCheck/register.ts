import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { checkScheme } from '../shared/ids.ts';
import type { OpenedCheck } from './index.ts';
import type { ConnectionCheckPorts } from './ports.ts';

/** Registers *Test Connection* and its reports. The rest is loaded on first use. */
export function registerConnectionCheck(ports: ConnectionCheckPorts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const lensesChanged = new vscode.EventEmitter<void>();
  const subscriptions: vscode.Disposable[] = [changed, lensesChanged];
  let opened: OpenedCheck | undefined;
  const load = async (): Promise<OpenedCheck> => {
    const { openCheck } = await import('./index.ts');
    if (!opened) subscriptions.push((opened = openCheck(ports, changed, lensesChanged)));
    return opened;
  };
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(checkScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await load()).textOf(uri),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: checkScheme },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: async ({ uri }) => (await load()).lensesOf(uri),
      },
    ),
    registerCommands(ports.log, {
      'kapture.testConnection': async (name?: string) => (await load()).testConnection(name),
      'kapture.testWithCustomer': async (uri) => (await load()).testWithCustomer(uri),
      'kapture.applyFinding': async (uri, finding) => (await load()).applyFinding(uri, finding),
      'kapture.applyAllFindings': async (uri) => (await load()).applyFindings(uri),
    }),
  );
  return new vscode.Disposable(() => {
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
