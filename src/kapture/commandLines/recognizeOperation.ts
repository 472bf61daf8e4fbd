import type { Fields } from '../catalogue/fieldText.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { formsOf } from '../catalogue/forms.ts';
import { formOfWrite, writeActOf } from '../catalogue/writeAct.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import { readAuthKey, type AuthKey } from '../connection/authKey.ts';
import { isSecretName } from '../redaction/secretNames.ts';
import { urlOf, type Connection } from '../connection/connection.ts';

export interface KnownPath {
  readonly operation: OperationId;
  readonly path: string;
}

/**
 * The operation of a request in any dialect: by its path, the connections' own paths first, and by the fields of its
 * body if the path is unknown or several operations share it. Undefined if both are ambiguous.
 */
export function recognizeOperation(
  { path, body }: { readonly path: string; readonly body: string },
  own: readonly KnownPath[] = [],
): OperationId | undefined {
  const request = readBody(body);
  const exact = byExactPath(path, own);
  const candidates = exact.length ? exact : bySimilarPath(path);
  if (candidates.length === 1) return candidates[0];
  if (!candidates.length)
    return isResponse(request) ? undefined : onlyOne(ofOneModule(byBodyAlone(request)), request.fields);
  const both = bestEvidence(byFields(request).filter((id) => candidates.includes(id)));
  return onlyOne(both.length ? both : candidates, request.fields);
}

/** None if the operations belong to several modules: tenants name their own fields as they like, also `title`. */
function ofOneModule(fitting: readonly OperationId[]): readonly OperationId[] {
  return new Set(fitting.map((id) => operations[id].module)).size > 1 ? [] : fitting;
}

/** At a path of several modules, a field of another module is better evidence than one that customers also have. */
function bestEvidence(fitting: readonly OperationId[]): readonly OperationId[] {
  const others = fitting.filter((id) => operations[id].module !== 'customer');
  return others.length ? others : fitting;
}

/** The body of a request: the fields of its object, which may be in an array. */
interface ReadBody {
  readonly fields: Fields;
  readonly isArray: boolean;
}

function byExactPath(path: string, own: readonly KnownPath[]): readonly OperationId[] {
  // The path of a pasted command lacks parameters that may be secret.
  const isPath = (known: string): boolean => known === path || withoutSecretParameters(known, undefined).path === path;
  const ofConnections = own.filter((known) => isPath(known.path)).map(({ operation }) => operation);
  if (ofConnections.length) return [...new Set(ofConnections)];
  // Some tenants add a prefix to a path, or append "/v.2.0" or "?=".
  const has = ({ path: usual, otherPaths = [] }: OperationForm): boolean =>
    [usual, ...otherPaths].some((known) => path.includes(known));
  return operationIds.filter((id) => formsOf(id).some(has));
}

function bySimilarPath(path: string): readonly OperationId[] {
  return operationIds.filter((id) => formsOf(id).some(({ recognition }) => recognition.path?.test(path)));
}

/** The operations that have a form which the body fits. */
function byFields({ fields, isArray }: ReadBody): readonly OperationId[] {
  return operationIds.filter((id) => formsOf(id).some(({ recognition }) => recognition.fits(fields, isArray)));
}

/** The same, without the forms whose path is needed to recognize them. */
function byBodyAlone({ fields, isArray }: ReadBody): readonly OperationId[] {
  const fits = ({ recognition }: OperationForm): boolean => !recognition.needsPath && recognition.fits(fields, isArray);
  return operationIds.filter((id) => formsOf(id).some(fits));
}

function isResponse({ fields }: ReadBody): boolean {
  return 'status' in fields && 'message' in fields;
}

/**
 * The only one of several operations. Writes that share a path or a form differ by what their body does. A write that
 * adds or updates a customer is an Add, because Kapture documents it as one.
 */
function onlyOne(candidates: readonly OperationId[], fields: Fields): OperationId | undefined {
  if (candidates.length < 2) return candidates[0];
  const { operation } = writeActOf(fields, formOfWrite(fields, operations.add));
  const act = operation === 'add-or-update' ? 'add' : operation;
  return candidates.every((id) => operations[id].act) ? candidates.find((id) => operations[id].act === act) : undefined;
}

function readBody(body: string): ReadBody {
  const { value } = readLoose(body);
  return { fields: firstObject(value) ?? {}, isArray: Array.isArray(value) };
}

/** A path without the query parameters that may be secret. */
interface PublicPath {
  readonly path: string;
  readonly omitted: readonly string[];
  /** The auth key among them, as in `auth_key=…`. */
  readonly key: AuthKey | undefined;
}

/** Omits the query parameters of a path whose names are those of secrets, or whose value is a known key. */
export function withoutSecretParameters(path: string, known: AuthKey | undefined): PublicPath {
  const [steps = '', query] = path.split(/\?(.*)/s);
  if (query === undefined) return { path, omitted: [], key: undefined };
  const parameters = query.split('&').map((text) => {
    const [name = '', value = ''] = text.split(/=(.*)/s).map(decoded);
    return { text, name, value };
  });
  const isSecret = ({ name, value }: { name: string; value: string }): boolean =>
    isSecretName(name) || (known !== undefined && readAuthKey(value).key === known);
  const kept = parameters.filter((parameter) => !isSecret(parameter));
  const key = parameters.find(({ name, value }) => /auth.?key/i.test(name) && !value.includes('{{'));
  return {
    path: kept.length ? `${steps}?${kept.map(({ text }) => text).join('&')}` : steps,
    omitted: parameters.filter(isSecret).map(({ name }) => name),
    key: key && readAuthKey(key.value).key,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a connection sends an operation to the URL of a command, which lacks parameters that may be secret. */
export function sendsTo(connection: Connection, operation: OperationId, url: string): boolean {
  const own = urlOf(connection, operation);
  return own === url || withoutSecretParameters(own, undefined).path === url;
}

/**
 * The connection to pin the request of a command to: none if the active connection has its origin, otherwise the only
 * connection with its origin, or with its origin and path. If there is no such connection or several, the request is
 * pinned to the origin: no connection can have that name, so the request is not sent anywhere else. A URL with a
 * variable has no origin, so its request goes to the active connection.
 */
export function pinOfCommand(
  { origin, path }: { readonly origin: string | undefined; readonly path: string },
  operation: OperationId,
  { all, activeName }: { readonly all: readonly Connection[]; readonly activeName: string | undefined },
): string | undefined {
  if (origin === undefined) return undefined;
  const hasPath = (connection: Connection): boolean => sendsTo(connection, operation, origin + path);
  const atOrigin = all.filter(({ baseUrl }) => new URL(baseUrl).origin === origin);
  if (atOrigin.some(({ name }) => name === activeName)) return undefined;
  const [only, ...others] = atOrigin.length === 1 ? atOrigin : atOrigin.filter(hasPath);
  return only && !others.length ? only.name : origin;
}
