/** A request of a file at some time. */
export interface RequestThen {
  readonly name: string | undefined;
  /** What it sends, as `contentsOf` returns it. */
  readonly contents: string;
}

/**
 * Where the requests of a file are after the file has changed, as indexes; undefined for those that cannot be
 * identified. In this order: those with the same name and contents, the same unique name, the same unique contents;
 * and those that were changed in place, between the same neighbors. The first requests, up to `sent`, were sent. Beside
 * a changed one of them, the place does not identify a changed request.
 */
export function relocateRequests(
  before: readonly RequestThen[],
  now: readonly RequestThen[],
  sent: number,
): readonly (number | undefined)[] {
  const places = new Array<number | undefined>(before.length).fill(undefined);
  const taken = new Set<number>();
  const place = (index: number, at: number | undefined): void => {
    if (at === undefined) return;
    places[index] = at;
    taken.add(at);
  };

  const exact = indexesBy(now, keyOf);
  for (const [index, request] of before.entries()) place(index, exact.get(keyOf(request))?.shift());

  for (const key of [nameOf, contentsOf]) {
    const earlier = indexesBy(before, key);
    const later = indexesBy(now, key);
    for (const [value, [index, ...others]] of earlier) {
      const [at, ...more] = later.get(value) ?? [];
      if (others.length || more.length || at === undefined || taken.has(at)) continue;
      if (places[index!] === undefined) place(index!, at);
    }
  }

  for (let start = 0; start < before.length; start++) {
    if (places[start] !== undefined) continue;
    let end = start;
    while (end < before.length && places[end] === undefined) end++;
    const first = start === 0 ? 0 : places[start - 1]! + 1;
    const next = end === before.length ? now.length : places[end]!;
    // A different number of requests: which of them is new is unknown. With a sent one, they may have changed places.
    if (next - first === end - start && start >= sent)
      for (let index = start; index < end; index++) {
        const at = first + index - start;
        if (!taken.has(at)) place(index, at);
      }
    start = end;
  }
  return places;
}

const keyOf = ({ name, contents }: RequestThen): string => JSON.stringify([name, contents]);
const nameOf = ({ name }: RequestThen): string | undefined => name;
const contentsOf = ({ contents }: RequestThen): string => contents;

function indexesBy(
  requests: readonly RequestThen[],
  key: (request: RequestThen) => string | undefined,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [index, request] of requests.entries()) {
    const value = key(request);
    if (value !== undefined) found.set(value, [...(found.get(value) ?? []), index]);
  }
  return found;
}
