import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../kapture/connection/connection.ts';
import { controlResponse } from './controls.ts';
import type { FaultOrder } from './faults.ts';
import { FaultSwitch } from './faultSwitch.ts';
import { InventedCustomers, largestCount } from './generator.ts';
import { playFault, send } from './playFault.ts';
import { sampleCustomers } from './sampleCustomers.ts';
import { SandboxError } from './sandboxError.ts';
import { createHandler, isOperationPath } from './sandboxHandler.ts';
import { ownFailureResponse } from './sandboxResponse.ts';
import { Store } from './store.ts';

export interface SandboxOptions {
  /** 0 (the default): any port that is free. */
  readonly port?: number;
  /** The fault to show from the start. */
  readonly fault?: FaultOrder;
  /** The instant it is, in milliseconds. */
  readonly now?: () => number;
  /** About how many customers to invent, besides those of the published samples. */
  readonly customers?: number;
}

/** A Kapture that runs on this machine. */
export interface Sandbox {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** How many customers it has now. */
  readonly customers: number;
  /** Requests to Kapture's operations so far. */
  readonly requests: number;
  setFault(order: FaultOrder): void;
  /** Goes back to the first customers and no fault. */
  reset(): void;
  /** Stops at once, also in the middle of a response. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
const largestBody = 5 * 1024 * 1024;

/**
 * Starts a sandbox, which answers this machine alone.
 * Throws a `SandboxError`: `bad-option`, `port-in-use`, or `cannot-listen` where the system does not let it.
 */
export async function startSandbox({
  port = 0,
  fault,
  now = Date.now,
  customers: count,
}: SandboxOptions = {}): Promise<Sandbox> {
  if (!isWhole(port, 65_535)) throw new SandboxError('bad-option', 'A port is a whole number from 0 to 65535.');
  if (count !== undefined && !isWhole(count, largestCount))
    throw new SandboxError('bad-option', `The number of customers has to be a whole number from 0 to ${largestCount}.`);
  const store = new Store(
    () => sampleCustomers,
    () => new InventedCustomers({ now: now(), ...(count !== undefined && { count }) }),
  );
  const state = { store, faults: new FaultSwitch(fault), requests: 0 };
  const handle = createHandler(store, now);
  const server = createServer((request, outgoing) => {
    answer(request, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent) outgoing.destroy();
      else void send(outgoing, ownFailureResponse(500, String(error)));
    });
  });
  await listen(server, port);
  const actualPort = (server.address() as AddressInfo).port;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // A name that only resolves to this machine comes from a web page that tries to reach it (DNS rebinding).
    if (!isLoopbackHost(incoming.headers.host))
      return send(outgoing, ownFailureResponse(403, 'it answers this machine alone.'));
    const body = await readBody(incoming);
    if (body === undefined) return send(outgoing, ownFailureResponse(413, 'a body has 5 MB at the most.'));
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
    const control = controlResponse(state, request);
    if (control) return send(outgoing, control);
    if (!isOperationPath(request.path)) return send(outgoing, handle(request));
    state.requests++;
    return playFault(state.faults.take(), () => handle(request), outgoing, `http://localhost:${actualPort}`);
  }

  return {
    url: `http://${host}:${actualPort}`,
    port: actualPort,
    get customers() {
      return store.size;
    },
    get requests() {
      return state.requests;
    },
    setFault: (order) => state.faults.set(order),
    reset: () => {
      store.reset();
      state.faults.clear();
    },
    close: () => close(server),
  };
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

function isLoopbackHost(header: string | undefined): boolean {
  const url = URL.parse(`http://${header ?? ''}`);
  return url !== null && isLoopback(url.hostname);
}

/** The body as text; undefined if it is too large. It is read to its end all the same: who is still sending does not read the refusal. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(
        error.code === 'EADDRINUSE'
          ? new SandboxError('port-in-use', `Port ${port} is in use by another program.`, error)
          : new SandboxError(
              'cannot-listen',
              `The sandbox cannot listen on port ${port} (${error.code ?? error.message}).`,
              error,
            ),
      );
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
