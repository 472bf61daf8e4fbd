import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { checkScheme } from '../shared/ids.ts';
import type { CheckServices, ConnectionTest } from './testConnection.ts';

/** Registers *Test Connection* and its reports. The rest is loaded on first use. */
export function registerConnectionCheck(services: CheckServices): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const subscriptions: vscode.Disposable[] = [changed];
  let test: ConnectionTest | undefined;
  const load = async (): Promise<ConnectionTest> => {
    const { ConnectionTest } = await import('./testConnection.ts');
    if (!test) subscriptions.push((test = new ConnectionTest(services, changed)));
    return test;
  };
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(checkScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await load()).textOf(uri),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: checkScheme },
      { provideCodeLenses: async ({ uri }) => (await load()).lensesOf(uri) },
    ),
    registerCommands(services.log, {
      'kapture.testConnection': async (name, withCustomer) => (await load()).run(name, withCustomer),
      'kapture.applyProposals': async (uri, proposal) =>
        // A menu passes the editor group in place of a proposal.
        (await load()).apply(uri, typeof proposal === 'number' ? proposal : undefined),
    }),
  );
  return new vscode.Disposable(() => {
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
