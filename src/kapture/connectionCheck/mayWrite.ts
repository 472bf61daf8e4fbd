import { formsOf } from '../catalogue/forms.ts';
import { operationIds, operations } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';

/** How the names of operations start that change data, and of those that do not. */
const writingWord =
  /^(add|assign|create|delete|edit|import|insert|merge|modify|push|remove|save|set|update|upload|upsert|write)/;
const readingWord = /^(fetch|find|get|list|lookup|pull|query|read|search|select)/;

const writes = operationIds.filter((id) => operations[id].writes);

/**
 * Whether a request to a path may change data: a path of a write, in the catalogue or in the connection, and any path
 * whose name, including the base path and the query, does not say that it reads. A check never sends anything there,
 * because a connection can have the path of a write for a read by mistake.
 */
export function mayWrite(connection: Connection, path: string): boolean {
  const words = wordsOf(new URL(connection.baseUrl).pathname + path);
  if (words.some((word) => writingWord.test(word)) || !words.some((word) => readingWord.test(word))) return true;
  const plain = plainPath(path);
  const known = writes.flatMap((id) => [
    urlOf(connection, id).slice(connection.baseUrl.length),
    ...formsOf(id).flatMap((form) => [form.path, ...(form.otherPaths ?? [])]),
  ]);
  return known.some((other) => plainPath(other) === plain);
}

/** The words of a path and its query: `/addCustomer.html?op=get` has add, customer, html, op and get. */
function wordsOf(path: string): string[] {
  return decoded(path)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
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
