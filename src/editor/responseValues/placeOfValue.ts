import { findNodeAtOffset, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** Where a value is in a text, or is missing: then the length is 0. */
export interface ValuePlace {
  readonly offset: number;
  readonly length: number;
  readonly isString: boolean;
}

/**
 * The place of the plain value at an offset, of the one whose key is there, or of one that is missing there. Undefined
 * if the text would no longer be JSON with a value at the offset.
 */
export function placeOfValue(text: string, offset: number): ValuePlace | undefined {
  const { root, problems } = parsed(text);
  const node = root && valueAt(root, offset);
  if (node) return { offset: node.offset, length: node.length, isString: node.type === 'string' };
  const isMissing =
    root?.children && parsed([text.slice(0, offset), 'null', text.slice(offset)].join(' ')).problems < problems;
  return isMissing ? { offset, length: 0, isString: false } : undefined;
}

function valueAt(root: Node, offset: number): Node | undefined {
  const node = findNodeAtOffset(root, offset, true);
  const property = node?.type === 'property' ? node : node?.parent;
  const isBesideValue = node === property || property?.children?.[0] === node;
  const value = property?.type === 'property' && isBesideValue ? property.children?.[1] : node;
  return value && !['object', 'array', 'property'].includes(value.type) ? value : undefined;
}

function parsed(text: string): { readonly root: Node | undefined; readonly problems: number } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return { root, problems: errors.length };
}
