import { contentsOf } from './contentsOfRequest.ts';
import type { NamedRequest } from './readNamedRequests.ts';

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
 * The request with an id in a text: if its contents are known, one with the same name and contents. Otherwise, the one
 * at its place if it has its name there, or the only one with the name. With known contents, a place is not enough.
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
