import { dialects, type Dialect } from '../../kapture/catalogue/dialect.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import { connectionDefaults } from '../../kapture/connection/connection.ts';
import type { ConnectionEntry } from './connectionEntry.ts';

/** The dialect of an entry, or of one of its operations. An invalid one counts as the default. */
export function dialectIn(entry: ConnectionEntry, id?: OperationId): Dialect {
  const own = id === undefined ? undefined : objectIn(entry, 'dialects')[id];
  const found = [own, entry['dialect']].find((value) => dialects.includes(value as Dialect));
  return (found as Dialect | undefined) ?? connectionDefaults.dialect;
}

/** An entry with another dialect. */
export function withDialect(entry: ConnectionEntry, dialect: Dialect): ConnectionEntry {
  return withoutOldPaths(entry, { ...entry, dialect });
}

/** An entry with another dialect of an operation, or with that of the connection. */
export function withOperationDialect(
  entry: ConnectionEntry,
  id: OperationId,
  dialect: Dialect | 'connection',
): ConnectionEntry {
  const { dialects: _dialects, ...others } = entry;
  const { [id]: _old, ...rest } = objectIn(entry, 'dialects');
  const changed = dialect === 'connection' ? rest : { ...rest, [id]: dialect };
  return withoutOldPaths(entry, Object.keys(changed).length ? { ...others, dialects: changed } : others);
}

/** An object in an entry; empty if it is missing or invalid. */
export function objectIn(entry: ConnectionEntry, key: string): Record<string, unknown> {
  const value = entry[key];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * Drops the stated path of an operation whose new form is published at another path: it belongs to the old form. If both
 * are published at the same path, as those of Pull are, the tenant has its own path for it in any form.
 */
function withoutOldPaths(before: ConnectionEntry, after: ConnectionEntry): ConnectionEntry {
  const stated = Object.entries(objectIn(after, 'paths'));
  const isKept = ([key]: [string, unknown]): boolean => {
    const id = operationIds.find((known) => known === key);
    return !id || formOf(id, dialectIn(before, id)).path === formOf(id, dialectIn(after, id)).path;
  };
  return stated.every(isKept) ? after : { ...after, paths: Object.fromEntries(stated.filter(isKept)) };
}
