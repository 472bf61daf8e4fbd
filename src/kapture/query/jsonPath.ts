import {
  FunctionExpressionType,
  JSONPathEnvironment,
  JSONPathError,
  JSONPathIndexError,
  JSONPathRecursionLimitError,
  JSONPathTypeError,
  jsonpath,
  type JSONPathQuery,
  type JSONValue,
} from 'json-p3';
import { isTooLarge } from '../json/looseJson.ts';
import { QueryError, type QueryProblem } from './query.ts';

export interface QueryNode {
  /** The keys and indexes that lead to it. */
  readonly location: readonly (string | number)[];
  readonly value: unknown;
  /** The normalized path as of RFC 9535. */
  path(): string;
}

export interface JsonPath {
  readonly problem?: undefined;
  /** The matching values, found one by one. Throws a {@link QueryError}, and anything that `step` throws. */
  nodes(root: unknown): Generator<QueryNode>;
}

/** Deeper values are not searched by `..`, because the library is recursive. */
const maxDepth = 500;

const { expressions, functions, selectors } = jsonpath;

/**
 * Compiles a JSONPath query (RFC 9535). `step` is called repeatedly during the evaluation, also before each regular
 * expression, and may throw to stop it. `onPattern` is called before and after each regular expression.
 */
export function compileJsonPath(
  query: string,
  step: () => void,
  onPattern: (isInside: boolean) => void = () => undefined,
): JsonPath | QueryProblem {
  const environment = new JSONPathEnvironment({ maxRecursionDepth: maxDepth });
  environment.functionRegister.set('match', patternFunction(new functions.Match(), step, onPattern));
  environment.functionRegister.set('search', patternFunction(new functions.Search(), step, onPattern));
  let compiled: JSONPathQuery;
  try {
    compiled = environment.compile(query);
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    const problem = problemOf(error, query);
    return unclosedProblem(problem, query, environment) ?? problem;
  }
  const problem = prepare(compiled, step);
  return problem ?? { nodes: (root) => nodesOf(compiled, root) };
}

function* nodesOf(compiled: JSONPathQuery, root: unknown): Generator<QueryNode> {
  try {
    for (const node of compiled.lazyQuery(root as JSONValue))
      yield { location: node.location, value: node.value, path: () => node.getPath({ form: 'canonical' }) };
  } catch (error) {
    if (error instanceof JSONPathRecursionLimitError || error instanceof RangeError)
      throw new QueryError('too-deep', 'The values are nested too deeply.', error);
    throw error;
  }
}

/** A function whose regular expression may take long. */
function patternFunction(
  inner: { call(text: string, pattern: string): boolean },
  step: () => void,
  onPattern: (isInside: boolean) => void,
): jsonpath.FilterFunction {
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text, pattern) => {
      step();
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      onPattern(true);
      const matches = inner.call(text, pattern);
      onPattern(false);
      return matches;
    },
  };
}

/**
 * Makes a query call `step`, select values one by one, and compare numbers that lose digits in JavaScript as the texts
 * that `readLoose` makes of them. Returns a problem of its regular expressions.
 */
function prepare(query: JSONPathQuery, step: () => void): QueryProblem | undefined {
  let problem: QueryProblem | undefined;
  const visitQuery = ({ segments }: JSONPathQuery): void => {
    for (const selector of segments.flatMap((segment) => segment.selectors)) {
      // The segments of a lazy query call `resolve`, which would list all values.
      const resolve = selector.lazyResolve.bind(selector);
      selector.resolve = function* (node: jsonpath.JSONPathNode) {
        step();
        yield* resolve(node);
      } as unknown as typeof selector.resolve;
      if (selector instanceof selectors.FilterSelector) visit(selector.expression);
    }
  };
  const visit = (expression: jsonpath.expressions.FilterExpression): void => {
    if (expression instanceof expressions.LogicalExpression) visit(expression.expression);
    else if (expression instanceof expressions.PrefixExpression) visit(expression.right);
    else if (expression instanceof expressions.InfixExpression) {
      visit(expression.left);
      visit(expression.right);
    } else if (expression instanceof expressions.FilterQuery) visitQuery(expression.path);
    else if (expression instanceof expressions.FunctionExtension) {
      problem ??= patternProblem(expression);
      expression.args.forEach(visit);
    } else if (expression instanceof expressions.NumberLiteral && isTooLarge(expression.token.value))
      Object.assign(expression, { value: expression.token.value });
  };
  visitQuery(query);
  return problem;
}

/** The problem of an invalid regular expression in the query, which would never match. */
function patternProblem({ name, args, token }: jsonpath.expressions.FunctionExtension): QueryProblem | undefined {
  const pattern = args[1];
  if ((name !== 'match' && name !== 'search') || !(pattern instanceof expressions.StringLiteral)) return undefined;
  try {
    new functions.Match({ throwErrors: true }).call('', pattern.value);
    return undefined;
  } catch {
    return { problem: 'pattern', offset: (pattern.token ?? token).index, found: pattern.value };
  }
}

/** The problem of a query in which only brackets or quotes are not closed, as while it is typed. */
function unclosedProblem(
  { problem, offset }: QueryProblem,
  query: string,
  environment: JSONPathEnvironment,
): QueryProblem | undefined {
  const open = unclosedIn(query);
  const innermost = open.at(-1);
  if (!innermost || problem === 'start') return undefined;
  const closed =
    query +
    open
      .toReversed()
      .map(({ found }) => closing[found])
      .join('');
  // The library reports such a bracket as unexpected, even if a later part is wrong too.
  const named = problem === 'syntax' ? open.find((one) => one.offset === offset) : undefined;
  if (named) return { problem: 'unclosed', ...named };
  return compiles(closed, environment) ? { problem: 'unclosed', ...innermost } : undefined;
}

function compiles(query: string, environment: JSONPathEnvironment): boolean {
  try {
    environment.compile(query);
    return true;
  } catch {
    return false;
  }
}

const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '"': '"', "'": "'" };

/** Brackets and quotes that are not closed, from the outermost. */
function unclosedIn(query: string): { readonly offset: number; readonly found: string }[] {
  const open: { offset: number; found: string }[] = [];
  for (let offset = 0; offset < query.length; offset++) {
    const found = query[offset]!;
    const last = open.at(-1);
    const isQuoted = last?.found === '"' || last?.found === "'";
    if (last && found === closing[last.found]) open.pop();
    else if (isQuoted && found === '\\') offset++;
    else if (!isQuoted && found in closing) open.push({ offset, found });
  }
  return open;
}

function problemOf(error: JSONPathError, query: string): QueryProblem {
  const offset = Math.min(error.token.index, query.length);
  const found = [...query.slice(offset)][0] ?? '';
  if (!query.trimStart().startsWith('$')) return { problem: 'start', offset: 0, found: [...query][0] ?? '' };
  if (error.name === 'UndefinedFilterFunctionError') return { problem: 'function', offset, found: error.token.value };
  if (error instanceof JSONPathTypeError) return { problem: 'arguments', offset, found };
  if (error instanceof JSONPathIndexError) return { problem: 'range', offset, found };
  return { problem: found ? 'syntax' : 'incomplete', offset, found };
}
