import { readBash } from './bash.ts';
import { readPowerShell } from './powerShell.ts';
import type { ScriptReading } from './script.ts';
import { readWindowsCmd } from './windowsCmd.ts';

const readers = { bash: readBash, powerShell: readPowerShell, windowsCmd: readWindowsCmd };

/** Reads a script of the shell that it appears to be for. */
export function readScript(script: string): ScriptReading {
  return readers[shellOf(script.replaceAll('\r\n', '\n'))](script);
}

/**
 * The shell of a script, by the first syntax outside of quotes that only one shell has. Quoted text is skipped because
 * it may contain anything, such as apostrophes.
 */
function shellOf(text: string): keyof typeof readers {
  let hasSingleQuotes = false;
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    const opensHereString = text[at - 1] === '@' && next === '\n';
    if (char === '^' && (next === '"' || isLineEnd(text, at + 1))) return 'windowsCmd';
    if (char === '\\' && next === '\n') return 'bash';
    if (char === '$' && next === "'") return 'bash';
    if (char === '<' && next === '<') return 'bash';
    if (char === '`' && next === '\n') return 'powerShell';
    if (char === '$' && /^\$(env:|OutputEncoding)/i.test(text.slice(at, at + 16))) return 'powerShell';
    if ((char === "'" || char === '"') && opensHereString) return 'powerShell';
    if (char === '#' && (at === 0 || text[at - 1] === '\n')) {
      at = orEnd(text.indexOf('\n', at), text);
    } else if (char === "'") {
      hasSingleQuotes = true;
      at = orEnd(text.indexOf("'", at + 1), text) + 1;
    } else if (char === '"') {
      const close = endOfDoubleQuoted(text, at + 1);
      if (/\$env:/i.test(text.slice(at, close))) return 'powerShell';
      at = close + 1;
    } else {
      at += char === '\\' ? 2 : 1;
    }
  }
  if (!/\bcurl\.exe\b/i.test(text)) return 'bash';
  return hasSingleQuotes ? 'powerShell' : 'windowsCmd';
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

/** An offset that was searched for, or the end of the text if it was not found. */
function orEnd(offset: number, text: string): number {
  return offset < 0 ? text.length : offset;
}
