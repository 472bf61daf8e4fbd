import { sandboxFailure, type SandboxRequest, type SandboxResponse } from './sandboxResponse.ts';

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
