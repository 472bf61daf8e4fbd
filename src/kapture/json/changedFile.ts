import { isDeepStrictEqual } from 'node:util';
import { applyEdits, findNodeAtLocation, modify, parseTree, type JSONPath, type Node } from 'jsonc-parser';
import { changedJson } from './changedJson.ts';

/** JSON with comments whose properties are changed one after the other. Everything else stays as the user wrote it. */
export class ChangedFile {
  text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Adds or replaces a value unless it stays the same. Undefined removes it. */
  change(path: JSONPath, from: unknown, to: unknown): void {
    if (isDeepStrictEqual(from, to)) return;
    const value = this.#find(path);
    const object = this.#find(path.slice(0, -1));
    const last = object?.children?.at(-1);
    // With formatting options, this would format the lines around the edit.
    if (to === undefined) this.text = applyEdits(this.text, modify(this.text, path, undefined, {}));
    else if (value) this.#replace(value.offset, value.length, shown(to));
    else if (last) this.#addAfter(last, `${JSON.stringify(path.at(-1))}: ${shown(to)}`);
    else this.text = changedJson(this.text, path, to).text;
  }

  isObject(path: JSONPath): boolean {
    return this.#find(path)?.type === 'object';
  }

  /** Adds a property on its own line if the last one starts a line, below a comment at the end of that line. */
  #addAfter({ offset, length }: Node, property: string): void {
    const end = offset + length;
    const before = /(?<=\n)([ \t]*)(?:\/\*.*\*\/[ \t]*)?$/.exec(this.text.slice(0, offset));
    const indentation = before?.[1];
    if (indentation === undefined) return this.#replace(end, 0, `, ${property}`);
    const line = /^(,?)([ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*\*\/)?)(?=[ \t]*(\r?\n))/.exec(this.text.slice(end));
    const [own = '', comma = '', comment = '', newLine = '\n'] = line ?? [];
    this.#replace(end, own.length, `,${comment}${newLine}${indentation}${property}${comma}`);
  }

  #replace(offset: number, length: number, by: string): void {
    this.text = applyEdits(this.text, [{ offset, length, content: by }]);
  }

  #find(path: JSONPath): Node | undefined {
    const root = parseTree(this.text, [], { allowTrailingComma: true });
    return root && findNodeAtLocation(root, path);
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(/\n */g, ' ');
}
