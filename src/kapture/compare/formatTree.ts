import { stringLiteral, type JsonTree } from '../json/jsonTree.ts';
import { maxIndentLevel } from '../json/formatLoose.ts';

const longestIndent = 2 * maxIndentLevel;

/** A tree as text, with one property or element on each line. */
export function formatTree(tree: JsonTree, indent = ''): string {
  if (tree.kind === 'scalar') return tree.text;
  const inner = indent.length < longestIndent ? `${indent}  ` : indent;
  const lines =
    tree.kind === 'object'
      ? tree.entries.map(([key, value]) => `${inner}${stringLiteral(key)}: ${formatTree(value, inner)}`)
      : tree.items.map((item) => inner + formatTree(item, inner));
  const [open, close] = tree.kind === 'object' ? '{}' : '[]';
  return lines.length ? `${open}\n${lines.join(',\n')}\n${indent}${close}` : `${open}${close}`;
}
