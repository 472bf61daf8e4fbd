import { type FailureReason, brokenRule, keyFailuresOf } from '../kapture/catalogue/failures.ts';
import type { OperationForm } from '../kapture/catalogue/form.ts';
import { operations } from '../kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import type { PullDifferences } from './handlers/handler.ts';
import { handlers } from './handlers/handlers.ts';
import { exactObject, parsedBody } from './jsonText.ts';
import { requestFields } from './requestFields.ts';
import { type RequestRoute, objectIn, routeOf, withoutQuery } from './route.ts';
import {
  type SandboxRequest,
  type SandboxResponse,
  envelopeOf,
  failed,
  failureResponse,
  marked,
  sandboxFailure,
} from './sandboxResponse.ts';
import type { Store } from './store.ts';

export type SandboxHandler = (request: SandboxRequest) => SandboxResponse;

/** How a sandbox treats requests. */
export interface HandlerOptions extends PullDifferences {
  /** The current time, in milliseconds. */
  readonly now?: () => number;
  /** Responds with 501 where Kapture's response is not published. */
  readonly strict?: boolean;
  /**
   * Requires the headers `x-api-key`, with the value of `Authorization`, and `x-api-type`, as one public client
   * sends them.
   */
  readonly requireApiKey?: boolean;
  /** Writes the words of every envelope in lower case, as one public client reads them. */
  readonly lowerCaseEnvelope?: boolean;
  /**
   * The response to a request, in place of the sandbox's own; undefined to leave a request to the sandbox. Only tests
   * use it.
   */
  readonly override?: (request: SandboxRequest) => SandboxResponse | undefined;
}

/**
 * The sandbox as a function from request to response; only the store has state. It handles the catalogue's operations
 * in all their forms, at the default paths and the others that a tenant may have, also with a suffix (`/v.2.0`, `?=`).
 *
 * The real server's order of checks is undocumented; here it is path, method, key, JSON, shape, the rules of the
 * request, and the stored customers. Documented failures have their documented messages, and all others begin with
 * `Sandbox:`.
 */
export function createHandler(
  store: Store,
  {
    now = Date.now,
    strict = false,
    requireApiKey = false,
    lowerCaseEnvelope = false,
    inclusiveEnd = false,
    pageCap,
    override,
  }: HandlerOptions = {},
): SandboxHandler {
  const answer = (route: RequestRoute, { method, headers, body }: SandboxRequest, value: unknown): SandboxResponse => {
    const { form } = route;
    if (method !== 'POST')
      return sandboxFailure(405, `operations only accept POST, not ${method}.`, envelopeOf(form), { allow: 'POST' });
    const refusal = refusedKey(form, headers) ?? (requireApiKey ? refusedApiKey(form, headers) : undefined);
    if (refusal) return refusal;
    const respondent = { form, isStrict: strict };
    const object = route.isForPath ? objectIn(form, value) : undefined;
    if (!object) return failed(respondent, 'invalid-json');
    const broken = brokenRule(form, object);
    if (broken) return failed(respondent, broken.reason);
    const exact = exactObject(body, object);
    const fields = requestFields(form, exact);
    const differences = { inclusiveEnd, pageCap };
    return handlers[route.operation](store, {
      ...route,
      ...respondent,
      ...differences,
      body: exact,
      fields,
      instant: now(),
    });
  };
  return (request) => {
    const overriding = override?.(request);
    if (overriding) return overriding;
    const value = parsedBody(request.body);
    const route = routeOf(request.path, value);
    if (!route) return sandboxFailure(404, `there is no operation at ${withoutQuery(request.path)}.`);
    if (!lowerCaseEnvelope || !route.form.envelope) return answer(route, request, value);
    // These words in lower case are not documented anywhere.
    return marked(answer({ ...route, form: withLowerCase(route.form) }, request, value));
  };
}

export function formOfRequest(
  { path, body }: Pick<SandboxRequest, 'path' | 'body'>,
  { lowerCaseEnvelope = false }: HandlerOptions,
): OperationForm {
  const { form } = routeOf(path, parsedBody(body)) ?? { form: operations.add };
  return lowerCaseEnvelope ? withLowerCase(form) : form;
}

const key = Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64');

function refusedKey(form: OperationForm, headers: SandboxRequest['headers']): SandboxResponse | undefined {
  const sent = headers['authorization'];
  return basicKeyOf(sent) === key ? undefined : failureResponse(keyFailure(form, sent !== undefined), envelopeOf(form));
}

/**
 * The failure of a form for a refused key. The form of 2016 documents two without saying when each occurs: here, the
 * first one is for a wrong key, and the last one for a missing key.
 */
export function keyFailure(form: OperationForm, isSent: boolean): FailureReason {
  const reasons = keyFailuresOf(form);
  return isSent ? reasons[0] : reasons.at(-1)!;
}

function refusedApiKey(form: OperationForm, headers: SandboxRequest['headers']): SandboxResponse | undefined {
  const isComplete = headers['x-api-key'] === headers['authorization'] && Boolean(headers['x-api-type']);
  return isComplete ? undefined : marked(failureResponse('invalid-auth-key', envelopeOf(form)));
}

/** The key in a Basic authorization. The name of the scheme is case-insensitive (RFC 9110, 11.1). */
function basicKeyOf(authorization: SandboxRequest['headers'][string]): string | undefined {
  return typeof authorization === 'string' ? /^basic +(.*)$/i.exec(authorization)?.[1] : undefined;
}

function withLowerCase(form: OperationForm): OperationForm {
  const { message, status, success, failed: failure } = envelopeOf(form);
  const lower = (word: string): string => word.toLowerCase();
  return {
    ...form,
    envelope: { message: lower(message), status: lower(status), success: lower(success), failed: lower(failure) },
  };
}
