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
}

/** The request with an id: at its place if it still has its name there, or else the only one with the name. */
export function findNamedRequest(requests: readonly NamedRequest[], id: NamedRequestId): NamedRequest | undefined {
  const atPlace = requests[id.index];
  if (atPlace && atPlace.name === id.name) return atPlace;
  const named = id.name === undefined ? [] : requests.filter(({ name }) => name === id.name);
  return named.length === 1 ? named[0] : undefined;
}
