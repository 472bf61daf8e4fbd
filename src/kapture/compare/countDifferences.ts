import type { JsonTree } from '../json/jsonTree.ts';

export interface DifferenceCount {
  readonly differing: number;
  /** The properties that only objects of the right tree have. They are differing, too. */
  readonly added: number;
}

/**
 * The number of fields that differ. What is only in one of the trees counts as one field, whatever it contains, and so
 * does a value that is an object in one and something else in the other.
 */
export function countDifferences(left: JsonTree, right: JsonTree): DifferenceCount {
  if (left.kind === 'scalar' || left.kind !== right.kind) {
    const isSame = right.kind === 'scalar' && left.kind === 'scalar' && left.text === right.text;
    return { differing: isSame ? 0 : 1, added: 0 };
  }
  const [ours, theirs] = [fieldsOf(left), fieldsOf(right)];
  const onlyRight = [...theirs.keys()].filter((key) => !ours.has(key)).length;
  let differing = onlyRight;
  let added = left.kind === 'object' ? onlyRight : 0;
  for (const [key, value] of ours) {
    const other = theirs.get(key);
    const below = other ? countDifferences(value, other) : { differing: 1, added: 0 };
    differing += below.differing;
    added += below.added;
  }
  return { differing, added };
}

/** The values of an object or array. A duplicate key is matched with the same duplicate of the other object. */
function fieldsOf(tree: JsonTree): ReadonlyMap<string, JsonTree> {
  if (tree.kind === 'scalar') return new Map();
  if (tree.kind === 'array') return new Map(tree.items.map((item, index) => [String(index), item]));
  const counts = new Map<string, number>();
  return new Map(
    tree.entries.map(([key, value]) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return [`${count}/${key}`, value];
    }),
  );
}
