import { environmentVariable, ScriptBuilder, type ScriptProblem, type ScriptReading } from './script.ts';

const hereDocument = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|(\\?)([^\s;&|<>()'"\\]+))/y;
const expansion = /\$(?:([A-Za-z_]\w*|\d)|\{([A-Za-z_]\w*)[^}]*\})/y;

/**
 * Reads commands like bash, sh and zsh (POSIX shell quoting, and `$'…'`), as far as copied commands need it: quotes,
 * line continuations, comments, pipes, redirections and here-documents. Globs, braces and tildes are not expanded.
 */
export function readBash(script: string): ScriptReading {
  const text = script.replaceAll('\r\n', '\n');
  const builder = new ScriptBuilder();
  // The here-documents of the current line, which start after its end.
  let documents: { readonly start: number; readonly end: number } | undefined;
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    if (char === '\n' && documents && at === documents.start - 1) {
      builder.endCommand();
      at = documents.end;
      documents = undefined;
    } else if (char === '<' && text.startsWith('<<<', at)) {
      builder.readInputFromNextWord();
      at += 3;
    } else if (char === '<' && next === '<') {
      const read = readHereDocument(text, at, documents?.end);
      if (!read) return { problem: 'unclosed-quote' };
      if (typeof read === 'string') return { problem: read };
      builder.setInput(read.text);
      documents = { start: documents?.start ?? read.start, end: read.end };
      at = read.after;
    } else if (char === '\\') {
      if (next !== '\n') builder.add(next || '\\');
      at += 2;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return { problem: 'unclosed-quote' };
      builder.add(text.slice(at + 1, end));
      at = end + 1;
    } else if (char === '$' && next === "'") {
      const ansi = /\$'((?:[^'\\]|\\[^])*)'/y;
      ansi.lastIndex = at;
      const [quoted, inside] = ansi.exec(text) ?? [];
      if (quoted === undefined) return { problem: 'unclosed-quote' };
      builder.add(unescapeAnsi(inside!));
      at += quoted.length;
    } else if (char === '"' || (char === '$' && next === '"')) {
      const read = readExpanded(text, char === '"' ? at + 1 : at + 2, '"');
      if (typeof read === 'string') return { problem: read };
      builder.add(read.text);
      at = read.end;
    } else if (char === '`' || (char === '$' && next === '(')) {
      return { problem: 'substitution' };
    } else if (char === '$') {
      const read = readExpansion(text, at);
      builder.add(read.text);
      at = read.end;
    } else {
      at += builder.readPlain(text, at, '\n;&()|');
    }
  }
  builder.endCommand();
  return { commands: builder.commands };
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

interface HereDocument {
  readonly text: string;
  /** Offsets of its start and its end, including the line of its delimiter. */
  readonly start: number;
  readonly end: number;
  /** The offset after `<<` and the delimiter. */
  readonly after: number;
}

/**
 * The here-document of a `<<` at `at`. `from` is the end of the previous one on the same line. Undefined if it is not
 * closed.
 */
function readHereDocument(text: string, at: number, from?: number): HereDocument | ScriptProblem | undefined {
  hereDocument.lastIndex = at;
  const match = hereDocument.exec(text);
  if (!match) return undefined;
  const [operator, dash, single, double, backslash, plain] = match;
  const delimiter = (single ?? double ?? plain)!;
  const after = at + operator.length;
  const start = from ?? endOfCommandLine(text, after) + 1;
  const lines: string[] = [];
  for (let line = start; line < text.length;) {
    const lineBreak = text.indexOf('\n', line);
    const lineEnd = lineBreak < 0 ? text.length : lineBreak;
    const lineText = dash ? text.slice(line, lineEnd).replace(/^\t+/, '') : text.slice(line, lineEnd);
    line = lineEnd + 1;
    if (lineText !== delimiter) {
      lines.push(`${lineText}\n`);
      continue;
    }
    const content = lines.join('');
    const isLiteral = plain === undefined || backslash !== '';
    const read = isLiteral ? { text: content } : readExpanded(content, 0);
    return typeof read === 'string' ? read : { text: read.text, start, end: line, after };
  }
  return undefined;
}

/** The offset of the line break that ends a command line. A line break after a backslash does not end it. */
function endOfCommandLine(text: string, from: number): number {
  let at = text.indexOf('\n', from);
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf('\n', at + 1);
  return at < 0 ? text.length : at;
}

/** Expands the escapes and variables of a text, up to a double quote if `quote` is given, otherwise to its end. */
function readExpanded(text: string, start: number, quote?: '"'): Piece | ScriptProblem {
  let read = '';
  for (let at = start; at < text.length;) {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    if (char === quote) return { text: read, end: at + 1 };
    if (char === '`' || (char === '$' && next === '(')) return 'substitution';
    if (char === '\\') {
      // Only these characters can be escaped in double quotes and here-documents. A backslash before any other
      // character is literal.
      if ((next && '$`\\'.includes(next)) || next === quote) read += next;
      else if (next !== '\n') read += char + next;
      at += 2;
    } else if (char === '$') {
      const piece = readExpansion(text, at);
      read += piece.text;
      at = piece.end;
    } else {
      read += char;
      at++;
    }
  }
  return quote ? 'unclosed-quote' : { text: read, end: text.length };
}

/** Reads `$NAME`, `${NAME}` or `${NAME:-…}`. Any other dollar sign is literal. */
function readExpansion(text: string, at: number): Piece {
  expansion.lastIndex = at;
  const match = expansion.exec(text);
  if (!match) return { text: '$', end: at + 1 };
  return { text: environmentVariable((match[1] ?? match[2])!), end: at + match[0].length };
}

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Unescapes the text in `$'…'`. `\x` and octal escapes are UTF-8 bytes. `\u` escapes may be surrogates, as browsers
 * write them.
 */
function unescapeAnsi(text: string): string {
  const escapes = /((?:\\x[\da-fA-F]{1,2}|\\[0-7]{1,3})+)|\\(?:u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|c([^])|([^]))/g;
  return text.replace(
    escapes,
    (whole: string, bytes?: string, unit?: string, point?: string, control?: string, letter?: string) => {
      if (bytes !== undefined) return bytesOf(bytes).toString('utf8');
      if (unit !== undefined) return String.fromCharCode(parseInt(unit, 16));
      if (point !== undefined)
        return parseInt(point, 16) > 0x10ffff ? whole : String.fromCodePoint(parseInt(point, 16));
      if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f);
      return letters[letter!] ?? ('\\\'"?'.includes(letter!) ? letter! : whole);
    },
  );
}

function bytesOf(escapes: string): Buffer {
  return Buffer.from(
    [...escapes.matchAll(/\\(?:x([\da-fA-F]+)|([0-7]+))/g)].map(
      ([, hex, octal]) => (hex ? parseInt(hex, 16) : parseInt(octal!, 8)) & 0xff,
    ),
  );
}
