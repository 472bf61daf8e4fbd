import { operations, type OperationId } from '../catalogue/registry.ts';
import { plainKey } from './readResponse.ts';

/**
 * The variable with the value at a path in the response of an operation, such as `$last.get.phone`; undefined if no
 * variable leads there. Only the result of a response has variables, not its envelope, and only keys of letters, digits
 * and `_`, `:`, `+`, `-`.
 */
export function lastVariable(operation: OperationId, path: readonly (string | number)[]): string | undefined {
  const steps = pathInResult(operation, path);
  return steps?.length && steps.every((step) => /^[\w:+-]+$/.test(String(step)))
    ? `$last.${operation}.${steps.join('.')}`
    : undefined;
}

/** The path without the envelope, which may be the only element of an array. */
function pathInResult(
  operation: OperationId,
  path: readonly (string | number)[],
): readonly (string | number)[] | undefined {
  const { resultKey } = operations[operation].response;
  if (resultKey === undefined) return path;
  const [key, ...rest] = path[0] === 0 ? path.slice(1) : path;
  return typeof key === 'string' && plainKey(key) === plainKey(resultKey) ? rest : undefined;
}
