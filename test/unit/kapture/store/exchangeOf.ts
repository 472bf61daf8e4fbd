import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';

/** An exchange with `mark` in its request and response. */
export function exchangeOf(
  mark: string,
  { text = `{"message": "${mark}", "status": "failed"}`, ...facts }: Partial<Exchange> & { text?: string } = {},
): Exchange {
  return {
    operation: 'get',
    tenant: 'https://acme.in',
    connection: 'Acme',
    timeZone: 'Asia/Kolkata',
    url: 'https://acme.in/get',
    requestBody: `[{"phone":"${mark}"}]`,
    requestHeaders: { 'x-api-type': mark },
    sentAt: 1_700_000_000_000,
    ...facts,
    response: {
      status: 200,
      headers: { server: 'Kapture', 'content-type': 'application/json' },
      contentType: 'application/json',
      text,
      bytes: Buffer.byteLength(text),
      milliseconds: 12.5,
      location: undefined,
      reading: readResponse('get', 200, text),
    },
  };
}
