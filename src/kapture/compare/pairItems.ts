import type { JsonTree } from '../json/jsonTree.ts';

/** Elements of two lists that are compared with each other. An element that only one list has is alone. */
export interface ItemPair {
  readonly left: JsonTree | undefined;
  readonly right: JsonTree | undefined;
}

type Items = readonly JsonTree[];

/**
 * Pairs the elements of two lists as a reader does: customers and tickets by their IDs, and other elements by their
 * places, except that equal elements at the start and at the end of lists of different lengths belong together.
 */
export function pairItems(ours: Items, theirs: Items): readonly ItemPair[] {
  return pairsById(ours, theirs) ?? pairsByPlace(ours, theirs);
}

/**
 * Undefined if an element has no ID, if IDs are not unique, if none is in both lists, or if their order differs, which
 * is a difference too.
 */
function pairsById(ours: Items, theirs: Items): readonly ItemPair[] | undefined {
  const [left, right] = [byId(ours), byId(theirs)];
  if (!left || !right) return undefined;
  const common = [...left.keys()].filter((id) => right.has(id));
  if (!common.length) return undefined;
  if ([...right.keys()].filter((id) => left.has(id)).some((id, index) => id !== common[index])) return undefined;
  return [...new Set([...left.keys(), ...right.keys()])].map((id) => ({ left: left.get(id), right: right.get(id) }));
}

function byId(items: Items): ReadonlyMap<string, JsonTree> | undefined {
  const found = new Map<string, JsonTree>();
  for (const item of items) {
    const id = idOf(item);
    if (id === undefined || found.has(id)) return undefined;
    found.set(id, item);
  }
  return found;
}

function idOf(item: JsonTree): string | undefined {
  if (item.kind !== 'object') return undefined;
  const [, value] = item.entries.find(([key]) => key === 'id' || key === 'ticketId') ?? [];
  return value?.kind === 'scalar' ? value.text.replaceAll('"', '') : undefined;
}

function pairsByPlace(ours: Items, theirs: Items): readonly ItemPair[] {
  const shorter = Math.min(ours.length, theirs.length);
  let [start, end] = [0, 0];
  if (ours.length !== theirs.length) {
    while (start < shorter && isSame(ours[start]!, theirs[start]!)) start++;
    while (end < shorter - start && isSame(ours.at(-1 - end)!, theirs.at(-1 - end)!)) end++;
  }
  const [left, right] = [ours.slice(start, ours.length - end), theirs.slice(start, theirs.length - end)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    left: left[index],
    right: right[index],
  }));
}

/** Whether two trees are equal, including the order of their keys. */
function isSame(one: JsonTree, other: JsonTree): boolean {
  if (one.kind === 'scalar') return other.kind === 'scalar' && one.text === other.text;
  if (one.kind === 'array')
    return (
      other.kind === 'array' &&
      one.items.length === other.items.length &&
      one.items.every((item, index) => isSame(item, other.items[index]!))
    );
  return (
    other.kind === 'object' &&
    one.entries.length === other.entries.length &&
    one.entries.every(([key, value], index) => {
      const [otherKey, otherValue] = other.entries[index]!;
      return key === otherKey && isSame(value, otherValue);
    })
  );
}
