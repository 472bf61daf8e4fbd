import type { Disposable, EventEmitter, Uri } from 'vscode';
import { applyFindings } from './applyFindings.ts';
import { CheckReports } from './checkReports.ts';
import type { ConnectionCheckPorts } from './ports.ts';
import { testConnection, testWithCustomer } from './testConnection.ts';

/** The part of the check that is loaded on first use. */
export interface OpenedCheck extends Disposable, Pick<CheckReports, 'textOf' | 'lensesOf'> {
  testConnection(name?: string): Promise<void>;
  testWithCustomer(report: Uri): Promise<void>;
  /** Applies findings by their numbers, or all that are open. */
  applyFindings(report: Uri, findings?: readonly number[]): Promise<void>;
}

export function openCheck(
  ports: ConnectionCheckPorts,
  changed: EventEmitter<Uri>,
  lensesChanged: EventEmitter<void>,
): OpenedCheck {
  const reports = new CheckReports(ports, changed, lensesChanged);
  return {
    textOf: (uri) => reports.textOf(uri),
    lensesOf: (uri) => reports.lensesOf(uri),
    testConnection: (name) => testConnection(name, ports, reports),
    testWithCustomer: (report) => testWithCustomer(report, ports, reports),
    applyFindings: (report, findings) => applyFindings(report, findings, ports, reports),
    dispose: () => reports.dispose(),
  };
}
