import { operationIds, type OperationId } from '../catalogue/registry.ts';
import { isSentWith } from '../connection/isSentWith.ts';
import { entryOfCurlHeader, type CurlHeader } from './curlHeaders.ts';

/** The headers of a connection in the settings, which may be any JSON, with those of a curl command. */
export interface WithCurlHeaders {
  readonly headers: readonly unknown[];
  /** The headers of the command that some of the operations did not have. */
  readonly added: readonly CurlHeader[];
}

/**
 * Adds the headers of a curl command to those of a connection, for the given operations. Operations that already have a
 * header of the same name keep it. A header that other operations have with the same value is extended: a connection
 * can list a secret header only once.
 */
export function withCurlHeaders(
  present: readonly unknown[],
  found: readonly CurlHeader[],
  operations: readonly OperationId[],
): WithCurlHeaders {
  const headers = [...present];
  const added = found.filter((header) => {
    const missing = operations.filter((id) => !headers.some((other) => isSentWith(other, header.name, id)));
    if (!missing.length) return false;
    const entry = entryOfCurlHeader(header);
    const alike = headers.findIndex((other) => hasSameValue(other, entry));
    if (alike < 0) headers.push(forOperations(entry, missing));
    else
      headers[alike] = forOperations(headers[alike] as Entry, [...operationsOf(headers[alike] as Entry), ...missing]);
    return true;
  });
  return { headers, added };
}

type Entry = Readonly<Record<string, unknown>>;

/** A header with its operations in the order of the catalogue, which are omitted if they are all. */
function forOperations({ operations: _operations, ...header }: Entry, ids: readonly OperationId[]): Entry {
  const sorted = operationIds.filter((id) => ids.includes(id));
  return sorted.length === operationIds.length ? header : { ...header, operations: sorted };
}

function operationsOf({ operations }: Entry): readonly OperationId[] {
  return Array.isArray(operations) ? (operations as OperationId[]) : operationIds;
}

function hasSameValue(header: unknown, { name, value, from }: Entry): boolean {
  const own = (header ?? {}) as Entry;
  const isSameName = typeof own['name'] === 'string' && own['name'].toLowerCase() === String(name).toLowerCase();
  return isSameName && own['value'] === value && own['from'] === from;
}
