import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dialect } from '../kapture/catalogue/dialect.ts';
import type { OperationId } from '../kapture/catalogue/registry.ts';
import { isLoopback } from '../kapture/connection/tenant.ts';
import { controlResponse } from './controls.ts';
import { type FaultId, type FaultSettings, FaultSwitch, noFault } from './faults.ts';
import { GeneratedCustomers, largestCount } from './generator.ts';
import { parsedBody } from './jsonText.ts';
import { respondWithFault, send } from './respondWithFault.ts';
import { isOperationPath, routeOf, withoutQuery } from './route.ts';
import { sampleCustomers } from './sampleCustomers.ts';
import { SandboxError } from './sandboxError.ts';
import { type HandlerOptions, createHandler, formOfRequest } from './sandboxHandler.ts';
import { type SandboxRequest, sandboxFailure } from './sandboxResponse.ts';
import { Store } from './store.ts';

export interface SandboxOptions extends Omit<HandlerOptions, 'rule'> {
  /** 0 (the default) selects any free port. */
  readonly port?: number;
  readonly fault?: FaultSettings;
  /** Approximate number of customers to generate, in addition to those of the published samples. */
  readonly customers?: number;
  /** Called at the end of each request, except those to control the sandbox. */
  readonly onRequest?: (request: LoggedRequest) => void;
}

/** A request that the sandbox received, without anything that may be secret. */
export interface LoggedRequest {
  /** In epoch milliseconds. */
  readonly receivedAt: number;
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  /** Undefined if the path belongs to no operation. */
  readonly operation?: OperationId;
  readonly dialect?: Dialect;
  /** Undefined if the client closed the connection before there was a response. */
  readonly status?: number;
  readonly milliseconds: number;
  /** Whether the connection ended before the response was complete. */
  readonly isBroken: boolean;
  readonly fault: FaultId;
  /** The header `x-kapture-sandbox` of the response. */
  readonly mark?: string;
}

/** A local Kapture server. */
export interface Sandbox {
  /** `http://127.0.0.1:…`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Current number of customers. */
  readonly customers: number;
  /** Number of requests to operations so far. */
  readonly requests: number;
  setFault(settings: FaultSettings): void;
  /** Restores the initial customers and clears the fault. */
  reset(): void;
  /** Stops immediately, even during a response. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
const largestBody = 5 * 1024 * 1024;

/**
 * Starts a sandbox that only accepts requests from this machine. Rejects with a `SandboxError`: `bad-option`,
 * `port-in-use`, or `cannot-listen` for other system errors.
 */
export async function startSandbox({
  port = 0,
  fault,
  customers: count,
  onRequest,
  ...options
}: SandboxOptions = {}): Promise<Sandbox> {
  if (!isWhole(port, 65_535)) throw new SandboxError('bad-option', 'The port must be a whole number from 0 to 65535.');
  if (count !== undefined && !isWhole(count, largestCount))
    throw new SandboxError('bad-option', `The number of customers must be a whole number from 0 to ${largestCount}.`);
  if (options.pageCap !== undefined && !(options.pageCap > 0 && isWhole(options.pageCap, largestCount)))
    throw new SandboxError('bad-option', `The page cap must be a whole number from 1 to ${largestCount}.`);
  const store = new Store(
    () => sampleCustomers,
    () => new GeneratedCustomers({ now: options.now ?? Date.now, ...(count !== undefined && { count }) }),
  );
  const state = { store, faults: new FaultSwitch(fault), requests: 0 };
  const handle = createHandler(store, options);
  const server = createServer((request, outgoing) => {
    answer(request, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent) outgoing.destroy();
      else void send(outgoing, sandboxFailure(500, String(error)));
    });
  });
  await listen(server, port);
  const actualPort = (server.address() as AddressInfo).port;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // A request with another host name that resolves to this machine can come from a web page (DNS rebinding).
    if (!isLoopbackHost(incoming.headers.host))
      return send(outgoing, sandboxFailure(403, 'only requests from this machine are accepted.'));
    const body = await readBody(incoming);
    if (body === undefined) return send(outgoing, sandboxFailure(413, 'the request body is larger than 5 MB.'));
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
    const control = controlResponse(state, request);
    if (control) return send(outgoing, control);
    const isOperation = isOperationPath(request.path);
    const settings = isOperation ? state.faults.take() : noFault;
    if (onRequest) reportAtEnd(request, settings.fault, outgoing, options.now ?? Date.now, onRequest);
    if (!isOperation) return send(outgoing, handle(request));
    state.requests++;
    const call = {
      form: () => formOfRequest(request, options),
      answer: () => handle(request),
    };
    return respondWithFault(settings, call, outgoing, `http://localhost:${actualPort}`);
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
    setFault: (settings) => state.faults.set(settings),
    reset: () => {
      store.reset();
      state.faults.clear();
    },
    close: () => close(server),
  };
}

function reportAtEnd(
  { method, path, body }: SandboxRequest,
  fault: FaultId,
  outgoing: ServerResponse,
  now: () => number,
  report: (request: LoggedRequest) => void,
): void {
  const receivedAt = now();
  const started = performance.now();
  outgoing.once('close', () => {
    const route = routeOf(path, parsedBody(body));
    const mark = outgoing.getHeader('x-kapture-sandbox');
    report({
      receivedAt,
      method,
      path: withoutQuery(path),
      ...(route && { operation: route.operation, dialect: route.dialect }),
      ...(outgoing.headersSent && { status: outgoing.statusCode }),
      milliseconds: Math.round(performance.now() - started),
      isBroken: !outgoing.writableFinished,
      fault,
      ...(typeof mark === 'string' && { mark }),
    });
  });
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

function isLoopbackHost(header: string | undefined): boolean {
  const url = URL.parse(`http://${header ?? ''}`);
  return url !== null && isLoopback(url.hostname);
}

/**
 * The body as text; undefined if it is too large. A body that is too large is read to its end nevertheless, because a
 * client that is still sending does not read the response.
 */
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
