import { applyEdits, findNodeAtLocation, modify, parseTree, type Edit, type JSONPath } from 'jsonc-parser';

export interface JsonChange {
  readonly edits: readonly Edit[];
  /** The complete text after the change. */
  readonly text: string;
  /** The place of the shown value in the new text. */
  readonly place: { readonly offset: number; readonly length: number };
}

/** Adds or replaces a value. `shown` is the path of the value whose place is returned. */
export function changedJson(text: string, path: JSONPath, value: unknown, shown = path): JsonChange {
  const tabSize = /\n( +)"/.exec(text)?.[1]?.length ?? 2;
  const formattingOptions = {
    insertSpaces: !/\n\t/.test(text),
    tabSize,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const edits = modify(text, path, value, { formattingOptions });
  const changed = applyEdits(text, edits);
  const root = parseTree(changed, [], { allowTrailingComma: true });
  const { offset = 0, length = 0 } = (root && findNodeAtLocation(root, shown)) ?? {};
  return { edits, text: changed, place: { offset, length } };
}
