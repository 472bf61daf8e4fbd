import { window, type Disposable, type EventEmitter, type Uri } from 'vscode';
import { applyFindings, findingAtCursor } from './applyFindings.ts';
import { CheckReports } from './checkReports.ts';
import type { ConnectionCheckPorts } from './ports.ts';
import { testConnection, testWithCustomer } from './testConnection.ts';

/** The part of the check that is loaded on first use. */
export interface OpenedCheck extends Disposable, Pick<CheckReports, 'textOf' | 'lensesOf'> {
  testConnection(name?: string): Promise<void>;
  // Without a URI, these are for the report in the active editor.
  testWithCustomer(report?: Uri): Promise<void>;
  /** Applies a finding by its number, or the one of the proposal at the cursor. */
  applyFinding(report?: Uri, finding?: number): Promise<void>;
  /** Applies all findings that are open. */
  applyFindings(report?: Uri): Promise<void>;
}

export function openCheck(
  ports: ConnectionCheckPorts,
  changed: EventEmitter<Uri>,
  lensesChanged: EventEmitter<void>,
): OpenedCheck {
  const reports = new CheckReports(ports, changed, lensesChanged);
  const active = (): Uri | undefined => window.activeTextEditor?.document.uri;
  return {
    textOf: (uri) => reports.textOf(uri),
    lensesOf: (uri) => reports.lensesOf(uri),
    testConnection: (name) => testConnection(name, ports, reports),
    testWithCustomer: (report = active()) => testWithCustomer(report, ports, reports),
    applyFinding: async (report = active(), finding = findingAtCursor(report, ports, reports)) =>
      finding === undefined ? undefined : applyFindings(report, [finding], ports, reports),
    applyFindings: (report = active()) => applyFindings(report, undefined, ports, reports),
    dispose: () => reports.dispose(),
  };
}
