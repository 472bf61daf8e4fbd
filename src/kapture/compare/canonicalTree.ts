import { compareNames } from '../json/compareNames.ts';
import { ignoredBelow, isIgnored, type IgnoredPaths } from '../json/ignoredPaths.ts';
import { pointerOf } from '../json/jsonPointer.ts';
import type { JsonTree } from '../json/jsonTree.ts';

/**
 * A tree with sorted keys and without its ignored values, whose JSON pointers are added to `omitted`. Duplicate keys
 * keep their order.
 */
export function canonicalTree(
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
