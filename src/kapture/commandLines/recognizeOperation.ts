import type { Fields } from '../catalogue/fieldText.ts';
import { writeActOf } from '../catalogue/writeAct.ts';
import { readLoose } from '../json/looseJson.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';

/** A path that a connection has for an operation. */
export interface KnownPath {
  readonly operation: OperationId;
  readonly path: string;
}

/**
 * The operation of a request: by its path, the connections' own paths first, and by the fields of its body if the path
 * is unknown or several operations share it. Undefined if both are ambiguous.
 */
export function recognizeOperation(
  { path, body }: { readonly path: string; readonly body: string },
  own: readonly KnownPath[] = [],
): OperationId | undefined {
  const candidates = byPath(path, own);
  if (candidates.length === 1) return candidates[0];
  const guess = byFields(body);
  if (!candidates.length) return guess;
  if (guess && candidates.includes(guess)) return guess;
  // Writes that share a path differ only by the id.
  const act = writeActOf(fieldsOf(body)).operation;
  return candidates.find((id) => operations[id].act === act);
}

function byPath(path: string, own: readonly KnownPath[]): readonly OperationId[] {
  const ofConnections = own.filter((known) => known.path === path).map(({ operation }) => operation);
  if (ofConnections.length) return [...new Set(ofConnections)];
  // Some tenants add a prefix to a path, or append "/v.2.0" or "?=".
  const ofCatalogue = operationIds.filter((id) => path.includes(operations[id].path));
  return ofCatalogue.length ? ofCatalogue : operationIds.filter((id) => operations[id].recognition.path?.test(path));
}

/** The only operation that a body fits; undefined if it fits none or several. */
function byFields(body: string): OperationId | undefined {
  const fields = fieldsOf(body);
  const fitting = operationIds.filter((id) => operations[id].recognition.fits(fields, isArray(body)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The fields of the object, which may be in an array. */
function fieldsOf(body: string): Fields {
  const { value } = readLoose(body);
  const object: unknown = Array.isArray(value) ? value[0] : value;
  return typeof object === 'object' && object !== null ? (object as Fields) : {};
}

function isArray(body: string): boolean {
  return body.trimStart().startsWith('[');
}
