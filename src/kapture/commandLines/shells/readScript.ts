import { readBash } from './bash.ts';
import { type ScriptReading, environmentVariable, type ScriptCommand } from './script.ts';

const readers = { bash: readBash, windowsCmd: readWindowsCmd };

export type Shell = keyof typeof readers;
export const shells = Object.keys(readers) as Shell[];

export function readScript(script: string, shell: Shell): ScriptReading {
  return readers[shell](script);
}

/**
 * The shell that a script appears to be for, by the first syntax outside of quotes that only one of the shells has.
 * Quoted text is skipped because it may contain anything, such as apostrophes.
 */
export function shellOf(script: string): Shell {
  const text = script.replaceAll('\r\n', '\n');
  let hasSingleQuotes = false;
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    if (char === '^' && (next === '"' || isLineEnd(text, at + 1))) return 'windowsCmd';
    if ((char === '\\' && next === '\n') || (char === '$' && next === "'") || (char === '<' && next === '<'))
      return 'bash';
    if (char === '#' && (at === 0 || text[at - 1] === '\n')) {
      at = orEnd(text.indexOf('\n', at), text);
    } else if (char === "'") {
      hasSingleQuotes = true;
      at = orEnd(text.indexOf("'", at + 1), text) + 1;
    } else if (char === '"') {
      at = endOfDoubleQuoted(text, at + 1) + 1;
    } else {
      at += char === '\\' ? 2 : 1;
    }
  }
  return /\bcurl\.exe\b/i.test(text) && !hasSingleQuotes ? 'windowsCmd' : 'bash';
}

/** Whether only blanks follow on the line, as after a line continuation. */
function isLineEnd(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] === '\n';
}

function endOfDoubleQuoted(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

/** The offset, or the end of the text if the offset is -1. */
function orEnd(offset: number, text: string): number {
  return offset < 0 ? text.length : offset;
}

/**
 * Reads commands like the Windows command prompt, in two steps: cmd removes carets and expands variables, then the
 * program splits the rest into words by the rules of Microsoft's C runtime.
 */
export function readWindowsCmd(script: string): ScriptReading {
  const commands: ScriptCommand[] = [];
  // Chrome until 2023 wrote `^\^"` for a quote inside of quotes, where cmd does not interpret carets.
  const escapesInQuotes = script.includes('^\\^"');
  // Chromium and Firefox put `^"` around every word and double each backslash, so that a program receives it doubled if
  // no quote follows. The intended request is the one that the browser sent.
  const doublesBackslashes = escapesInQuotes || /\bcurl(\.exe)?[ \t]+\^"/i.test(script);
  for (const line of linesOf(script.replaceAll('\r\n', '\n'), escapesInQuotes)) {
    const words = wordsOf(line, doublesBackslashes);
    if (!words) return { problem: 'unclosed-quote' };
    if (words.length && !/^(rem|::)$/i.test(words[0]!)) commands.push({ words });
  }
  return { commands };
}

const redirection = /[<>]{1,2}[ \t]*(?:&\d|"[^"\n]*"|[^\s&|<>"]*)/y;

/**
 * The command lines that cmd would run. A line break in quotes is kept as intended, although cmd would end the line
 * there.
 */
function linesOf(text: string, escapesInQuotes: boolean): string[] {
  const lines = [''];
  let quoted = false;
  const add = (piece: string): void => void lines.push(lines.pop()! + piece);
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const variable = /^%([A-Z_][A-Z0-9_]{2,})%/.exec(text.slice(at, at + 80));
    if (char === '^' && (!quoted || escapesInQuotes)) {
      // A caret removes a line break, and escapes the next character.
      if (text[at + 1] === '\n') at++;
      add(text[++at] ?? '');
    } else if (variable) {
      // Shorter names may be percent-encoded bytes of a URL, such as %C3%A9.
      add(environmentVariable(variable[1]!));
      at += variable[0].length - 1;
    } else if (!quoted && (char === '>' || char === '<')) {
      // The word after a redirection is a file, and a digit before it is a stream. Neither is an argument.
      lines.push(lines.pop()!.replace(/(^|\s)\d$/, '$1'));
      redirection.lastIndex = at;
      at += redirection.exec(text)![0].length - 1;
    } else if (!quoted && '\n&|'.includes(char)) {
      lines.push('');
    } else {
      if (char === '"') quoted = !quoted;
      add(char);
    }
  }
  return lines;
}

/** The words of a command line; undefined if a quote is not closed. */
function wordsOf(line: string, doublesBackslashes: boolean): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length;) {
    const char = line[at]!;
    const slashes = slashesAt(line, at);
    if (slashes) {
      // Backslashes escape each other and a quote only if a quote follows them.
      const beforeQuote = line[at + slashes] === '"';
      const escaped = beforeQuote && slashes % 2 === 1;
      const pairs = beforeQuote || doublesBackslashes;
      word = (word ?? '') + '\\'.repeat(pairs ? Math.floor(slashes / 2) : slashes) + (escaped ? '"' : '');
      at += slashes + (escaped ? 1 : 0);
    } else if (char === '"') {
      const doubled = quoted && line[at + 1] === '"';
      word = (word ?? '') + (doubled ? '"' : '');
      if (!doubled) quoted = !quoted;
      at += doubled ? 2 : 1;
    } else if (!quoted && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else {
      word = (word ?? '') + char;
      at++;
    }
  }
  if (quoted) return undefined;
  return word === undefined ? words : [...words, word];
}

/** The number of consecutive backslashes at an offset. */
function slashesAt(line: string, at: number): number {
  let end = at;
  while (line[end] === '\\') end++;
  return end - at;
}
