import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { CheckReports } from './checkReports.ts';
import type { ConnectionCheckPorts } from './ports.ts';

/** Registers *Test Connection* and its reports. The rest is loaded on first use. */
export function registerConnectionCheck(ports: ConnectionCheckPorts): vscode.Disposable {
  const reports = new CheckReports(ports);
  return vscode.Disposable.from(
    reports,
    registerCommands(ports.log, {
      'kapture.testConnection': async (name?: string) =>
        (await import('./index.ts')).testConnection(name, ports, reports),
      'kapture.testWithCustomer': async (uri) => (await import('./index.ts')).testWithCustomer(uri, ports, reports),
      'kapture.applyFinding': async (uri, finding) =>
        (await import('./index.ts')).applyFindings(uri, [finding], ports, reports),
      'kapture.applyAllFindings': async (uri) =>
        (await import('./index.ts')).applyFindings(uri, undefined, ports, reports),
    }),
  );
}
