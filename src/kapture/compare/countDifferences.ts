import type { JsonTree } from './jsonTree.ts';

/**
 * The number of fields that differ. What is only in one of the trees counts as one field, whatever it contains, and so
 * does a value that is an object in one and something else in the other.
 */
export function countDifferences(left: JsonTree, right: JsonTree): number {
  if (left.kind === 'scalar' || left.kind !== right.kind)
    return right.kind === 'scalar' && left.kind === 'scalar' && left.text === right.text ? 0 : 1;
  const [ours, theirs] = [fieldsOf(left), fieldsOf(right)];
  let count = 0;
  for (const [key, value] of ours) {
    const other = theirs.get(key);
    count += other ? countDifferences(value, other) : 1;
  }
  for (const key of theirs.keys()) if (!ours.has(key)) count++;
  return count;
}

/** The values of an object or array. A duplicate key is matched with the same duplicate of the other object. */
function fieldsOf(tree: JsonTree): ReadonlyMap<string, JsonTree> {
  if (tree.kind === 'scalar') return new Map();
  if (tree.kind === 'array') return new Map(tree.items.map((item, index) => [String(index), item]));
  const fields = new Map<string, JsonTree>();
  for (const [key, value] of tree.entries) {
    let name = key;
    while (fields.has(name)) name += '\0';
    fields.set(name, value);
  }
  return fields;
}
