/** A line of a file that ESLint has no parser for. */
interface Line {
  readonly type: 'Line';
  readonly range: [number, number];
}

interface Location {
  readonly line: number;
  readonly column: number;
}

/** The lines of a file as ESLint expects a source: each one is a node without children. */
class PlainTextSource {
  readonly text: string;
  readonly ast: { readonly type: 'Text'; readonly lines: readonly Line[]; readonly range: [number, number] };

  constructor(text: string) {
    const lines = [...text.matchAll(/[^\r\n]+/g)].map(({ 0: found, index }): Line => ({
      type: 'Line',
      range: [index, index + found.length],
    }));
    this.text = text;
    this.ast = { type: 'Text', lines, range: [0, text.length] };
  }

  getRange({ range }: Line): [number, number] {
    return range;
  }

  getLoc({ range: [start, end] }: Line): { readonly start: Location; readonly end: Location } {
    return { start: this.getLocFromIndex(start), end: this.getLocFromIndex(end) };
  }

  getLocFromIndex(index: number): Location {
    const before = this.text.slice(0, index).split('\n');
    return { line: before.length, column: before.at(-1)!.length };
  }

  /** Visits (1) each line once, on entering it (1). */
  *traverse(): Generator<object> {
    for (const target of this.ast.lines) yield { kind: 1, target, phase: 1, args: [target] };
  }
}

/** A language of ESLint for files such as YAML and CSS, whose words alone are checked. */
export const plainText = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  validateLanguageOptions(): void {},
  parse({ body }: { readonly body: string | Uint8Array }): object {
    return { ok: true, ast: new PlainTextSource(textOf(body)).ast };
  },
  createSourceCode({ body }: { readonly body: string | Uint8Array }): PlainTextSource {
    return new PlainTextSource(textOf(body));
  },
};

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
