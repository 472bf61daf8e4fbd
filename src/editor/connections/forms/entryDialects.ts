import { type Dialect, dialects } from '../../../kapture/catalogue/dialect.ts';
import { dialectsOf, sharesPath } from '../../../kapture/catalogue/forms.ts';
import { type OperationId, operationIds, operations } from '../../../kapture/catalogue/registry.ts';
import { connectionDefaults } from '../../../kapture/connection/connection.ts';
import type { Problem } from '../../../kapture/problem/problem.ts';

/** The dialect of an entry, or of one of its operations. An invalid dialect counts as the default. */
export function dialectIn(entry: ConnectionEntry, id?: OperationId): Dialect {
  const own = id === undefined ? undefined : objectIn(entry, 'dialects')[id];
  const found = [own, entry['dialect']].find((value) => dialects.includes(value as Dialect));
  return (found as Dialect | undefined) ?? connectionDefaults.dialect;
}

/**
 * The operations that a request of one operation says something about: Add and Update have the same path and dialects.
 */
export function operationsLike(operation: OperationId): readonly OperationId[] {
  return operations[operation].act ? operationIds.filter((id) => operations[id].act) : [operation];
}

/** What one request of an operation shows about the dialects of a tenant, as properties of an entry. */
export function shownDialects(operation: OperationId | undefined, dialect: Dialect): ConnectionEntry {
  if (operation === undefined || dialect === connectionDefaults.dialect) return {};
  return { dialects: Object.fromEntries(operationsLike(operation).map((id) => [id, dialect])) };
}

/** The operations whose dialects one request of an operation does not show. */
export function operationsNotShown(operation: OperationId): readonly OperationId[] {
  const { module } = operations[operation];
  const isOther = (id: OperationId): boolean => operations[id].module === module && dialectsOf(id).length > 1;
  return operationIds.filter((id) => isOther(id) && !operationsLike(operation).includes(id));
}

/** An entry with another dialect, without the paths that belong to the old one. */
export function withDialect(before: ConnectionEntry, dialect: Dialect): ConnectionEntry {
  const after = { ...before, dialect };
  const stated = Object.entries(objectIn(after, 'paths'));
  const isKept = ([key]: [string, unknown]): boolean => {
    const id = operationIds.find((known) => known === key);
    return !id || sharesPath(id, dialectIn(before, id), dialectIn(after, id));
  };
  return stated.every(isKept) ? after : { ...after, paths: Object.fromEntries(stated.filter(isKept)) };
}

/** An object in an entry; empty if it is missing or invalid. */
function objectIn(entry: ConnectionEntry, key: string): Record<string, unknown> {
  const value = entry[key];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A connection as it is in the settings; defaults may be omitted. */
export type ConnectionEntry = Record<string, unknown>;

/** Returns a problem if the name is taken. */
export type NameCheck = (name: string) => Problem | undefined;

/** Sets one field and leaves the others as they are, even if they changed since the entry was shown. */
export type EntryChange = (entry: ConnectionEntry) => ConnectionEntry;
