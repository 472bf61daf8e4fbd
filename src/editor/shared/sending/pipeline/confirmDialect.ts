import * as vscode from 'vscode';
import type { Dialect } from '../../../../kapture/catalogue/dialect.ts';
import type { OperationId } from '../../../../kapture/catalogue/registry.ts';
import { dialectOf, type Connection } from '../../../../kapture/connection/connection.ts';
import { chooseAction } from '../../questions/confirmAction.ts';
import { operationTitle } from '../../texts/catalogueTexts.ts';
import { dialectTitle } from '../../texts/dialectTitle.ts';
import { oneLine } from '../../texts/plainText.ts';

/**
 * Asks before a body in another dialect than that of the connection is sent. Returns `convert` if the user wants to
 * convert it first, and undefined if nothing should be sent.
 */
export async function confirmDialect(
  operation: OperationId,
  written: Dialect,
  connection: Connection,
  canConvert: boolean,
): Promise<'send' | 'convert' | undefined> {
  const convert = vscode.l10n.t('Convert…');
  const send = vscode.l10n.t('Send Anyway');
  const answer = await chooseAction(
    vscode.l10n.t('Send this request to {0} in another dialect?', oneLine(connection.name, 60)),
    vscode.l10n.t(
      'The body of this {0} request is in the dialect {1}. The connection expects {2}, so Kapture will probably reject it, or not understand its fields.',
      operationTitle(operation),
      dialectTitle(written),
      dialectTitle(dialectOf(connection, operation)),
    ),
    canConvert ? [convert, send] : [send],
    vscode.l10n.t("Don't Send"),
  );
  if (answer === send) return 'send';
  return answer === convert ? 'convert' : undefined;
}
