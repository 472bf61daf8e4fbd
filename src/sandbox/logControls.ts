import { withoutControlHeader, wrongMethod } from './controlRefusals.ts';
import type { RequestLog } from './requestLog.ts';
import { jsonResponse, sandboxFailure, type SandboxRequest, type SandboxResponse } from './sandboxResponse.ts';

/** How long a request for the next version of the log waits, in milliseconds. */
const longestWait = 20_000;

/**
 * Handles the paths of the sandbox's request log; undefined for any other path. `GET /sandbox/requests` returns it.
 * With `?version=…`, it waits until the log has another version, for up to 20 seconds. `GET /sandbox/requests/1`
 * returns a request with its bodies, and `POST /sandbox/requests/clear` removes all.
 */
export async function logResponse(log: RequestLog, request: SandboxRequest): Promise<SandboxResponse | undefined> {
  const [, rest, version] = /^\/sandbox\/requests(?:\/(\w+))?(?:\?version=([\w.]*))?$/.exec(request.path) ?? [];
  if (!/^\/sandbox\/requests\b/.test(request.path)) return undefined;
  const refusal = withoutControlHeader(request);
  if (refusal) return refusal;
  const allowed = rest === 'clear' ? 'POST' : 'GET';
  if (request.method !== allowed) return wrongMethod(allowed);
  if (rest === 'clear') log.clear();
  else if (rest !== undefined) {
    const found = log.find(Number(rest));
    return found ? jsonResponse(200, found) : sandboxFailure(404, 'the log no longer contains this request.');
  } else if (version !== undefined) await log.changed(version, longestWait);
  return jsonResponse(200, log.state);
}
