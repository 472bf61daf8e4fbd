import { maxJsonDepth } from './jsonLimits.ts';
import { readLoose, readString } from './looseJson.ts';
import { tokenAt } from './tokens.ts';

/** A JSON value whose scalars keep their text, so that a number keeps its digits. */
export type JsonTree =
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'array'; readonly items: readonly JsonTree[] }
  /** The literal number, `true`, `false` or `null`, or a string with its usual escapes. */
  | { readonly kind: 'scalar'; readonly text: string };

export type JsonEntry = readonly [key: string, value: JsonTree];

/** Reads JSON as Kapture writes it. Undefined if a text is truncated, is nested too deeply or is not JSON. */
export function readTree(text: string): JsonTree | undefined {
  return readLoose(text).problem ? undefined : new TreeReader(text).read();
}

/** Reads the tokens of a text that is valid JSON, except for control characters in strings. */
class TreeReader {
  readonly #text: string;
  #end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(depth = 0): JsonTree | undefined {
    const token = this.#next();
    if (token.kind === 'string') return { kind: 'scalar', text: stringLiteral(readString(this.#text, token)) };
    if (token.kind === 'literal') return { kind: 'scalar', text: this.#text.slice(token.start, token.end) };
    if (depth === maxJsonDepth) return undefined;
    return token.kind === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
  }

  #object(depth: number): JsonTree | undefined {
    const entries: JsonEntry[] = [];
    for (let token = this.#next(); token.kind !== '}'; token = this.#next()) {
      if (token.kind === ',') continue;
      const key = readString(this.#text, token);
      this.#next();
      const value = this.read(depth);
      if (!value) return undefined;
      entries.push([key, value]);
    }
    return { kind: 'object', entries };
  }

  #array(depth: number): JsonTree | undefined {
    const items: JsonTree[] = [];
    for (let start = this.#end, token = this.#next(); token.kind !== ']'; start = this.#end, token = this.#next()) {
      if (token.kind === ',') continue;
      this.#end = start;
      const item = this.read(depth);
      if (!item) return undefined;
      items.push(item);
    }
    return { kind: 'array', items };
  }

  #next(): NonNullable<ReturnType<typeof tokenAt>> {
    const token = tokenAt(this.#text, this.#end)!;
    this.#end = token.end;
    return token;
  }
}

/** A string with its shortest escapes. Line separators are escaped, because editors mistake them for line ends. */
export function stringLiteral(value: string): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) =>
    character === '\u2028' ? String.raw`\u2028` : String.raw`\u2029`,
  );
}
