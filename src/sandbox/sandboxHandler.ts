import type { Fields } from '../kapture/catalogue/fieldText.ts';
import { operationIds, operations, type OperationId } from '../kapture/catalogue/registry.ts';
import { brokenRule } from '../kapture/catalogue/requestRules.ts';
import { writeActOf } from '../kapture/catalogue/writeAct.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { handlers } from './handlers/handlers.ts';
import { failureResponse, sandboxFailure, type SandboxResponse, type SandboxRequest } from './sandboxResponse.ts';
import type { Store } from './store.ts';

export type SandboxHandler = (request: SandboxRequest) => SandboxResponse;

/**
 * The sandbox as a function from request to response; only the store has state. It handles the catalogue's operations at
 * their default paths, also with a tenant's suffix (`/v.2.0`, `?=`). `now` returns the time in milliseconds, and `rule` the
 * failure of a request that is invalid regardless of what is stored.
 *
 * The real server's order of checks is undocumented; here it is path, method, key, JSON, shape, the rules of the request,
 * and the stored customers. Documented failures have their documented messages, and all others begin with `Sandbox:`.
 */
export function createHandler(store: Store, now: () => number = Date.now, rule = brokenRule): SandboxHandler {
  const key = Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64');
  return ({ method, path, headers, body }) => {
    const candidates = operationsAt(path);
    if (!candidates.length) return sandboxFailure(404, `there is no operation at ${withoutQuery(path)}.`);
    if (method !== 'POST') return sandboxFailure(405, `operations only accept POST, not ${method}.`, { allow: 'POST' });
    if (basicKeyOf(headers['authorization']) !== key) return failureResponse('invalid-auth-key');
    const value = parsed(body);
    const operation = operationOf(candidates, value);
    const fields = fieldsOf(operation, value);
    if (!fields) return failureResponse('invalid-json');
    const broken = rule(operations[operation], fields);
    if (broken) return failureResponse(broken.reason);
    return handlers[operation](store, fields, now());
  };
}

/** The name of an authentication scheme is case-insensitive (RFC 9110, 11.1). */
function basicKeyOf(authorization: SandboxRequest['headers'][string]): string | undefined {
  return typeof authorization === 'string' ? /^basic +(.*)$/i.exec(authorization)?.[1] : undefined;
}

/** Whether a path belongs to an operation. */
export function isOperationPath(path: string): boolean {
  return operationsAt(path).length > 0;
}

function operationsAt(path: string): OperationId[] {
  const wanted = withoutVersion(withoutQuery(path));
  return operationIds.filter((id) => withoutVersion(operations[id].path) === wanted);
}

/** Some tenants append the version of an operation, and others omit it. */
function withoutVersion(path: string): string {
  return path.replace(/\/v\.[\d.]+$/, '');
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/, '');
}

/** Undefined if the body is not JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Add and Update share a path: the body determines which one it is. */
function operationOf(candidates: readonly OperationId[], value: unknown): OperationId {
  const act = isObject(value) && writeActOf(value).operation;
  return candidates.find((id) => operations[id].act === act) ?? candidates[0]!;
}

/**
 * The fields of a body with the shape of its operation: an object, in brackets if the operation requires them, with plain
 * values for Kapture's fields. Undefined for any other shape. The rules check the values.
 */
function fieldsOf(operation: OperationId, value: unknown): Fields | undefined {
  const { shape, request } = operations[operation];
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  const fields = shape === 'object' ? value : only;
  if (!isObject(fields)) return undefined;
  const isPlain = Object.keys(request().properties).every(
    (name) => typeof fields[name] !== 'object' || fields[name] === null,
  );
  return isPlain ? fields : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
