import type { Fields } from '../catalogue/fieldText.ts';
import { writeActOf } from '../catalogue/writeAct.ts';
import { readLoose } from '../json/looseJson.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';

/** A path that a connection has an operation at. */
export interface KnownPath {
  readonly operation: OperationId;
  readonly path: string;
}

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
  if (guess && candidates.includes(guess)) return guess;
  // Writes that share a path differ by the id alone.
  const act = writeActOf(fieldsOf(body)).operation;
  return candidates.find((id) => operations[id].act === act);
}

function byPath(path: string, own: readonly KnownPath[]): readonly OperationId[] {
  const ofConnections = own.filter((known) => known.path === path).map(({ operation }) => operation);
  if (ofConnections.length) return [...new Set(ofConnections)];
  // Some tenants have something in front of a path, or append to it: "/v.2.0", a stray "?=".
  const ofCatalogue = operationIds.filter((id) => path.includes(operations[id].path));
  return ofCatalogue.length ? ofCatalogue : operationIds.filter((id) => operations[id].recognition.path?.test(path));
}

/** The operation that a body fits alone; undefined if it fits several. */
function byFields(body: string): OperationId | undefined {
  const fields = fieldsOf(body);
  const fitting = operationIds.filter((id) => operations[id].recognition.fits(fields, isArray(body)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The fields of the object, with or without brackets around it. */
function fieldsOf(body: string): Fields {
  const { value } = readLoose(body);
  const object: unknown = Array.isArray(value) ? value[0] : value;
  return typeof object === 'object' && object !== null ? (object as Fields) : {};
}

function isArray(body: string): boolean {
  return body.trimStart().startsWith('[');
}
