import * as vscode from 'vscode';
import { readConnection } from '../../kapture/connection/connection.ts';
import { withChange, type Entry } from '../../kapture/connectionCheck/connectionChange.ts';
import { showError, showWarning } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { changesOf, connectionOf } from './changesOf.ts';
import type { ConnectionCheckPorts, Reports } from './ports.ts';

/** Applies findings of a report to the settings of its connection, by their numbers; all that are open if undefined. */
export async function applyFindings(
  uri: vscode.Uri,
  findings: readonly number[] | undefined,
  { targets, connections, log }: ConnectionCheckPorts,
  reports: Reports,
): Promise<void> {
  const report = reports.find(uri);
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
  const entry = connections.findEntry(connection.name);
  const { problem } = entry ? readConnection(changeEntry(entry)) : {};
  if (problem) {
    void showError(log, vscode.l10n.t('Nothing was changed. {0}', problemText(problem)));
    return;
  }
  await connections.change(connection.name, changeEntry);
}
