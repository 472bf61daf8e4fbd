import * as vscode from 'vscode';
import { copyFormats, keyVariableOf, type CopyableRequest } from '../../kapture/commandLines/index.ts';
import { urlOf } from '../../kapture/connection/connection.ts';
import { formatLoose } from '../../kapture/json/looseJson.ts';
import { showInformation } from '../shared/questions/messages.ts';
import type { HistoryEntryRequest } from '../shared/ports.ts';
import { readDocumentRequest } from './readDocumentRequest.ts';
import type { ConvertServices } from './services.ts';

/** Longer bodies are formatted on several lines. */
const longestLine = 80;

/**
 * Copies a request, or the request of a response or a history entry, in a format that the user chooses, without the
 * key.
 */
export async function copyAs(
  services: ConvertServices,
  source: vscode.Uri | HistoryEntryRequest | undefined,
): Promise<void> {
  const request = source && (await readCopyable(services, source));
  if (!request) return;
  const picked = await vscode.window.showQuickPick(
    copyFormats.map((format) => ({ label: format.title, format })),
    {
      title: vscode.l10n.t('Copy Request As'),
      placeHolder: vscode.l10n.t('The auth key is not copied. It is replaced with {0}.', `$${request.keyVariable}`),
    },
  );
  if (!picked) return;
  await vscode.env.clipboard.writeText(picked.format.write(request));
  void showInformation(
    vscode.l10n.t('Copied as {0}, with {1} in place of the key.', picked.label, `$${request.keyVariable}`),
  );
}

async function readCopyable(
  services: ConvertServices,
  source: vscode.Uri | HistoryEntryRequest,
): Promise<CopyableRequest | undefined> {
  const all = services.targets.all.map(({ name }) => name);
  const copyable = (url: string, body: string, connection: string): CopyableRequest => ({
    url,
    body: formatBody(body),
    keyVariable: keyVariableOf(connection, all),
  });
  if (!(source instanceof vscode.Uri)) return copyable(source.url, source.body, source.connection);
  const exchange = services.responses.exchangeOf(source);
  if (exchange) return copyable(exchange.url, exchange.requestBody, exchange.connection);
  const request = await readDocumentRequest(services, source, vscode.l10n.t('Copy Request As'));
  return (
    request &&
    copyable(urlOf(request.connection, request.operation), request.redact(request.body), request.connection.name)
  );
}

function formatBody(body: string): string {
  return body.length > longestLine ? formatLoose(body) : body;
}
