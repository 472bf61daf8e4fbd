import { parseTree, printParseErrorCode, stripComments, type Node, type ParseError, createScanner } from 'jsonc-parser';
import { operationIds, type OperationId } from '../catalogue/registry.ts';
import type { RequestProblem } from '../exchange/requestBody.ts';
import type { Place } from '../exchange/requestPlaces.ts';
import { jsonDepth, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { changedJson, type JsonChange } from '../json/changedJson.ts';

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

interface NamedRequestProblem extends Place {
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

/** `names` are those of the earlier requests. */
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

/**
 * The request at an offset of a text: the one around it, or else the first one on the same line. Undefined between
 * requests.
 */
export function namedRequestAt(
  requests: readonly NamedRequest[],
  text: string,
  offset: number,
): NamedRequest | undefined {
  const endOf = ({ place }: NamedRequest): number => place.offset + place.length;
  const around = requests.find((request) => request.place.offset <= offset && offset <= endOf(request));
  if (around) return around;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineBreak = text.indexOf('\n', offset);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak;
  return requests.find((request) => request.place.offset <= lineEnd && endOf(request) >= lineStart);
}

/** Identifies a request of a file, also after the file has changed a little. */
export interface NamedRequestId {
  readonly index: number;
  readonly name: string | undefined;
  /** What the request sends, as `contentsOf` returns it. It distinguishes requests without a name. */
  readonly contents?: string | undefined;
}

/**
 * Finds the request with an ID in a text: if its contents are known, the one with the same name and contents. If they
 * are unknown, the one at its place if the name matches, or else the only one with the name.
 */
export function findNamedRequest(
  requests: readonly NamedRequest[],
  id: NamedRequestId,
  text: string,
): NamedRequest | undefined {
  const named = requests.filter(({ name }) => name === id.name);
  const atPlace = named.find(({ index }) => index === id.index);
  const onlyNamed = id.name !== undefined && named.length === 1 ? named[0] : undefined;
  if (id.contents === undefined) return atPlace ?? onlyNamed;
  const isSame = (request: NamedRequest): boolean => contentsOf(request, text) === id.contents;
  return atPlace && isSame(atPlace) ? atPlace : (named.find(isSame) ?? onlyNamed);
}

/** What a request sends, without comments and formatting: its operation, and the tokens of its body. */
export function contentsOf({ operation, body }: NamedRequest, text: string): string {
  const tokens: string[] = [operation ?? ''];
  const sent = body ? text.slice(body.offset, body.offset + body.length) : '';
  const scanner = createScanner(sent, true);
  while (scanner.getPosition() < sent.length) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    tokens.push(sent.slice(start, start + scanner.getTokenLength()));
  }
  return tokens.join(' ');
}

interface WrittenRequest {
  readonly name: string;
  readonly operation: OperationId;
  readonly body: unknown;
}

/**
 * Adds a request to the end of a file with named requests, which may be blank. Its name gets a number if another
 * request has the same name. The place in the result is that of the name.
 */
export function appendNamedRequest(text: string, { name, operation, body }: WrittenRequest): JsonChange {
  const { requests } = readNamedRequests(text);
  const names = new Set(requests.map((request) => request.name));
  let unused = name;
  for (let count = 2; names.has(unused); count++) unused = `${name} ${count}`;
  const added = { name: unused, operation, body };
  if (!stripComments(text).trim()) {
    const list = changedJson('{}', ['requests'], [added], ['requests', 0, 'name']);
    const before = text && !text.endsWith('\n') ? `${text}\n` : text;
    const written = `${before}${list.text}\n`;
    return {
      edits: [{ offset: 0, length: text.length, content: written }],
      text: written,
      place: { ...list.place, offset: list.place.offset + before.length },
    };
  }
  const hasList = parseTree(text, [], { allowTrailingComma: true })?.children?.some(
    ({ children }) => children?.[0]?.value === 'requests' && children[1]?.type === 'array',
  );
  return hasList
    ? changedJson(text, ['requests', requests.length], added, ['requests', requests.length, 'name'])
    : changedJson(text, ['requests'], [added], ['requests', 0, 'name']);
}
