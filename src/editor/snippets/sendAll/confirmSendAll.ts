import * as vscode from 'vscode';
import type { RunTarget } from '../../../kapture/exchange/requestsConfirmation.ts';
import { confirmAction } from '../../shared/questions/confirmAction.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { roleText } from '../../shared/texts/roleText.ts';

/** Whether requests are sent only after a question: if one of them writes to another connection than a sandbox. */
export function needsQuestion(targets: readonly RunTarget[]): boolean {
  return targets.some(
    ({ connection, acts }) => connection.role !== 'sandbox' && Object.values(acts).some((count) => count > 0),
  );
}

/** Asks once before several requests are sent. Names each connection, its host and role, and what is sent to it. */
export function confirmSendAll(targets: readonly RunTarget[], count: number): Promise<boolean> {
  const [first] = targets;
  const [only] = targets.length === 1 ? targets : [];
  const name = oneLine(first!.connection.name, 60);
  let where = name;
  if (!only) where = vscode.l10n.t('{0} connections', numberText(targets.length));
  else if (only.connection.role === 'production') where = vscode.l10n.t('{0} (production)', name);
  return confirmAction(
    count === 1
      ? vscode.l10n.t('Send 1 request to {0}?', where)
      : vscode.l10n.t('Send {0} requests to {1}?', numberText(count), where),
    targets.map((target) => targetText(target, !only)).join('\n\n'),
    only ? vscode.l10n.t('Send to {0}', name) : vscode.l10n.t('Send All'),
    vscode.l10n.t("Don't Send"),
  );
}

function targetText({ connection, host, acts, reads }: RunTarget, isNamed: boolean): string {
  const counts = [
    ...(acts.add ? [vscode.l10n.t('Adds: {0}', numberText(acts.add))] : []),
    ...(acts.update ? [vscode.l10n.t('Updates: {0}', numberText(acts.update))] : []),
    ...(acts['add-or-update']
      ? [vscode.l10n.t('Adds or updates, depending on the customer code: {0}', numberText(acts['add-or-update']))]
      : []),
    ...(reads ? [vscode.l10n.t('Reads: {0}', numberText(reads))] : []),
  ];
  return [
    ...(isNamed ? [oneLine(connection.name, 60)] : []),
    vscode.l10n.t('Host: {0}', host),
    vscode.l10n.t('Role: {0}', roleText(connection)),
    counts.join(' · '),
  ].join('\n');
}
