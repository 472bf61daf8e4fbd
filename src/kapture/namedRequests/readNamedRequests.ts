import { parseTree, printParseErrorCode, stripComments, type Node, type ParseError } from 'jsonc-parser';
import { operationIds, type OperationId } from '../catalogue/registry.ts';
import type { RequestProblem } from '../exchange/requestBody.ts';
import type { Place } from '../exchange/requestPlaces.ts';
import { jsonDepth, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { problem, type Problem } from '../problem/problem.ts';

/** One of the requests in a file. All places are in the text of the file. */
export interface NamedRequest {
  /** From 0, in the order of the file. */
  readonly index: number;
  /** Undefined if the request has no name. */
  readonly name: string | undefined;
  /** Undefined if the request has none, or an unknown one. */
  readonly operation: OperationId | undefined;
  readonly place: Place;
  /** The value of `name`, or else the first character of the request. */
  readonly namePlace: Place;
  /** Undefined if the request has no body that can be sent. */
  readonly body: Place | undefined;
  readonly problems: readonly NamedRequestProblem[];
}

export interface NamedRequestProblem extends Place {
  readonly problem: Problem;
  /** Whether it prevents the request from being sent. */
  readonly isError: boolean;
}

/** The contents of a file with named requests. */
export interface NamedRequests {
  readonly requests: readonly NamedRequest[];
  /** The problems of the file itself. */
  readonly problems: readonly NamedRequestProblem[];
  /** Why the file cannot be read. None of its requests is sent, because the end of each request is uncertain. */
  readonly unreadable?: RequestProblem | undefined;
}

/** The maximum number of requests of a file that can be sent. */
export const maxNamedRequests = 500;

/** Reads a file with named requests: `{"requests": [{"name": "…", "operation": "get", "body": {…}}]}`. */
export function readNamedRequests(text: string): NamedRequests {
  const unreadable = (reason: RequestProblem['reason'], place: Place, detail = ''): NamedRequests => ({
    requests: [],
    problems: [],
    unreadable: { reason, offset: place.offset, length: place.length, detail },
  });
  if (text.length > maxJsonLength) return unreadable('too-long', { offset: 0, length: 0 }, String(maxJsonLength));
  if (jsonDepth(text) > maxJsonDepth)
    return unreadable('too-deep', { offset: 0, length: text.length }, String(maxJsonDepth));
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (!root && !stripComments(text).trim()) return unreadable('empty', { offset: 0, length: text.length });
  const list = propertyOf(root, 'requests');
  const names = new Set<string>();
  const nodes = list?.type === 'array' ? (list.children ?? []) : [];
  const requests = nodes.map((node, index) => readOne(node, index, names));
  const [error] = errors;
  if (error) return { ...unreadable('syntax', withinText(error, text), printParseErrorCode(error.error)), requests };
  return { requests, problems: problemsOfFile(root, list) };
}

/** The parser's length of an unclosed comment is one character too long. */
function withinText({ offset, length }: Place, text: string): Place {
  return { offset, length: Math.min(length, text.length - offset) };
}

function problemsOfFile(root: Node | undefined, list: Node | undefined): NamedRequestProblem[] {
  if (list?.type !== 'array')
    return [
      error(list ?? startOf(root), problem('A file with several requests must be an object with a "requests" array.')),
    ];
  return [];
}

/** `names` are those of the requests before. */
function readOne(node: Node, index: number, names: Set<string>): NamedRequest {
  const { offset, length } = node;
  const nameNode = propertyOf(node, 'name');
  const operationNode = propertyOf(node, 'operation');
  const bodyNode = propertyOf(node, 'body');
  const name = typeof nameNode?.value === 'string' ? nameNode.value.trim() : '';
  const operation = operationIds.find((id) => id === operationNode?.value);
  const hasBody = bodyNode?.type === 'object' || bodyNode?.type === 'array';
  const namePlace = placeOf(nameNode ?? startOf(node));
  const problems: NamedRequestProblem[] = [];
  if (index >= maxNamedRequests)
    problems.push(
      error(startOf(node), problem('Only the first {0} requests in a file can be sent.', maxNamedRequests)),
    );
  if (node.type !== 'object')
    problems.push(
      error(node, problem('A request must be an object with {0}, {1} and {2}.', '"name"', '"operation"', '"body"')),
    );
  else {
    if (!operation)
      problems.push(
        error(
          operationNode ?? startOf(node),
          operationNode
            ? problem('Unknown operation. Use one of these: {0}.', operationIds.join(', '))
            : problem('This request has no operation. Use one of these: {0}.', operationIds.join(', ')),
        ),
      );
    if (!hasBody)
      problems.push(
        error(
          bodyNode ?? startOf(node),
          bodyNode ? problem('A body must be a JSON object.') : problem('This request has no body.'),
        ),
      );
    if (!name) problems.push(warning(namePlace, problem('This request has no name.')));
    else if (names.has(name)) problems.push(warning(namePlace, problem('An earlier request has the same name.')));
  }
  if (name) names.add(name);
  return {
    index,
    name: name || undefined,
    operation,
    place: { offset, length },
    namePlace,
    body: hasBody ? placeOf(bodyNode) : undefined,
    problems,
  };
}

function placeOf({ offset, length }: Place): Place {
  return { offset, length };
}

function startOf(place: Place | undefined): Place {
  return { offset: place?.offset ?? 0, length: 1 };
}

function error({ offset, length }: Place, found: Problem): NamedRequestProblem {
  return { offset, length, problem: found, isError: true };
}

function warning({ offset, length }: Place, found: Problem): NamedRequestProblem {
  return { offset, length, problem: found, isError: false };
}
