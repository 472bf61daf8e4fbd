import { type IgnoredPaths, ignoredBelow, ignoredPaths, isIgnored, pointerOf } from '../json/jsonPointer.ts';
import { readTree, type JsonTree, stringLiteral } from '../json/jsonTree.ts';
import { compareNames } from '../json/compareNames.ts';
import { maxIndentLevel } from '../json/formatLoose.ts';
import { operationIds, operations } from '../catalogue/registry.ts';

/** Two texts, written so that only their differences show. */
export interface Comparison {
  readonly left: string;
  readonly right: string;
  /** Whether both are JSON. */
  readonly areJson: boolean;
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
    return { left: withLineFeeds(left), right: withLineFeeds(right), areJson: false, ignored: 0 };
  }
  const omitted = new Set<string>();
  const paths = ignoredPaths(ignore);
  const [one, other] = [canonicalTree(ours, paths, omitted), canonicalTree(theirs, paths, omitted)];
  return {
    left: formatTree(one),
    right: formatTree(other),
    areJson: true,
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
 * Pointers for single records: the given ones, and those to fields of a record in a response, such as `/Customer
 * Details/name` of Get, as pointers within the record.
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
