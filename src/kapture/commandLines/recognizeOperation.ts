import type { Fields } from '../catalogue/fieldText.ts';
import { formsOf } from '../catalogue/forms.ts';
import { formOfWrite, writeActOf } from '../catalogue/writeAct.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import { withoutSecretParameters } from './secretParameters.ts';

/** A path that a connection has for an operation. */
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
  const isKnownModule = exact.length > 0 || similar.some((id) => operations[id].module !== 'customer');
  if (!isKnownModule && (mentionsOtherModule(path) || isOfOtherModule(request))) return undefined;
  const candidates = exact.length ? exact : similar;
  if (candidates.length === 1) return candidates[0];
  const fitting = byFields(request);
  if (!candidates.length) return onlyOne(fitting, request.fields);
  const both = fitting.filter((id) => candidates.includes(id));
  return onlyOne(both.length ? both : candidates, request.fields);
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
 * Whether a path names a module whose requests may look like those of customers. The catalogue's own paths are known.
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
 * customer, but is in an array, unlike that.
 */
function isOfOtherModule({ fields, isArray }: ReadBody): boolean {
  const isEnquiry = isArray && ['customer_name', 'campaign_name', 'secSource'].every((name) => name in fields);
  return isEnquiry || fieldsOfOtherModules.some((name) => name in fields);
}

function readBody(body: string): ReadBody {
  const { value } = readLoose(body);
  return { fields: firstObject(value) ?? {}, isArray: Array.isArray(value) };
}
