import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { sendAgain, type SendAgainPorts } from '../../shared/sending/sendAgain.ts';
import type { RepeatedRequest } from '../../shared/sending/sending.ts';

/**
 * Sends the request of a response again. `options`: the document that it is from, and whether to ask before a write.
 */
export async function sendResponseAgain(
  exchange: Exchange,
  ports: SendAgainPorts,
  options: Pick<RepeatedRequest, 'document' | 'asksBeforeWrite'>,
): Promise<void> {
  await sendAgain(exchange, ports, { ...options, retry: () => sendResponseAgain(exchange, ports, options) });
}
