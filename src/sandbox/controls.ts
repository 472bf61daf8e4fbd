import { operations } from '../kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { type FaultSwitch, readFaultSettings } from './faults.ts';
import { parsedBody } from './jsonText.ts';
import { type SandboxRequest, type SandboxResponse, jsonResponse, sandboxFailure } from './sandboxResponse.ts';
import type { Store } from './store.ts';

export interface ControlledSandbox {
  readonly store: Store;
  readonly faults: FaultSwitch;
  /** Number of requests to operations so far. */
  readonly requests: number;
}

/**
 * Handles the paths of the sandbox itself; undefined for any other path. `GET /` returns its state,
 * `POST /sandbox/fault` sets a `FaultSettings`, and `POST /sandbox/reset` restores the initial customers and clears the
 * fault. Both POST requests require the header `X-Kapture-Sandbox: 1`. A web page cannot send it without a CORS
 * preflight request, which the sandbox never allows.
 */
export function controlResponse(sandbox: ControlledSandbox, request: SandboxRequest): SandboxResponse | undefined {
  switch (request.path) {
    case '/':
      return request.method === 'GET' || request.method === 'HEAD'
        ? jsonResponse(200, identity(sandbox))
        : wrongMethod('GET');
    case '/sandbox/fault':
      return refusal(request) ?? setFault(sandbox, request.body);
    case '/sandbox/reset':
      return refusal(request) ?? reset(sandbox);
    default:
      return undefined;
  }
}

function identity({ store, faults, requests }: ControlledSandbox): object {
  return {
    'kapture-sandbox': true,
    customers: store.size,
    ...faults.settings,
    requests,
    user: sandboxUser,
    password: sandboxPassword,
    paths: Object.fromEntries(Object.values(operations).map(({ id, path }) => [id, path])),
  };
}

function refusal(request: SandboxRequest): SandboxResponse | undefined {
  return request.method === 'POST' ? withoutControlHeader(request) : wrongMethod('POST');
}

function setFault(sandbox: ControlledSandbox, body: string): SandboxResponse {
  const value = parsedBody(body);
  if (value === undefined) return sandboxFailure(400, 'the body is not JSON.');
  const { settings, problem } = readFaultSettings(value);
  if (!settings) return sandboxFailure(400, problem);
  sandbox.faults.set(settings);
  return jsonResponse(200, identity(sandbox));
}

function reset(sandbox: ControlledSandbox): SandboxResponse {
  sandbox.store.reset();
  sandbox.faults.clear();
  return jsonResponse(200, identity(sandbox));
}

/**
 * The failure of a request without the header that a web page cannot send, because the sandbox allows no CORS
 * preflight; undefined if the request has it.
 */
export function withoutControlHeader({ headers }: SandboxRequest): SandboxResponse | undefined {
  return headers['x-kapture-sandbox'] === '1'
    ? undefined
    : sandboxFailure(403, 'this request requires the header X-Kapture-Sandbox: 1.');
}

/** The failure of a request with another method than a path of the sandbox itself accepts. */
export function wrongMethod(allowed: 'GET' | 'POST'): SandboxResponse {
  return sandboxFailure(405, `this path only accepts ${allowed}.`, undefined, { allow: allowed });
}
