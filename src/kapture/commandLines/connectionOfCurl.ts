import { type Dialect, defaultDialect } from '../catalogue/dialect.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import { dialectsOf, formOf } from '../catalogue/forms.ts';
import { type OperationId, operationIds } from '../catalogue/registry.ts';
import type { AuthKey } from '../connection/authKey.ts';
import { problemOfBaseUrl, problemOfPath } from '../connection/connection.ts';
import { tenantIdOf } from '../connection/tenant.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import type { Problem } from '../problem/problem.ts';
import { type CurlHeader, curlHeaders } from './curlHeaders.ts';
import { type CurlProblem, fromCurl } from './fromCurl.ts';
import { recognizeOperation } from './recognizeOperation.ts';

/** What a working curl command says about a tenant. */
export interface CurlConnection {
  /**
   * The origin of the command, the only one that its key and headers may be sent to, and what precedes a known path.
   */
  readonly baseUrl: string;
  readonly operation: OperationId | undefined;
  readonly dialect: Dialect;
  /** The paths that differ from the default ones of the dialect, by operation. */
  readonly paths: Readonly<Partial<Record<OperationId, string>>>;
  readonly cmId: string | undefined;
  readonly headers: readonly CurlHeader[];
  readonly key: AuthKey | undefined;
  /** The body as in the command, without secrets. */
  readonly body: string;
  /** The path as in the command, without secrets. */
  readonly path: string;
  /** The names of query parameters that are not part of a path, because they may be secret. */
  readonly omittedParameters: readonly string[];
}

export type CurlConnectionReading =
  | { readonly found: CurlConnection; readonly problem?: undefined; readonly refusal?: undefined }
  /** The command cannot be read. */
  | { readonly found?: undefined; readonly problem: CurlProblem; readonly refusal?: undefined }
  /** The URL of the command cannot be that of a connection. `variable`: the URL contains a variable. */
  | { readonly found?: undefined; readonly problem?: undefined; readonly refusal: Problem | 'variable-url' };

/** Reads a connection from a curl command that works, such as one from Kapture's support. Contains secrets. */
export function connectionOfCurl(text: string): CurlConnectionReading {
  const { request, problem } = fromCurl(text);
  if (problem) return { problem };
  const { origin, path, omittedParameters, body, key } = request;
  if (origin === undefined) return { refusal: 'variable-url' };
  const refusal = problemOfBaseUrl(origin) ?? problemOfPath(path);
  if (refusal) return { refusal };
  const { value } = readLoose(body);
  const isArray = Array.isArray(value);
  const fields = firstObject(value) ?? {};
  const operation = recognizeOperation({ path, body });
  const dialect = operation === undefined ? defaultDialect : recognizeDialect(operation, path, fields, isArray);
  const basePath = operation === undefined ? '' : basePathOf(operation, dialect, path);
  const baseUrl = problemOfBaseUrl(origin + basePath) ? origin : origin + basePath;
  return {
    found: {
      baseUrl,
      operation,
      dialect,
      paths: operation === undefined ? {} : pathsFor(operation, dialect, (origin + path).slice(baseUrl.length)),
      cmId: operation && tenantIdOf(fields[formOf(operation, dialect).tenantField ?? '']),
      headers: curlHeaders(text),
      key,
      body,
      path,
      omittedParameters,
    },
  };
}

/** The dialect that a request fits best: by its fields, then its path, then the array around it. */
function recognizeDialect(operation: OperationId, path: string, fields: Fields, isArray: boolean): Dialect {
  const all = dialectsOf(operation);
  const fitting = all.filter((dialect) => formOf(operation, dialect).recognition.fits(fields, isArray));
  const atPath = (of: readonly Dialect[]): readonly Dialect[] =>
    of.filter((dialect) => hasPath(operation, dialect, path));
  const candidates = [atPath(fitting), fitting, atPath(all)].find(({ length }) => length) ?? [];
  const ofShape = candidates.filter((dialect) => (formOf(operation, dialect).shape === 'array-of-one') === isArray);
  return ofShape[0] ?? candidates[0] ?? defaultDialect;
}

function hasPath(operation: OperationId, dialect: Dialect, path: string): boolean {
  const { path: own, otherPaths = [], recognition } = formOf(operation, dialect);
  return [own, ...otherPaths].some((known) => path.includes(known)) || recognition.path?.test(path) === true;
}

/** What precedes a path that is known for the operation; empty if the path is unknown. */
function basePathOf(operation: OperationId, dialect: Dialect, path: string): string {
  const { path: own, otherPaths = [] } = formOf(operation, dialect);
  const pathname = path.replace(/[?#].*$/s, '');
  const known = [own, ...otherPaths].find((candidate) => pathname.endsWith(candidate));
  return known === undefined ? '' : pathname.slice(0, -known.length);
}

/** The path for an operation and those that share its default, as Add and Update do. */
function pathsFor(operation: OperationId, dialect: Dialect, path: string): Partial<Record<OperationId, string>> {
  const { path: usual } = formOf(operation, dialect);
  if (path === usual) return {};
  const sharing = operationIds.filter((id) => formOf(id, dialect).path === usual);
  return Object.fromEntries(sharing.map((id) => [id, path]));
}
