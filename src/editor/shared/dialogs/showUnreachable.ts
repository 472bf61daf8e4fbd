import { l10n } from 'vscode';
import { tenantHost } from '../../../kapture/connection/tenant.ts';
import { runCommand } from '../commands.ts';
import type { Log } from '../log.ts';
import { unreachableText } from '../texts/connectionTexts.ts';
import { showWarning, type MessageAction } from './messages.ts';

/** Tells the user that no connection leads to a tenant, and offers to add one. */
export function showUnreachable(tenant: string, log: Log): void {
  void showWarning(unreachableText(tenant), log, ...unreachableActions(tenant));
}

/** The actions of a message that no connection leads to a tenant. */
export function unreachableActions(tenant: string): readonly MessageAction[] {
  return tenantHost(tenant) === undefined
    ? []
    : [{ title: l10n.t('Add Connection…'), run: () => runCommand('kapture.addConnection') }];
}
