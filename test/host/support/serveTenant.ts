import { serveHttp, type LocalServer } from '../../unit/kapture/http/localServer.ts';

/** A tenant whose customer 7 has this name, and what it was asked. */
export function serveTenant(name: string): Promise<LocalServer> {
  return serveHttp((response, { body }) => {
    const record = { id: 7, name, generationDate: 'Mar 14, 2021 2:21:11 PM', contacts: [] };
    const isPull = body.includes('start_date');
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(
        JSON.stringify({ [isPull ? 'message' : 'Customer Details']: isPull ? [record] : record, status: 'success' }),
      );
  });
}

/** A connection to it, as the setting has it. */
export const entry = (name: string, { origin }: LocalServer): object => ({
  name,
  baseUrl: origin,
  role: 'development',
});
