import type { Fields } from '../catalogue/fieldText.ts';
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
 * body if the path is unknown or several operations share it. Undefined if both are ambiguous, or if it is a request of
 * a module that the catalogue does not have.
 */
export function recognizeOperation(
  { path, body }: { readonly path: string; readonly body: string },
  own: readonly KnownPath[] = [],
): OperationId | undefined {
  const request = readBody(body);
  const exact = byExactPath(path, own);
  const similar = bySimilarPath(path);
  const fitting = byFields(request);
  const isKnownModule = exact.length > 0 || [...similar, ...fitting].some(isOfFurtherModule);
  if (!isKnownModule && (mentionsOtherModule(path) || isOfOtherModule(request))) return undefined;
  const candidates = exact.length ? exact : similar;
  if (candidates.length === 1) return candidates[0];
  if (!candidates.length) {
    // A field of another module is better evidence than one that customers also have.
    const further = fitting.filter(isOfFurtherModule);
    return onlyOne(further.length ? further : fitting, request.fields);
  }
  const both = fitting.filter((id) => candidates.includes(id));
  return onlyOne(both.length ? both : candidates, request.fields);
}

/** Whether an operation of the catalogue is not about customers. */
function isOfFurtherModule(id: OperationId): boolean {
  return operations[id].module !== 'customer';
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
  return operationIds.filter((id) => formsOf(id).some((form) => path.includes(form.path)));
}

function bySimilarPath(path: string): readonly OperationId[] {
  return operationIds.filter((id) => formsOf(id).some(({ recognition }) => recognition.path?.test(path)));
}

/** The operations that have a form which the body fits. */
function byFields({ fields, isArray }: ReadBody): readonly OperationId[] {
  return operationIds.filter((id) => formsOf(id).some(({ recognition }) => recognition.fits(fields, isArray)));
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

/**
 * Whether a path names a module whose requests may look like those of customers. Paths of the catalogue do not count.
 */
function mentionsOtherModule(path: string): boolean {
  return /(^|[/_-])(orders?|products?|tickets?|faqs?)(?=[/_.?-]|$)/i.test(path);
}

/** Fields of tickets, orders, enquiries, products and FAQ entries that no form of a customer has. */
const fieldsOfOtherModules = [
  'title',
  'ticket_details',
  'ticket_id',
  'ticket_info',
  'webform',
  'disposition',
  'order_info',
  'order_id',
  'order_status',
  'order_type',
  'grand_total',
  'product_details',
  'product_type',
  'parent_product_name',
  'enquiry_id',
  'category_id',
  'customerIds',
];

/**
 * Whether a body belongs to a module that the catalogue does not have. An enquiry may have only fields of a flat
 * customer, but unlike a customer it is in an array.
 */
function isOfOtherModule({ fields, isArray }: ReadBody): boolean {
  const isEnquiry = isArray && ['customer_name', 'campaign_name', 'secSource'].every((name) => name in fields);
  return isEnquiry || fieldsOfOtherModules.some((name) => name in fields);
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
