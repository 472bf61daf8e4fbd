import * as vscode from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { CurlHeader } from '../../../kapture/commandLines/curlHeaders.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { shortestSecret } from '../../../kapture/redaction/redact.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';

/** Asks which headers of a command to add to a connection, for some operations. */
export async function confirmHeaders(
  { name, baseUrl }: Pick<Connection, 'name' | 'baseUrl'>,
  headers: readonly CurlHeader[],
  operations: readonly OperationId[],
): Promise<readonly CurlHeader[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    headers.map((header) => ({
      label: oneLabel(header.name, 60),
      description: headerSourceText(header),
      picked: true,
      name: header.name,
    })),
    {
      title: vscode.l10n.t('Add Headers to {0}', name),
      canPickMany: true,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t(
        'Sent with {0}. Secret values are saved in secret storage and sent only to {1}.',
        operations.map(operationTitle).join(', '),
        new URL(baseUrl).origin,
      ),
    },
  );
  return picked && headers.filter((header) => picked.some((item) => item.name === header.name));
}

/** Where the value of a header comes from, without a secret. */
export function headerSourceText({ source, value }: CurlHeader): string {
  if (source === 'auth-key') return vscode.l10n.t('same as Authorization');
  if (source === 'text' && value !== undefined) return oneDetail(value, 60);
  if (value === undefined) return vscode.l10n.t('secret, you will be asked for it');
  return value.length < shortestSecret
    ? vscode.l10n.t('secret, too short to be redacted in responses')
    : vscode.l10n.t('secret');
}
