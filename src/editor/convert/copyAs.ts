import * as vscode from 'vscode';
import { copyFormats, keyVariableOf, type CopyableRequest } from '../../kapture/commandLines/index.ts';
import { urlOf } from '../../kapture/connection/connection.ts';
import { formatLoose } from '../../kapture/json/looseJson.ts';
import { showInformation } from '../shared/questions/messages.ts';
import type { HistoryEntryRequest } from '../shared/ports.ts';
import { requestOf } from './requestOf.ts';
import type { ConvertServices } from './services.ts';

/** A longer body is laid out on several lines. */
const longestLine = 80;

/** Copies a request, or what a response was the answer to, in a form that the user chooses. */
export async function copyAs(
  services: ConvertServices,
  what: vscode.Uri | HistoryEntryRequest | undefined,
): Promise<void> {
  const request = what && (await copyableOf(services, what));
  if (!request) return;
  const picked = await vscode.window.showQuickPick(
    copyFormats.map((format) => ({ label: format.title, format })),
    {
      title: vscode.l10n.t('Copy Request As'),
      placeHolder: vscode.l10n.t('The auth key is not copied. {0} takes its place.', `$${request.keyVariable}`),
    },
  );
  if (!picked) return;
  await vscode.env.clipboard.writeText(picked.format.write(request));
  void showInformation(
    vscode.l10n.t('Copied as {0}, with {1} in place of the key.', picked.label, `$${request.keyVariable}`),
  );
}

async function copyableOf(
  services: ConvertServices,
  what: vscode.Uri | HistoryEntryRequest,
): Promise<CopyableRequest | undefined> {
  const all = services.targets.all.map(({ name }) => name);
  const copyable = (url: string, body: string, connection: string): CopyableRequest => ({
    url,
    body: laidOut(body),
    keyVariable: keyVariableOf(connection, all),
  });
  if (!(what instanceof vscode.Uri)) return copyable(what.url, what.body, what.connection);
  const exchange = services.responses.exchangeOf(what);
  if (exchange) return copyable(exchange.url, exchange.requestBody, exchange.connection);
  const request = await requestOf(services, what, vscode.l10n.t('Copy Request As'));
  return (
    request &&
    copyable(urlOf(request.connection, request.operation), request.redact(request.body), request.connection.name)
  );
}

function laidOut(body: string): string {
  return body.length > longestLine ? formatLoose(body) : body;
}
