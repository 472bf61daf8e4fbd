import { type IgnoredPaths, ignoredBelow, ignoredPaths, isIgnored, pointerOf } from '../json/jsonPointer.ts';
import { readTree, type JsonTree, stringLiteral } from '../json/jsonTree.ts';
import { compareNames } from '../json/compareNames.ts';
import { maxIndentLevel } from '../json/formatLoose.ts';
import { operationIds, operations } from '../catalogue/registry.ts';

/** Two texts, written so that only their differences show. */
export interface Comparison {
  readonly left: string;
  readonly right: string;
  /** The number of fields that differ; undefined if the texts differ and one of them is not JSON. */
  readonly differing: number | undefined;
  /** How many of them are properties that only the right text has. */
  readonly added: number;
  /** The number of fields that were omitted, in either text. */
  readonly ignored: number;
}

/**
 * Compares two responses or records. JSON is formatted with sorted keys and without the values at the JSON pointers in
 * `ignore`, in which `*` stands for any key or index. If one of them is not JSON, both are compared as they are.
 */
export function compareTexts(left: string, right: string, ignore: readonly string[]): Comparison {
  const [ours, theirs] = [readTree(left), readTree(right)];
  if (!ours || !theirs) {
    const [one, other] = [withLineFeeds(left), withLineFeeds(right)];
    return { left: one, right: other, differing: one === other ? 0 : undefined, added: 0, ignored: 0 };
  }
  const omitted = new Set<string>();
  const paths = ignoredPaths(ignore);
  const [one, other] = [canonicalTree(ours, paths, omitted), canonicalTree(theirs, paths, omitted)];
  return {
    left: formatTree(one),
    right: formatTree(other),
    ...countDifferences(one, other),
    ignored: omitted.size,
  };
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/**
 * A tree with sorted keys and without its ignored values, whose JSON pointers are added to `omitted`. Duplicate keys
 * keep their order.
 */
function canonicalTree(
  tree: JsonTree,
  ignored: IgnoredPaths,
  omitted: Set<string>,
  path: readonly (string | number)[] = [],
): JsonTree {
  const keep = <Step extends string | number>(steps: readonly (readonly [Step, JsonTree])[]): [Step, JsonTree][] =>
    steps.flatMap(([step, value]): [Step, JsonTree][] => {
      const own = [...path, step];
      const below = ignoredBelow(ignored, String(step));
      if (!isIgnored(below)) return [[step, canonicalTree(value, below, omitted, own)]];
      omitted.add(pointerOf(own));
      return [];
    });
  switch (tree.kind) {
    case 'scalar':
      return tree;
    case 'array':
      return { kind: 'array', items: keep([...tree.items.entries()]).map(([, item]) => item) };
    case 'object':
      return {
        kind: 'object',
        entries: keep(tree.entries).sort(([one], [other]) => compareNames(one, other)),
      };
  }
}

interface DifferenceCount {
  readonly differing: number;
  /** The properties that only objects of the right tree have. They are differing, too. */
  readonly added: number;
}

/**
 * The number of fields that differ. What is only in one of the trees counts as one field, whatever it contains, and so
 * does a value that is an object in one and something else in the other. The keys of both trees are sorted.
 */
function countDifferences(left: JsonTree, right: JsonTree): DifferenceCount {
  if (left.kind === 'array' && right.kind === 'array')
    return sumOf(
      pairItems(left.items, right.items).map((pair) =>
        pair.left && pair.right ? countDifferences(pair.left, pair.right) : { differing: 1, added: 0 },
      ),
    );
  if (left.kind === 'object' && right.kind === 'object') return countInObjects(fieldsOf(left), fieldsOf(right));
  const isSame = right.kind === 'scalar' && left.kind === 'scalar' && left.text === right.text;
  return { differing: isSame ? 0 : 1, added: 0 };
}

type Fields = ReadonlyMap<string, JsonTree>;

function countInObjects(ours: Fields, theirs: Fields): DifferenceCount {
  const added = [...theirs.keys()].filter((key) => !ours.has(key)).length;
  const below = Array.from(ours, ([key, value]) => {
    const other = theirs.get(key);
    return other ? countDifferences(value, other) : { differing: 1, added: 0 };
  });
  return sumOf([{ differing: added, added }, ...below]);
}

function sumOf(counts: readonly DifferenceCount[]): DifferenceCount {
  let [differing, added] = [0, 0];
  for (const count of counts) {
    differing += count.differing;
    added += count.added;
  }
  return { differing, added };
}

/** The values of an object. A duplicate key is matched with the same duplicate of the other object. */
function fieldsOf({ entries }: JsonTree & { readonly kind: 'object' }): Fields {
  const counts = new Map<string, number>();
  return new Map(
    entries.map(([key, value]) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return [`${count}/${key}`, value];
    }),
  );
}

/** Elements of two lists that are compared with each other. An element that only one list has is alone. */
interface ItemPair {
  readonly left: JsonTree | undefined;
  readonly right: JsonTree | undefined;
}

type Items = readonly JsonTree[];

/**
 * Pairs the elements of two lists as a reader does: customers and tickets by their IDs, and other elements by their
 * places, except that equal elements at the start and at the end of lists of different lengths belong together.
 */
function pairItems(ours: Items, theirs: Items): readonly ItemPair[] {
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

const longestIndent = 2 * maxIndentLevel;

/** A tree as text, with one property or element on each line. */
function formatTree(tree: JsonTree, indent = ''): string {
  if (tree.kind === 'scalar') return tree.text;
  const inner = indent.length < longestIndent ? `${indent}  ` : indent;
  const lines =
    tree.kind === 'object'
      ? tree.entries.map(([key, value]) => `${inner}${stringLiteral(key)}: ${formatTree(value, inner)}`)
      : tree.items.map((item) => inner + formatTree(item, inner));
  const [open, close] = tree.kind === 'object' ? '{}' : '[]';
  return lines.length ? `${open}\n${lines.join(',\n')}\n${indent}${close}` : `${open}${close}`;
}

/**
 * A list of pointers for single records: with those to the fields of a record in a response, such as
 * `/Customer Details/name` of Get, as they are in the record.
 */
export function recordPointers(pointers: readonly string[]): readonly string[] {
  const places = operationIds.flatMap((id) => {
    const { records, resultKey } = operations[id].response;
    return records && resultKey !== undefined ? [resultKey] : [];
  });
  return pointers.flatMap((pointer) => {
    const [, key = '', ...steps] = pointer.split('/');
    if (!places.includes(key)) return [pointer];
    // A Get that matches several customers returns an array.
    const isElement = /^(?:\*|\d+)$/.test(steps[0] ?? '');
    const inRecord = isElement ? steps.slice(1) : steps;
    return inRecord.length ? [pointer, `/${inRecord.join('/')}`] : [pointer];
  });
}
