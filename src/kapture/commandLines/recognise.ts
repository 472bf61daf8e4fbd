import { readLoose } from '../json/looseJson.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';

/** A path that a connection has an operation at. */
export interface KnownPath {
  readonly operation: OperationId;
  readonly path: string;
}

/** Paths of tenants that differ from the catalogue's, by what they have in common. */
const alike: readonly { readonly path: RegExp; readonly operations: readonly OperationId[] }[] = [
  { path: /add-update/i, operations: ['add', 'update'] },
];

/**
 * Which operation a request is for: by its path, the connections' own paths first, and where several operations share it,
 * or it is unknown, by the fields of its body. Undefined where neither says.
 */
export function recognise(
  { path, body }: { readonly path: string; readonly body: string },
  own: readonly KnownPath[] = [],
): OperationId | undefined {
  const candidates = byPath(path, own);
  if (candidates.length === 1) return candidates[0];
  const guess = byFields(body);
  if (!candidates.length) return guess;
  if (candidates.includes('add') && candidates.includes('update')) return hasId(fieldsOf(body)) ? 'update' : 'add';
  return guess && candidates.includes(guess) ? guess : undefined;
}

function byPath(path: string, own: readonly KnownPath[]): readonly OperationId[] {
  const ofConnections = own.filter((known) => known.path === path).map(({ operation }) => operation);
  if (ofConnections.length) return [...new Set(ofConnections)];
  // Some tenants have something in front of a path, or append to it: "/v.2.0", a stray "?=".
  const ofCatalogue = operationIds.filter((id) => path.includes(operations[id].path));
  return ofCatalogue.length ? ofCatalogue : (alike.find((entry) => entry.path.test(path))?.operations ?? []);
}

function byFields(body: string): OperationId | undefined {
  const fields = fieldsOf(body);
  const names = Object.keys(fields);
  if ('start_date' in fields || 'end_date' in fields) return 'pull';
  const identifiersOnly = names.length > 0 && names.every((name) => name in operations.get.request.properties);
  if (identifiersOnly) return isArray(body) ? 'get' : undefined;
  if (hasId(fields)) return 'update';
  return 'customer_name' in fields ? 'add' : undefined;
}

function hasId(fields: Readonly<Record<string, unknown>>): boolean {
  const id = fields['kapture_customer_id'];
  return typeof id === 'number' || (typeof id === 'string' && id.trim() !== '');
}

/** The fields of the object, with or without brackets around it. */
function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  const { value } = readLoose(body);
  const object: unknown = Array.isArray(value) ? value[0] : value;
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {};
}

function isArray(body: string): boolean {
  return body.trimStart().startsWith('[');
}
