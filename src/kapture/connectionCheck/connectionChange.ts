import { isDeepStrictEqual } from 'node:util';
import { defaultDialect } from '../catalogue/dialect.ts';
import { formOf } from '../catalogue/forms.ts';
import { operationIds } from '../catalogue/registry.ts';
import { dialectOf, formFor, readConnection, urlOf, type Connection } from '../connection/connection.ts';
import type { ExtraHeader } from '../connection/extraHeaders.ts';
import { isSentWith } from '../connection/isSentWith.ts';
import type { ConnectionChange } from './checkReport.ts';

/** A connection as it is in the settings. */
export type Entry = Readonly<Record<string, unknown>>;

/** Changes one property of a connection's entry in the settings. Everything else stays as it is. */
export function withChange(entry: Entry, change: ConnectionChange): Entry {
  switch (change.kind) {
    case 'dialect': {
      const { dialect = defaultDialect } = entry;
      const own = dialect === change.dialect ? undefined : change.dialect;
      return { ...entry, ...propertyOf(entry, 'dialects', change.operation, own) };
    }
    case 'cmId':
      return { ...entry, cmId: change.cmId };
    case 'path': {
      const { connection } = readConnection(entry);
      const usual = formOf(
        change.operation,
        connection ? dialectOf(connection, change.operation) : defaultDialect,
      ).path;
      const own = change.path === usual ? undefined : change.path;
      return { ...entry, ...propertyOf(entry, 'paths', change.operation, own) };
    }
    case 'headers': {
      const present: readonly unknown[] = Array.isArray(entry['headers']) ? entry['headers'] : [];
      const added = change.headers.flatMap(({ operations = operationIds, ...header }) => {
        const missing = operations.filter((id) => !present.some((other) => isSentWith(other, header.name, id)));
        return missing.length ? [entryOfExtraHeader({ ...header, operations: missing })] : [];
      });
      return { ...entry, headers: [...present, ...added] };
    }
  }
}

/** Whether a connection already has what a change would set. */
export function isApplied(connection: Connection, change: ConnectionChange): boolean {
  switch (change.kind) {
    case 'dialect':
      return formFor(connection, change.operation) === formOf(change.operation, change.dialect);
    case 'cmId':
      return connection.cmId === change.cmId;
    case 'path':
      return urlOf(connection, change.operation) === connection.baseUrl + change.path;
    case 'headers':
      return change.headers.every(({ operations = operationIds, name, value }) =>
        operations.every((id) =>
          connection.headers.some((header) => isSentWith(header, name, id) && isDeepStrictEqual(header.value, value)),
        ),
      );
  }
}

/** An object of the entry with one of its properties set, or without it. An object that becomes empty is omitted. */
function propertyOf(entry: Entry, name: string, key: string, value: string | undefined): Entry {
  const present = entry[name];
  const changed: Record<string, unknown> = typeof present === 'object' && present !== null ? { ...present } : {};
  if (value === undefined) Reflect.deleteProperty(changed, key);
  else changed[key] = value;
  return { [name]: Object.keys(changed).length ? changed : undefined };
}

/** A header as it is in the settings. */
export function entryOfExtraHeader({ name, value, operations }: ExtraHeader): Entry {
  const source = typeof value === 'object' ? { value: value.text } : { from: value };
  return { name, ...source, ...(operations && { operations }) };
}
