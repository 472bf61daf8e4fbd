import { formsOf } from '../catalogue/forms.ts';
import { operationIds, operations } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';

/** Words in the paths of operations that change data. */
const writingWord =
  /(^|[^a-z])(add|assign|create|delete|edit|import|insert|merge|modify|push|remove|save|set|update|upload|upsert|write)([^a-z]|$)/;

const writes = operationIds.filter((id) => operations[id].writes);

/**
 * Whether a request to a path may change data: a path of a write, in the catalogue or in the connection, and any path whose
 * name says so. A check never sends anything there, because a connection can have the path of a write for a read by mistake.
 */
export function mayWrite(connection: Connection, path: string): boolean {
  const plain = plainPath(path);
  if (writingWord.test(plain)) return true;
  const known = writes.flatMap((id) => [
    urlOf(connection, id).slice(connection.baseUrl.length),
    ...formsOf(id).flatMap((form) => [form.path, ...(form.otherPaths ?? [])]),
  ]);
  return known.some((other) => plainPath(other) === plain);
}

/** A path without case, escapes, query, version and trailing slash. */
function plainPath(path: string): string {
  return decoded(path)
    .replace(/[?#].*$/s, '')
    .toLowerCase()
    .replace(/\/v\.[\d.]+$/, '')
    .replace(/\/+$/, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
