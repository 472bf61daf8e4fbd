import type { Uri } from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { Sender } from '../../shared/sending/sender.ts';

/** Sends the request of a response again. `request` is the document that it is from. */
export async function sendAgain(sender: Sender, exchange: Exchange, request: Uri | undefined): Promise<void> {
  const { operation, requestBody, tenant, connection, url } = exchange;
  await sender.send(operation, requestBody, {
    tenant,
    connection,
    previousUrl: url,
    request,
    usesSecrets: true,
    retry: () => sendAgain(sender, exchange, request),
  });
}
