import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { selfSigned, type Certified } from './selfSigned.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server on a free local port, which records its requests. */
export interface LocalServer {
  readonly origin: string;
  readonly host: string;
  readonly requests: readonly SeenRequest[];
}

type Responder = (response: http.ServerResponse, request: SeenRequest, count: number) => void;

const running = new Set<() => Promise<void>>();

/** Closes every server of this file and their sockets. */
export async function closeServers(): Promise<void> {
  await Promise.all([...running].map((close) => close()));
}

/** An HTTP server. `respond` is called for each complete request, with a count from 1. */
export function serveHttp(respond: Responder): Promise<LocalServer> {
  const requests: SeenRequest[] = [];
  return listen(http.createServer(recording(requests, respond)), 'http', requests);
}

/** Like {@link serveHttp} over TLS, with a self-signed certificate by default. */
export function serveTls(respond: Responder, certified = selfSigned('localhost')): Promise<LocalServer> {
  const requests: SeenRequest[] = [];
  return listen(https.createServer({ ...certified }, recording(requests, respond)), 'https', requests);
}

/** A request for a tunnel that a proxy received. */
export interface SeenTunnel {
  readonly authority: string;
  readonly authorization: string | undefined;
}

export interface LocalProxy extends Omit<LocalServer, 'requests'> {
  readonly tunnels: readonly SeenTunnel[];
}

/** Handles a request for a tunnel. `open` opens it to the proxy's server, regardless of the requested host. */
type Gatekeeper = (tunnel: SeenTunnel, socket: net.Socket, open: () => void) => void;

/** A proxy whose tunnels all lead to one server. It uses https if it has a certificate. */
export async function serveProxy(
  to: LocalServer,
  keep: Gatekeeper = (_tunnel, _socket, open) => open(),
  certified?: Certified,
): Promise<LocalProxy> {
  const tunnels: SeenTunnel[] = [];
  const refuse: http.RequestListener = (_request, response) => response.writeHead(405).end();
  const server = certified ? https.createServer({ ...certified }, refuse) : http.createServer(refuse);
  server.on('connect', (request, socket: net.Socket, head: Buffer) => {
    const tunnel = { authority: request.url ?? '', authorization: request.headers['proxy-authorization'] };
    tunnels.push(tunnel);
    socket.on('error', () => undefined);
    keep(tunnel, socket, () => {
      const inner = net.connect(Number(new URL(to.origin).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        inner.write(head);
        inner.pipe(socket).pipe(inner);
      });
      inner.on('error', () => socket.destroy());
      socket.on('close', () => inner.destroy());
    });
  });
  const { origin, host } = await listen(server, certified ? 'https' : 'http', []);
  return { origin, host, tunnels };
}

/** A server that responds with raw bytes. `respond` is called for each complete request, with a count from 1. */
export function serveBytes(respond: (socket: net.Socket, count: number) => void): Promise<LocalServer> {
  const requests: SeenRequest[] = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      const [first = '', ...lines] = text.slice(0, head).split('\r\n');
      const [method = '', path = ''] = first.split(' ');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      requests.push({ method, path, headers, body: text.slice(head + 4) });
      text = '';
      respond(socket, requests.length);
    });
  });
  return listen(server, 'http', requests);
}

/** A server that accepts connections and never responds. */
export function serveSilence(): Promise<LocalServer> {
  return listen(
    net.createServer((socket) => socket.resume()),
    'http',
    [],
  );
}

/** The origin of a local port without a server. */
export async function closedPort(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

function recording(requests: SeenRequest[], respond: Responder): http.RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(seen);
      respond(response, seen, requests.length);
    });
  };
}

async function listen(server: net.Server, scheme: string, requests: readonly SeenRequest[]): Promise<LocalServer> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    running.delete(close);
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  running.add(close);
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `${scheme}://${host}`, host, requests };
}
