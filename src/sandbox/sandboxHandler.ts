import type { Fields } from '../kapture/catalogue/fieldText.ts';
import { operationIds, operations, type OperationId } from '../kapture/catalogue/registry.ts';
import { brokenRule } from '../kapture/catalogue/requestRules.ts';
import { writeActOf } from '../kapture/catalogue/writeAct.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { handlers } from './handlers/handlers.ts';
import { failureResponse, ownFailureResponse, type SandboxResponse, type SandboxRequest } from './sandboxResponse.ts';
import type { Store } from './store.ts';

export type SandboxHandler = (request: SandboxRequest) => SandboxResponse;

/**
 * A Kapture as a function: request in, response out; only the store changes. Answers the catalogue's operations at their
 * default paths, also where a tenant's ending (`/v.2.0`, `?=`) follows. `now` gives the instant in milliseconds,
 * `rule` the failure that a request gets whoever is stored.
 *
 * In which order the real server looks is not known; here it is path, method, key, JSON, shape, the request's own rules,
 * and last what is stored. Failures of the documentation come with its messages, all others begin with `Sandbox:`.
 */
export function createHandler(store: Store, now: () => number = Date.now, rule = brokenRule): SandboxHandler {
  const key = Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64');
  return ({ method, path, headers, body }) => {
    const candidates = operationsAt(path);
    if (!candidates.length) return ownFailureResponse(404, `nothing is at ${withoutQuery(path)}.`);
    if (method !== 'POST')
      return ownFailureResponse(405, `every operation is a POST, not a ${method}.`, { allow: 'POST' });
    if (basicKeyOf(headers['authorization']) !== key) return failureResponse('invalid-auth-key');
    const value = parsed(body);
    const operation = operationOf(candidates, value);
    const fields = fieldsOf(operation, value);
    if (!fields) return failureResponse('invalid-json');
    const broken = rule(operation, fields);
    if (broken) return failureResponse(broken.reason);
    return handlers[operation](store, fields, now());
  };
}

/** The name of a scheme may be in any case (RFC 9110, 11.1). */
function basicKeyOf(authorization: SandboxRequest['headers'][string]): string | undefined {
  return typeof authorization === 'string' ? /^basic +(.*)$/i.exec(authorization)?.[1] : undefined;
}

/** Whether one of Kapture's operations is at a path. */
export function isOperationPath(path: string): boolean {
  return operationsAt(path).length > 0;
}

function operationsAt(path: string): OperationId[] {
  const wanted = withoutVersion(withoutQuery(path));
  return operationIds.filter((id) => withoutVersion(operations[id].path) === wanted);
}

/** Some tenants append the version of an operation, and others leave it out. */
function withoutVersion(path: string): string {
  return path.replace(/\/v\.[\d.]+$/, '');
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/, '');
}

/** Undefined for what is not JSON, which has no undefined of its own. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes share a path: the body says which act it is. */
function operationOf(candidates: readonly OperationId[], value: unknown): OperationId {
  const act = isObject(value) && writeActOf(value).operation;
  return candidates.find((id) => operations[id].act === act) ?? candidates[0]!;
}

/**
 * The fields of a body that has the shape of its operation: an object, in brackets where the operation wants them, with
 * plain values for the fields that Kapture names. Whether the values are right is for the rules to say.
 */
function fieldsOf(operation: OperationId, value: unknown): Fields | undefined {
  const { shape, request } = operations[operation];
  const fields: unknown =
    shape === 'object' ? value : Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  if (!isObject(fields)) return undefined;
  const isPlain = Object.keys(request().properties).every(
    (name) => typeof fields[name] !== 'object' || fields[name] === null,
  );
  return isPlain ? fields : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
