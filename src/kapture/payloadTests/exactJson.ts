import { isTooLarge, readLoose, tokenAt, type LooseReading } from '../json/looseJson.ts';

/** Starts the text of a number that JavaScript cannot represent: a private character. */
const mark = '\uE000';

/**
 * Reads JSON like `readLoose`, but so that a number with too many digits differs from a string with the same digits.
 * {@link exactText} writes such a number as it was.
 */
export function readExact(text: string): LooseReading {
  return readLoose(/\d{16}|\d[eE]\+?\d{3}/.test(text) ? markLargeNumbers(text) : text);
}

/** The JSON of a value of {@link readExact}. */
export function exactText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(/"\uE000(-?\d[\d.eE+-]*)"/g, '$1');
}

function markLargeNumbers(json: string): string {
  const marked: string[] = [];
  let done = 0;
  for (let token = tokenAt(json, 0); token; token = tokenAt(json, token.end)) {
    const written = json.slice(token.start, token.end);
    if (token.kind !== 'literal' || !isTooLarge(written)) continue;
    marked.push(json.slice(done, token.start), `"${mark}${written}"`);
    done = token.end;
  }
  return marked.join('') + json.slice(done);
}
