import { readLoose } from '../../kapture/json/looseJson.ts';
import { compileJsonPath, type JsonPath } from '../../kapture/query/jsonPath.ts';
import { readSource } from '../../kapture/query/readSource.ts';
import { runQuery } from '../../kapture/query/runQuery.ts';
import { UsageError } from './usage.ts';

/** Compiles a JSONPath query. Throws a {@link UsageError}; call it before a request is sent. */
export function readQuery(query: string): JsonPath {
  const path = compileJsonPath(query, () => undefined);
  if (!path.problem) return path;
  throw new UsageError(`Option --query is not JSONPath: ${path.problem} at character ${path.offset + 1}.`);
}

/** The values of a text that a query matches, one per line. Throws a {@link UsageError} if the text is not JSON. */
export async function queryText(text: string, path: JsonPath): Promise<string> {
  if (readLoose(text).problem) throw new UsageError('The response is not JSON, so it cannot be queried.');
  const source = readSource({ kind: 'text', text }, () => undefined);
  const events = { onCount: () => undefined, onFile: () => undefined };
  return (await runQuery(path, source, { kind: 'lines', maxLength: Infinity }, events)).text;
}
