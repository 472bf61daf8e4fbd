import * as vscode from 'vscode';
import { withIcon } from '../shared/commands.ts';
import type { DocumentTarget } from '../shared/documents/documentTarget.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { nameWithRole } from '../shared/texts/nameWithRole.ts';

/**
 * The title of a lens that sends a request. It names the operation, or the request if it has a name, the connection and
 * its role.
 */
export function sendTitle(operation: string, { name, connection }: DocumentTarget, request?: string): string {
  const named = request && oneLabel(request, 40);
  if (name === undefined)
    return withIcon('play', named ? vscode.l10n.t('Send “{0}”…', named) : vscode.l10n.t('Send {0}…', operation));
  const targetName = oneLabel(name, 60);
  const target = connection ? nameWithRole(targetName, connection) : targetName;
  return withIcon(
    'play',
    named ? vscode.l10n.t('Send “{0}” to {1}', named, target) : vscode.l10n.t('Send {0} to {1}', operation, target),
  );
}

/** Why a request cannot be sent to its target, as the title of a lens; undefined if it can. */
export function refusalOf({ name, pin, connection }: DocumentTarget, writes: boolean): string | undefined {
  const targetName = oneLabel(name ?? '', 60);
  if (connection?.readOnly && writes) return withIcon('lock', vscode.l10n.t('{0} is read-only', targetName));
  return pin && !connection
    ? withIcon('warning', vscode.l10n.t('The connection {0} does not exist', targetName))
    : undefined;
}
