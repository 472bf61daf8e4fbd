import type { JsonTree } from '../json/jsonTree.ts';
import { pairItems } from './pairItems.ts';

export interface DifferenceCount {
  readonly differing: number;
  /** The properties that only objects of the right tree have. They are differing, too. */
  readonly added: number;
}

/**
 * The number of fields that differ. What is only in one of the trees counts as one field, whatever it contains, and so
 * does a value that is an object in one and something else in the other. The keys of both trees are sorted.
 */
export function countDifferences(left: JsonTree, right: JsonTree): DifferenceCount {
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
