import { serveHttp, type LocalServer } from '../../unit/kapture/http/localServer.ts';

/** A server with one customer, 7, of this name. It answers a Pull and a Get, and records its requests. */
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

/** The `kapture.connections` entry of a connection to this server. */
export const entry = (name: string, { origin }: LocalServer): object => ({
  name,
  baseUrl: origin,
  role: 'development',
});
