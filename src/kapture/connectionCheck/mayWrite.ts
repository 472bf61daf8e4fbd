import { formsOf } from '../catalogue/forms.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';

/**
 * The order search in Kapture's reference of 2024. It is not an operation of the catalogue, because its response is
 * unpublished.
 */
export const orderSearchPath = '/ms/customer-search/order-search/api/v1/pull-internal';

/** The words with which the names of operations start that change data. */
const writingWords =
  'add|assign|create|delete|edit|import|insert|merge|modify|push|remove|save|set|update|upload|upsert|write';

/** A base path is the tenant's own, so `/settings` and `/address-api` are not mistaken for writes. */
const writingWord = new RegExp(`^(${writingWords})s?$`);

/** The value of a parameter can be a name without a separator, such as `op=addcustomer`. */
const writingStart = new RegExp(`^(${writingWords})`);

const writes = operationIds.filter((id) => operations[id].writes);
const knownReads = [
  ...operationIds.filter((id) => !operations[id].writes).flatMap(publishedPaths),
  orderSearchPath,
].map(plainPath);

/**
 * Whether a request to a path may change data. Only the published paths of reads do not, below any base path and with
 * or without a version, if neither base path nor query names a write. A check never sends anything else, because a
 * connection can have the path of a write for a read by mistake.
 */
export function mayWrite(connection: Connection, path: string): boolean {
  const whole = new URL(connection.baseUrl).pathname.replace(/\/+$/, '') + path;
  const plain = plainPath(whole);
  if (!knownReads.some((read) => plain.endsWith(read))) return true;
  const queryStart = decoded(whole).search(/[?#]|$/);
  if (wordsOf(decoded(whole).slice(0, queryStart)).some((word) => writingWord.test(word))) return true;
  if (wordsOf(decoded(whole).slice(queryStart)).some((word) => writingStart.test(word))) return true;
  const ownPath = plainPath(path);
  return writes
    .flatMap((id) => [urlOf(connection, id).slice(connection.baseUrl.length), ...publishedPaths(id)])
    .some((write) => plainPath(write) === ownPath);
}

function publishedPaths(id: OperationId): readonly string[] {
  return formsOf(id).flatMap((form) => [form.path, ...(form.otherPaths ?? [])]);
}

/** The words of a path and its query: `/addCustomer.html?op=XMLGet` has add, customer, html, op, xml and get. */
function wordsOf(path: string): string[] {
  return path
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

/** A path without case, escapes, query, version and trailing slash. */
function plainPath(path: string): string {
  return decoded(path)
    .replace(/[?#].*$/s, '')
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\/v\.[\d.]+$/, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
