import * as vscode from 'vscode';
import { readConnection } from '../../kapture/connection/connection.ts';
import { withChange, type Entry } from '../../kapture/connectionCheck/connectionChange.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { changesOf, connectionOf } from './changesOf.ts';
import { reportText } from './reportText.ts';
import type { ConnectionCheckPorts, Reports } from './ports.ts';

/** The number of the finding whose proposal is at the cursor of a report. A message says if there is none. */
export function findingAtCursor(
  uri: vscode.Uri | undefined,
  { targets }: ConnectionCheckPorts,
  reports: Reports,
): number | undefined {
  const report = reports.findOrTell(uri);
  const line = vscode.window.activeTextEditor?.selection.active.line;
  if (!report || line === undefined) return undefined;
  // A proposal has two lines: what was found, and what it sets.
  const at = [...reportText(report, targets).lines].find(([, first]) => line === first || line === first + 1);
  if (!at) void showInformation(vscode.l10n.t('Move the cursor to a proposal first.'));
  return at?.[0];
}

/** Applies findings of a report to the settings of its connection, by their numbers; all that are open if undefined. */
export async function applyFindings(
  uri: vscode.Uri | undefined,
  findings: readonly number[] | undefined,
  { targets, connections, log }: ConnectionCheckPorts,
  reports: Reports,
): Promise<void> {
  const report = reports.findOrTell(uri);
  if (!report) return;
  const connection = connectionOf(report, targets);
  if (!connection) {
    void showWarning(
      vscode.l10n.t('Nothing was changed: {0} no longer exists, or its base URL changed.', report.connection),
    );
    return;
  }
  const changes = changesOf(report, targets).filter(
    ({ finding, isApplied }) => !isApplied && (findings?.includes(finding) ?? true),
  );
  const changeEntry = (entry: Entry): Entry =>
    changes.reduce((changed, { change }) => withChange(changed, change), entry);
  if (!changes.length) {
    void showInformation(vscode.l10n.t('There is nothing to apply.'));
    return;
  }
  const entry = connections.findEntry(connection.name);
  const { problem } = entry ? readConnection(changeEntry(entry)) : {};
  if (problem) {
    void showError(log, vscode.l10n.t('Nothing was changed. {0}', problemText(problem)));
    return;
  }
  await connections.change(connection.name, changeEntry);
}
