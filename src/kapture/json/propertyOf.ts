import type { Node } from 'jsonc-parser';

/** The value of a property of an object. The last of duplicate keys wins, as in `JSON.parse`. */
export function propertyOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === name)?.children?.[1];
}
