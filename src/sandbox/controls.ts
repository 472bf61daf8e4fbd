import { operations } from '../kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { readFaultOrder } from './faults.ts';
import type { FaultSwitch } from './faultSwitch.ts';
import { jsonResponse, ownFailureResponse, type SandboxResponse, type SandboxRequest } from './sandboxResponse.ts';
import type { Store } from './store.ts';

/** What there is to steer. */
export interface Controlled {
  readonly store: Store;
  readonly faults: FaultSwitch;
  /** Requests to Kapture's operations so far. */
  readonly requests: number;
}

/**
 * What is the sandbox's own and not Kapture's; undefined for any other path.
 * `GET /` says what runs here, `POST /sandbox/fault` takes a `FaultOrder`, `POST /sandbox/reset` goes back to the first
 * customers and no fault. To steer takes the header `X-Kapture-Sandbox: 1`, which no web page can send without being
 * asked by its browser first, and the sandbox never answers that question.
 */
export function controlResponse(sandbox: Controlled, request: SandboxRequest): SandboxResponse | undefined {
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

function identity({ store, faults, requests }: Controlled): object {
  return {
    'kapture-sandbox': true,
    customers: store.size,
    ...faults.order,
    requests,
    user: sandboxUser,
    password: sandboxPassword,
    paths: Object.fromEntries(Object.values(operations).map(({ id, path }) => [id, path])),
  };
}

function refusal({ method, headers }: SandboxRequest): SandboxResponse | undefined {
  if (method !== 'POST') return wrongMethod('POST');
  return headers['x-kapture-sandbox'] === '1'
    ? undefined
    : ownFailureResponse(403, 'send the header X-Kapture-Sandbox: 1 to steer it.');
}

function wrongMethod(allowed: string): SandboxResponse {
  return ownFailureResponse(405, `this is a ${allowed}.`, { allow: allowed });
}

function setFault(sandbox: Controlled, body: string): SandboxResponse {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return ownFailureResponse(400, 'the body is not JSON.');
  }
  const { order, problem } = readFaultOrder(value);
  if (!order) return ownFailureResponse(400, problem);
  sandbox.faults.set(order);
  return jsonResponse(200, identity(sandbox));
}

function reset(sandbox: Controlled): SandboxResponse {
  sandbox.store.reset();
  sandbox.faults.clear();
  return jsonResponse(200, identity(sandbox));
}
