import { readLoose } from '../../kapture/json/looseJson.ts';
import { compileJsonPath } from '../../kapture/query/jsonPath.ts';
import { readSource } from '../../kapture/query/readSource.ts';
import { runQuery } from '../../kapture/query/runQuery.ts';
import { UsageError } from './usage.ts';

/** The values of a text that a JSONPath query matches, one per line. Throws a {@link UsageError} for a wrong query. */
export async function queryText(text: string, query: string): Promise<string> {
  const path = compileJsonPath(query, () => undefined);
  if (path.problem)
    throw new UsageError(`Option --query is not JSONPath: ${path.problem} at character ${path.offset + 1}.`);
  if (readLoose(text).problem) throw new UsageError('The response is not JSON, so it cannot be queried.');
  const source = readSource({ kind: 'text', text }, () => undefined);
  const events = { onCount: () => undefined, onFile: () => undefined };
  return (await runQuery(path, source, { kind: 'lines', maxLength: Infinity }, events)).text;
}
