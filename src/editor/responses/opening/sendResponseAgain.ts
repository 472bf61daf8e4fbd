import type { Uri } from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { sendAgain, type SendAgainPorts } from '../../shared/sending/sendAgain.ts';

/** Sends the request of a response again. `request` is the document that it is from. */
export async function sendResponseAgain(
  exchange: Exchange,
  ports: SendAgainPorts,
  request: Uri | undefined,
): Promise<void> {
  await sendAgain(exchange, ports, { request, retry: () => sendResponseAgain(exchange, ports, request) });
}
