import type { Dialect } from '../kapture/catalogue/dialect.ts';
import type { OperationId } from '../kapture/catalogue/registry.ts';
import { redactor } from '../kapture/redaction/redact.ts';
import { shortestSecret } from '../kapture/redaction/shortestSecret.ts';
import { secretPlacesHeader, secretsAt } from '../kapture/variables/secretPlaces.ts';
import type { FaultId } from './faults.ts';
import { parsedBody } from './parsedBody.ts';
import { routeOf } from './route.ts';
import type { SandboxRequest, SandboxResponse } from './sandboxResponse.ts';

/** A request that the sandbox received. */
export interface LoggedRequest {
  readonly id: number;
  /** In epoch milliseconds. */
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  /** Undefined if the path belongs to no operation. */
  readonly operation?: OperationId;
  readonly dialect?: Dialect;
  /** Undefined until the response begins. */
  readonly status?: number;
  /** Until the end of the response; undefined while it is pending. */
  readonly milliseconds?: number;
  /** Whether the connection ended before the response was complete. */
  readonly isBroken?: boolean;
  readonly fault?: FaultId;
  /** The value of the header `x-kapture-sandbox`. */
  readonly mark?: string;
}

/** A logged request with its bodies, which are cut if they are long. */
export interface LoggedExchange extends LoggedRequest {
  readonly request: string;
  readonly response: string;
}

/** The log at a point in time. */
export interface RequestLogState {
  /** Changes with each change of the log. */
  readonly version: string;
  /** The latest ones, newest last. */
  readonly requests: readonly LoggedRequest[];
}

/** The number of requests that are kept. */
export const maximumRequests = 500;
/** The number of characters of each body that are kept. */
export const maximumBody = 1 << 16;
/** Additional characters, which are never shown: an auth key that the cut divides would not be recognized. */
const cutMargin = 1 << 11;

/** The number of secret variables that are redacted. */
const maximumVariables = 200;

/** What the log knows of a request; what it shows is derived on demand, because most requests are never shown. */
interface Entry {
  readonly id: number;
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly fault: FaultId;
  readonly secrets: readonly string[];
  readonly request: string;
  route: ReturnType<typeof routeOf> | null;
  response: string;
  status?: number;
  mark?: string | undefined;
  milliseconds?: number;
  isBroken?: boolean;
}

/** Follows one request to the end of its response. */
export interface LoggedCall {
  /** Notes the response that is about to be sent. Returns it with a body that is logged while it is read. */
  readonly responds: (response: SandboxResponse) => SandboxResponse;
  /** Notes that the response is complete, or that the connection ended. */
  readonly ends: (isComplete: boolean) => void;
}

/** The latest requests that a sandbox received, without auth keys and secret variables. */
export class RequestLog {
  readonly #now: () => number;
  /** Distinguishes a sandbox from an earlier one at the same port. */
  readonly #start = Date.now().toString(36);
  #entries: Entry[] = [];
  #received = 0;
  #changes = 0;
  #waiting: (() => void)[] = [];
  /** The latest secret variables of all requests: a customer that was added with one is in later responses. */
  readonly #variables = new Set<string>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get version(): string {
    return `${this.#start}.${this.#changes}`;
  }

  get state(): RequestLogState {
    return { version: this.version, requests: this.#entries.map(shown) };
  }

  /** A request with its bodies; undefined if it is no longer in the log. */
  find(id: number): LoggedExchange | undefined {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry) return undefined;
    const redact = redactor([...entry.secrets, ...this.#variables]);
    const body = (text: string): string => shownStart(redact(text), text.length);
    return { ...shown(entry), request: body(entry.request), response: body(entry.response) };
  }

  /** `fault` is what the sandbox simulates for the request. */
  add(request: SandboxRequest, fault: FaultId): LoggedCall {
    const { method, path, body } = request;
    const entry: Entry = {
      id: ++this.#received,
      receivedAt: this.#now(),
      method,
      path,
      fault,
      secrets: secretsOf(request),
      request: startOf(body, maximumBody + cutMargin),
      // Only a complete body shows the dialect.
      route: body.length > maximumBody ? routeOf(path, parsedBody(body)) : null,
      response: '',
    };
    for (const secret of secretsAt(body, request.headers[secretPlacesHeader])) this.#redactAlways(secret);
    this.#entries.push(entry);
    if (this.#entries.length > maximumRequests) this.#entries.shift();
    this.#notify();
    const start = performance.now();
    return {
      responds: (response) => {
        entry.status = response.status;
        entry.mark = response.headers['x-kapture-sandbox'];
        return { ...response, body: logged(response.body, entry) };
      },
      ends: (isComplete) => {
        entry.milliseconds = Math.round(performance.now() - start);
        entry.isBroken = !isComplete;
        this.#notify();
      },
    };
  }

  clear(): void {
    this.#entries = [];
    this.#notify();
  }

  /** Resolves once the version is another one, or after a time. */
  async changed(version: string, milliseconds: number): Promise<void> {
    if (version !== this.version) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #redactAlways(secret: string): void {
    // A redactor of short or very many secrets would replace much else.
    if (secret.length < shortestSecret) return;
    this.#variables.delete(secret);
    this.#variables.add(secret);
    const [oldest] = this.#variables;
    if (this.#variables.size > maximumVariables && oldest !== undefined) this.#variables.delete(oldest);
  }

  #notify(): void {
    this.#changes++;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function* logged(body: Iterable<string>, entry: Entry): Generator<string> {
  for (const piece of body) {
    if (entry.response.length < maximumBody + cutMargin)
      entry.response += startOf(piece, maximumBody + cutMargin - entry.response.length);
    yield piece;
  }
}

/** The start of a redacted body. `length` is its length before, because redaction can make it much shorter. */
function shownStart(redacted: string, length: number): string {
  const isCut = length >= maximumBody + cutMargin;
  return redacted.slice(0, isCut ? Math.min(maximumBody, redacted.length - cutMargin) : maximumBody);
}

/** A copy of the start of a text: a slice would keep all of it in memory. */
function startOf(text: string, length: number): string {
  return text.length > length ? Buffer.from(text.slice(0, length)).toString() : text;
}

function shown(entry: Entry): LoggedRequest {
  const { id, receivedAt, method, status, milliseconds, isBroken, fault, mark } = entry;
  const route = (entry.route ??= routeOf(entry.path, parsedBody(entry.request)));
  return {
    id,
    receivedAt,
    method,
    path: redactor(entry.secrets)(entry.path),
    ...(route && { operation: route.operation, dialect: route.dialect }),
    ...(status !== undefined && { status }),
    ...(milliseconds !== undefined && { milliseconds }),
    ...(isBroken && { isBroken }),
    ...(fault !== 'none' && { fault }),
    ...(mark !== undefined && { mark }),
  };
}

/** The auth keys that a request has in its headers: a client can send that of a tenant by mistake. */
function secretsOf({ headers }: SandboxRequest): readonly string[] {
  return ['authorization', 'x-api-key'].flatMap((name) => {
    const value = headers[name];
    const key = typeof value === 'string' ? value.replace(/^[a-z]+ +/i, '').trim() : '';
    return key ? [key] : [];
  });
}
