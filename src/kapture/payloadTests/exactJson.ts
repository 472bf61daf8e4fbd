import { isTooLarge, readLoose, type LooseReading } from '../json/looseJson.ts';
import { tokenAt } from '../json/tokens.ts';
import { WrittenNumber } from '../variables/variables.ts';

/**
 * A private character that starts the text of a number that JavaScript cannot represent. In a string of the JSON that
 * starts with this character, it is doubled. Keys are never marked.
 */
const mark = '\uE000';

/**
 * Reads JSON like `readLoose`, but so that a number with too many digits differs from a string with the same digits.
 * {@link exactText} writes such a number as it was.
 */
export function readExact(text: string): LooseReading {
  return readLoose(/\d{16}|\d[eE]\+?\d{3}|\uE000|\\u[eE]000/.test(text) ? markLargeNumbers(text) : text);
}

/** A string as {@link readExact} reads it. */
export function exactString(text: string): string {
  return text.startsWith(mark) ? mark + text : text;
}

/** The JSON of a value of {@link readExact}. */
export function exactText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  // A quote after a backslash does not start a string, and a string before a colon is a key.
  return text.replace(
    /(?<!\\)"\uE000(?:(-?\d[\d.eE+-]*)"|(\uE000[^"\\]*(?:\\.[^"\\]*)*"))(?!:)/g,
    (_, number: string | undefined, rest: string) => number ?? `"${rest}`,
  );
}

/**
 * A value of {@link readExact} without marks. A marked number becomes a `WrittenNumber`, which is written with all its
 * digits.
 */
export function writtenValue(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith(mark)) return value;
    const text = value.slice(1);
    return text.startsWith(mark) ? text : new WrittenNumber(text);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(writtenValue);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, writtenValue(inner)]));
}

function markLargeNumbers(json: string): string {
  const marked: string[] = [];
  let done = 0;
  for (let token = tokenAt(json, 0); token; token = tokenAt(json, token.end)) {
    const written = json.slice(token.start, token.end);
    if (token.kind === 'literal' && isTooLarge(written)) {
      marked.push(json.slice(done, token.start), `"${mark}${written}"`);
      done = token.end;
    } else if (/^"(\uE000|\\u[eE]000)/.test(written) && tokenAt(json, token.end)?.kind !== ':') {
      marked.push(json.slice(done, token.start), `"${mark}`);
      done = token.start + 1;
    }
  }
  return marked.join('') + json.slice(done);
}
