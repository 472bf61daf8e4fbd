import { environmentVariable, ScriptBuilder, type ScriptProblem, type ScriptReading } from './script.ts';

/** PowerShell treats typographic quotes like plain ones. */
export const singleQuotes = "'\u2018\u2019\u201a\u201b";
const doubleQuotes = '"\u201c\u201d\u201e';

const escapes: Readonly<Record<string, string>> = {
  0: '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const expansion = /\$(?:env:(\w+)|\{env:(\w+)\}|\(\$env:(\w+)\)|(\w+)|\{(\w+)\})/iy;
const hereString = /@(?:'[ \t]*\n([^]*?)\n'@|"[ \t]*\n([^]*?)\n"@)/y;

/**
 * Reads commands like PowerShell, as far as copied commands need it: quotes, here-strings, backticks, comments, pipes
 * and blocks. `$env:NAME` becomes `{{$env:NAME}}`, any other variable `{{name}}`.
 */
export function readPowerShell(script: string): ScriptReading {
  const text = script.replaceAll('\r\n', '\n');
  const builder = new ScriptBuilder();
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    hereString.lastIndex = at;
    const here = builder.betweenWords ? hereString.exec(text) : null;
    if (here) {
      const read = here[1] ?? expandAll(here[2]!, '');
      if (typeof read !== 'string') return { problem: read.problem };
      builder.add(read);
      at += here[0].length;
    } else if (char === '`') {
      if (next !== '\n') builder.add(escapes[next] ?? next);
      at += 2;
    } else if (singleQuotes.includes(char) || doubleQuotes.includes(char)) {
      const quotes = singleQuotes.includes(char) ? singleQuotes : doubleQuotes;
      const end = endOfQuoted(text, at + 1, quotes);
      if (end < 0) return { problem: 'unclosed-quote' };
      const inside = text.slice(at + 1, end);
      const read = quotes === singleQuotes ? withoutDoubling(inside, quotes) : expandAll(inside, quotes);
      if (typeof read !== 'string') return { problem: read.problem };
      builder.add(read);
      at = end + 1;
    } else if (char === '$') {
      const read = readExpansion(text, at);
      if (!read) return { problem: 'substitution' };
      builder.add(read.text);
      at = read.end;
    } else {
      at += builder.readPlain(text, at, '\n;&(){}|');
    }
  }
  builder.endCommand();
  return { commands: builder.commands };
}

/**
 * The offset of the closing quote: one that is not doubled and, in double quotes, not after a backtick. -1 if there is
 * none.
 */
function endOfQuoted(text: string, start: number, quotes: string): number {
  for (let at = start; at < text.length; at++) {
    if (quotes === doubleQuotes && text[at] === '`') at++;
    else if (quotes.includes(text[at]!)) {
      if (at + 1 >= text.length || !quotes.includes(text[at + 1]!)) return at;
      at++;
    }
  }
  return -1;
}

function withoutDoubling(text: string, quotes: string): string {
  return text.replace(new RegExp(`[${quotes}]([${quotes}])`, 'g'), '$1');
}

/**
 * Expands the escapes and variables of a text in double quotes. `quotes` are the quotes that are doubled in it, if any.
 */
function expandAll(text: string, quotes: string): string | { readonly problem: ScriptProblem } {
  let read = '';
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    if (char === '`') {
      const next = text[at + 1] ?? '';
      read += next === '\n' ? '' : (escapes[next] ?? next);
      at += 2;
    } else if (quotes && quotes.includes(char)) {
      read += text[at + 1] ?? '';
      at += 2;
    } else if (char === '$') {
      const piece = readExpansion(text, at);
      if (!piece) return { problem: 'substitution' };
      read += piece.text;
      at = piece.end;
    } else {
      read += char;
      at++;
    }
  }
  return read;
}

/** The variable at an offset, or a literal `$`. Undefined for `$(…)`, the output of a command. */
function readExpansion(text: string, at: number): { readonly text: string; readonly end: number } | undefined {
  expansion.lastIndex = at;
  const match = expansion.exec(text);
  if (!match) return text[at + 1] === '(' ? undefined : { text: '$', end: at + 1 };
  const environment = match[1] ?? match[2] ?? match[3];
  return {
    text: environment === undefined ? `{{${match[4] ?? match[5]}}}` : environmentVariable(environment),
    end: at + match[0].length,
  };
}
